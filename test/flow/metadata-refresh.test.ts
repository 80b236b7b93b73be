/**
 * Metadata that looks after itself, through the built Worker on workerd and a metadata server on loopback: an identity
 * provider changes its key without a word, and goes wrong in every other way.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BINDING_REDIRECT } from '../../src/saml/names.ts';
import { endpoint, idp, signingKey } from '../support/idp-metadata.ts';
import { type MetadataAnswer, type MetadataServer, startMetadataServer } from '../support/metadata-server.ts';
import { answerForm, postAnswer, startSignIn } from '../support/sign-in.ts';
import { GENUINE, type TestKeyName, testKey } from '../support/signed-response.ts';
import { Visitor } from '../support/visitor.ts';
import { OPERATOR_TOKEN, startWorker, type TestWorker } from '../support/worker.ts';

let worker: TestWorker;
let server: MetadataServer;

beforeAll(async () => {
  // What the Worker fetches goes through this process, which would follow redirects in its place; workerd alone does not.
  const { fetch } = globalThis;
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) =>
    fetch(input, { ...(init?.headers && { headers: init.headers }), redirect: 'manual' }),
  );
  [worker, server] = await Promise.all([startWorker(), startMetadataServer()]);
});
afterAll(async () => {
  await worker?.close();
  await server?.close();
  vi.restoreAllMocks();
});

/** The metadata of the genuine identity provider, with these keys. */
function metadata(...keys: TestKeyName[]): string {
  return idp({
    entityAttributes: `entityID="${GENUINE.idpEntityId}"`,
    keys: keys.map((key) => signingKey(testKey(key).certificatePem.replace(/-----.*-----/g, ''))).join(''),
    endpoints: endpoint(BINDING_REDIRECT, 'https://idp.example.com/sso'),
  });
}

/** Makes a tenant whose metadata is at an address of its own. */
async function makeTenant(slug: string): Promise<{ origin: string; path: string }> {
  const path = `/${slug}`;
  server.answer({ kind: 'document', xml: metadata('rsaA') }, path);
  await worker.putTenant(slug, { connections: [{ id: 'idp', metadataUrl: server.origin + path }] });
  return { origin: worker.origin(slug), path };
}

/** The status with which somebody is answered whose Response is signed by this key. */
async function signInWith(origin: string, key: TestKeyName): Promise<number> {
  const visitor = new Visitor(worker);
  const { requestId } = await startSignIn(visitor, origin, '/docs/42');
  const finished = await postAnswer(visitor, origin, await answerForm(origin, { requestId, key }));
  if (finished.status === 303) expect(finished.headers.get('location')).toBe('/docs/42');
  return finished.status;
}

interface AuditEntry {
  readonly action: string;
  readonly author: { readonly id: string };
  readonly changes: readonly string[];
}

async function auditOf(slug: string): Promise<readonly AuditEntry[]> {
  const response = await worker.fetch(`${worker.origin(null)}/api/v1/tenants/${slug}/audit`, {
    headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
  });
  return JSON.parse(await response.text()).items;
}

test('a sign-in straight after a silent roll-over works, and is audited', async () => {
  const { origin, path } = await makeTenant('rolled');
  expect(await signInWith(origin, 'rsaA')).toBe(303);
  server.answer({ kind: 'document', xml: metadata('rsaB') }, path);
  expect(await signInWith(origin, 'rsaB')).toBe(303);

  const [entry] = await auditOf('rolled');
  expect(entry).toMatchObject({
    action: 'metadata_changed',
    author: { id: 'metadata-refresh' },
    changes: [
      'The metadata of connection “idp” has changed.',
      expect.stringContaining('out of turn'),
      expect.stringMatching(/CN=rsaB.test .* was added/),
      expect.stringMatching(/CN=rsaA.test .* was removed/),
    ],
  });
  const { connections } = await worker.readTenant('rolled');
  expect(connections[0]?.identityProvider.keys.map(({ subject }) => subject)).toEqual(['CN=rsaB.test']);
});

test('of many who come at the same moment after a roll-over, nobody is refused, and the server is asked once', async () => {
  const { origin, path } = await makeTenant('crowd');
  server.answer({ kind: 'document', xml: metadata('rsaA', 'rsaB') }, path);
  server.takeRequests();
  const statuses = await Promise.all(Array.from({ length: 8 }, () => signInWith(origin, 'rsaB')));
  expect(statuses).toEqual(Array.from({ length: 8 }, () => 303));
  expect(server.takeRequests().filter((request) => request.path === path).length).toBeLessThanOrEqual(2);
});

test('a stranger’s key is refused, however often he tries, and the server is asked once', async () => {
  const { origin, path } = await makeTenant('stranger');
  server.takeRequests();
  for (let attempt = 1; attempt <= 5; attempt++) expect(await signInWith(origin, 'rogue')).toBe(403);
  expect(server.takeRequests().filter((request) => request.path === path).length).toBeLessThanOrEqual(2);
  expect(await signInWith(origin, 'rsaA')).toBe(303);
  expect((await auditOf('stranger')).map(({ action }) => action)).toEqual(['tenant_created']);
});

describe('trust stays as it is', () => {
  const ANSWERS: readonly [string, MetadataAnswer, string][] = [
    ['down', { kind: 'down' }, 'metadata_unreachable'],
    ['page', { kind: 'document', xml: '<!doctype html><html></html>' }, 'metadata_is_web_page'],
    ['flood', { kind: 'flood', bytes: 50_000_000 }, 'metadata_too_large'],
    ['inside', { kind: 'redirect', to: 'https://10.0.0.1/metadata' }, 'metadata_url_forbidden'],
    [
      'lapsed',
      {
        kind: 'document',
        xml: metadata('rogue').replace(' entityID=', ' validUntil="2020-01-01T00:00:00Z" entityID='),
      },
      'metadata_expired',
    ],
    [
      'other',
      { kind: 'document', xml: metadata('rogue').replace(GENUINE.idpEntityId, 'https://evil.example/') },
      'entity_id_different',
    ],
  ];

  test.each(ANSWERS)('where the metadata is %s', async (name, answer, code) => {
    const slug = `kept-${name}`;
    const { origin, path } = await makeTenant(slug);
    const before = await worker.readTenant(slug);
    server.answer(answer, path);
    expect(await signInWith(origin, 'rogue')).toBe(403);
    expect(await signInWith(origin, 'rsaA')).toBe(303);
    expect(await worker.readTenant(slug)).toEqual(before);
    expect((await auditOf(slug))[0]).toMatchObject({
      action: 'metadata_refresh_failed',
      changes: [expect.stringContaining(`(${code})`), expect.stringContaining('stay as they are')],
    });
  });

  test('where metadata that is to be signed is not, however it changed', async () => {
    const { certificatePem } = testKey('p256');
    const connection = {
      id: 'idp',
      metadata: metadata('rsaA'),
      metadataUrl: `${server.origin}/signed`,
      metadataSigningCertificates: [certificatePem],
    };
    await worker.putTenant('signed', { connections: [connection] });
    server.answer({ kind: 'document', xml: metadata('rogue') }, '/signed');
    const origin = worker.origin('signed');
    expect(await signInWith(origin, 'rogue')).toBe(403);
    expect(await signInWith(origin, 'rsaA')).toBe(303);
    expect((await auditOf('signed'))[0]?.changes[0]).toContain('(signature_missing)');
  });
});
