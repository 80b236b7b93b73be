/**
 * A whole roll-over of the service provider's key, with the steps that `npm run keygen` prints: in each of them an identity
 * provider with the newest metadata, and one that still has the metadata of the step before, takes our signed requests,
 * encrypts to any key that it knows, and the person is signed in.
 */
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DevelopmentIdp, startDevelopmentIdp } from '../../scripts/idp/serve.ts';
import { planRollOver } from '../../scripts/keygen/roll-over.ts';
import { encryptAssertion } from '../support/encrypt.ts';
import { IdpVisitor } from '../support/idp-visitor.ts';
import { keyPairPem } from '../support/key-pairs.ts';
import { formBody, type TestKeyName, testKey } from '../support/signed-response.ts';
import { Visitor } from '../support/visitor.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

const SP_KEYS: Readonly<Record<string, TestKeyName>> = { SP_KEY_1: 'spA', SP_KEY_2: 'spB' };
const SECRETS = Object.fromEntries(
  Object.entries(SP_KEYS).map(([name, key]) => [name, keyPairPem(testKey(key))]),
);

let folder: string;
let worker: TestWorker;
let acme: string;
let idp: DevelopmentIdp;
/** Between the service provider and the identity provider: hands out what was imported, however old. */
let imported: Server;
let importedMetadata = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'edge-saml-roll-over-'));
  imported = createServer((_request, response) => response.end(importedMetadata));
  await new Promise<void>((resolve) => imported.listen(0, '127.0.0.1', resolve));
  const metadataUrl = `http://localhost:${(imported.address() as AddressInfo).port}/`;
  idp = await startDevelopmentIdp({
    port: 0,
    keyFolder: folder,
    tenants: [
      {
        slug: 'acme',
        displayName: 'Acme',
        serviceProvider: { metadataUrl },
        wantAuthnRequestsSigned: true,
        defaultRelayState: '/',
      },
    ],
  });
  worker = await startWorker({ ...SECRETS, SP_KEY_ROLES: '1:active' });
  acme = worker.origin('acme');
  await worker.putTenant('acme', { connections: [{ id: 'idp', metadata: idp.metadata('acme') }] });
});

afterAll(async () => {
  await idp?.close();
  await worker?.close();
  imported?.close();
  rmSync(folder, { recursive: true });
});

const SPLIT = /<md:KeyDescriptor [^>]*use="(\w+)">.*?<ds:X509Certificate>([^<]*)/g;

/** The certificates in metadata that are published for a use. */
function certificatesFor(use: 'signing' | 'encryption', metadata: string): string[] {
  return [...metadata.matchAll(SPLIT)].flatMap(([, found, base64]) => (found === use ? (base64 ?? '') : []));
}

/** Which of our keys a certificate is of. */
function keyOf(certificate: string): TestKeyName {
  const { subject } = new X509Certificate(Buffer.from(certificate, 'base64'));
  const found = Object.values(SP_KEYS).find((name) => subject === `CN=${name}.test`);
  if (found === undefined) throw new Error(`${subject} is none of ours`);
  return found;
}

async function currentMetadata(): Promise<string> {
  return (await worker.fetch(`${acme}/sso/metadata`)).text();
}

/** Sends a person to the identity provider; gives the status with which our request is received there. */
async function requestStatus(metadata: string): Promise<number> {
  importedMetadata = metadata;
  const login = await new Visitor(worker).visit(`${acme}/sso/login`);
  const location = login.headers.get('location') ?? '';
  expect(location).toContain('&Signature=');
  return (await new IdpVisitor(idp.origin).get(location.slice(idp.origin.length))).status;
}

/** Signs a person in at an identity provider that has this metadata and encrypts to this key of it. */
async function signInWith(metadata: string, certificate: string): Promise<number> {
  importedMetadata = metadata;
  const visitor = new Visitor(worker);
  const login = await visitor.visit(`${acme}/sso/login?returnTo=/docs/42`);
  const atIdp = new IdpVisitor(idp.origin);
  const page = await atIdp.get((login.headers.get('location') ?? '').slice(idp.origin.length));
  const answer = await atIdp.choose(page, 'alice', [['sign', 'assertion']]);
  const encrypted = encryptAssertion(answer.xml, { recipients: [keyOf(certificate)] });
  expect(encrypted).not.toContain('alice');
  const body = formBody(encrypted, answer.relayState ?? undefined);
  const finished = await visitor.visit(answer.acsUrl, { method: 'POST', body, crossSite: true });
  if (finished.status === 303) {
    const session = await visitor.visit(`${acme}/sso/session`, { headers: { accept: 'application/json' } });
    expect(session.status).toBe(200);
  }
  return finished.status;
}

describe('a roll-over', () => {
  const plan = planRollOver('1:active', null);
  const steps = [
    { roles: '1:active', signing: ['spA'], encryption: ['spA'] },
    { roles: plan.published, signing: ['spA', 'spB'], encryption: ['spA', 'spB'] },
    { roles: plan.switched, signing: ['spB', 'spA'], encryption: ['spB'] },
    { roles: plan.finished, signing: ['spB'], encryption: ['spB'] },
  ];

  let before: string | null = null;

  test.each(steps)('with the roles $roles nobody is locked out', async ({ roles, signing, encryption }) => {
    await worker.configure({ SP_KEY_ROLES: roles });
    const metadata = await currentMetadata();
    expect(metadata).toContain('AuthnRequestsSigned="true"');
    expect(certificatesFor('signing', metadata).map(keyOf)).toEqual(signing);
    expect(certificatesFor('encryption', metadata).map(keyOf)).toEqual(encryption);

    for (const known of [metadata, before ?? metadata]) {
      expect(await requestStatus(known)).toBe(200);
      for (const certificate of certificatesFor('encryption', known)) {
        expect(await signInWith(known, certificate)).toBe(303);
      }
    }
    before = metadata;
  });

  test('in one step would lock out whoever has not read the metadata anew, or this test would prove nothing', async () => {
    await worker.configure({ SP_KEY_ROLES: '1:active' });
    const old = await currentMetadata();
    await worker.configure({ SP_KEY_ROLES: '2:active' });
    expect(await requestStatus(old)).toBe(400);
    const [certificate = ''] = certificatesFor('encryption', old);
    const current = await currentMetadata();
    expect(await signInWith(current, certificate)).toBe(403);
    expect(await signInWith(current, certificatesFor('encryption', current)[0] ?? '')).toBe(303);
  });
});

describe('a deployment without keys', () => {
  test('publishes none, and serves the connections that need none', async () => {
    await worker.configure({ SP_KEY_ROLES: '' });
    const metadata = await currentMetadata();
    expect(metadata).not.toContain('KeyDescriptor');
    expect(metadata).not.toContain('Signature');
    expect(metadata).toContain('AuthnRequestsSigned="false"');
    await worker.putTenant('unsigned');
    const served = await new Visitor(worker).visit(`${worker.origin('unsigned')}/sso/login`);
    expect(served.headers.get('location')).toMatch(
      /^https:\/\/idp\.example\.com\/sso\?SAMLRequest=[^&]*&RelayState=[^&]*$/,
    );
  });

  test('refuses, with its reason, a connection whose requests are to be signed', async () => {
    await worker.configure({ SP_KEY_ROLES: '' });
    worker.takeLog();
    const refused = await new Visitor(worker).visit(`${acme}/sso/login`);
    expect(refused.status).toBe(503);
    expect(worker.takeLog().join('\n')).toContain('"request_signing_key_missing"');
  });
});
