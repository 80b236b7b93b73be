/** The development IdP judges our signatures with code that is not ours: node:crypto and xmldsigjs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DevelopmentIdp, startDevelopmentIdp } from '../../../scripts/idp/serve.ts';
import { buildAuthnRequest, buildSignedAuthnRequest } from '../../../src/saml/authn-request.ts';
import { encodeRedirect } from '../../../src/saml/redirect-binding.ts';
import { buildSpMetadata } from '../../../src/saml/sp-metadata.ts';
import type { SigningKey } from '../../../src/xmldsig/signing-key.ts';
import { IdpVisitor } from '../../support/idp-visitor.ts';
import { keyPair, signingKey } from '../../support/key-pairs.ts';
import { SP_METADATA } from '../../support/sp-metadata.ts';

const KEYS = ['rsaA', 'p256', 'p384', 'p521'] as const;

let keyFolder: string;
let serviceProvider: Server;
let idp: DevelopmentIdp;
/** What the service provider publishes at the moment. */
let published: Partial<typeof SP_METADATA>;

beforeAll(async () => {
  serviceProvider = createServer((_request, response) => {
    response.end(buildSpMetadata({ ...SP_METADATA, ...published }));
  });
  await new Promise<void>((resolve) => serviceProvider.listen(0, '127.0.0.1', resolve));
  const metadataUrl = `http://localhost:${(serviceProvider.address() as AddressInfo).port}/sso/metadata`;
  keyFolder = await mkdtemp(join(tmpdir(), 'edge-saml-idp-'));
  const tenant = { serviceProvider: { metadataUrl }, defaultRelayState: '/' };
  idp = await startDevelopmentIdp({
    port: 0,
    keyFolder,
    tenants: [
      { ...tenant, slug: 'relaxed', displayName: 'Takes unsigned requests' },
      { ...tenant, slug: 'strict', displayName: 'Takes signed ones', wantAuthnRequestsSigned: true },
    ],
  });
});
afterAll(async () => {
  await idp.close();
  serviceProvider.close();
  await rm(keyFolder, { recursive: true });
});

const request = (slug: string) => ({
  id: '_1',
  issueInstant: Date.UTC(2026, 10, 21),
  destination: `${idp.origin}/${slug}/sso`,
  spEntityId: SP_METADATA.entityId,
  acsUrl: SP_METADATA.acsUrl,
  forceAuthn: false,
  isPassive: false,
  nameIdPolicy: null,
  authnContextClassRefs: [],
  subjectEmail: null,
});

const visit = () => new IdpVisitor(idp.origin);
const publish = (names: readonly (typeof KEYS)[number][], authnRequestsSigned = false) => {
  const signing = names.map((name) => keyPair(name).certificate);
  published = { keys: { signing, encryption: [] }, authnRequestsSigned };
};

/** The path and query of a request by the Redirect binding. */
async function redirectTo(slug: string, key: SigningKey | null): Promise<string> {
  const message = buildAuthnRequest(request(slug));
  const location = await encodeRedirect({
    location: `${idp.origin}/${slug}/sso`,
    parameter: 'SAMLRequest',
    message,
    relayState: '/docs/42?a=b',
    signingKey: key,
  });
  return location.slice(idp.origin.length);
}

function post(slug: string, xml: string): Promise<Response> {
  const fields = new URLSearchParams({ SAMLRequest: Buffer.from(xml).toString('base64') });
  return visit().post(`/${slug}/sso`, fields);
}

describe.each(KEYS)('a request signed with %s', (name) => {
  test('is taken by the Redirect and the POST binding', async () => {
    publish(['rsaA', 'p256', 'p384', 'p521']);
    for (const slug of ['relaxed', 'strict']) {
      expect((await visit().get(await redirectTo(slug, signingKey(name)))).status).toBe(200);
      expect((await post(slug, await buildSignedAuthnRequest(request(slug), signingKey(name)))).status).toBe(
        200,
      );
    }
  });

  test('is refused when it was changed, or its key is not published', async () => {
    publish([name]);
    const location = await redirectTo('relaxed', signingKey(name));
    const xml = await buildSignedAuthnRequest(request('relaxed'), signingKey(name));
    expect((await visit().get(location.replace('%2Fdocs', '%2Fevil'))).status).toBe(400);
    expect((await post('relaxed', xml.replace('2026-11-21', '2026-11-22'))).status).toBe(400);
    publish([name === 'rsaA' ? 'p256' : 'rsaA']);
    expect((await visit().get(location)).status).toBe(400);
    expect((await post('relaxed', xml)).status).toBe(400);
  });
});

test('a request that is not signed is taken unless one side says that it has to be', async () => {
  const statuses = async (slug: string) => [
    (await visit().get(await redirectTo(slug, null))).status,
    (await post(slug, buildAuthnRequest(request(slug)))).status,
  ];
  publish(['rsaA']);
  expect(await statuses('relaxed')).toEqual([200, 200]);
  expect(await statuses('strict')).toEqual([400, 400]);
  publish(['rsaA'], true);
  expect(await statuses('relaxed')).toEqual([400, 400]);
});
