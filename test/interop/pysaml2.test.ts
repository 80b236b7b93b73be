/** Whole sign-ins at PySAML2, over HTTP: its metadata, its judgement of our requests, its signatures. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NAME_ID_PERSISTENT } from '../../src/saml/names.ts';
import { startPySaml2 } from '../support/pysaml2.ts';
import { makeFolder } from '../support/run-inspect.ts';
import type { AnswerForm, Stranger, Wishes } from '../support/stranger.ts';
import { testKey } from '../support/test-keys.ts';
import { Visitor } from '../support/visitor.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

const DEEP_LINK = '/docs/42?tab=notes&q=a%20b';
const SIGNED: Wishes['sign'][] = [['Response'], ['Assertion'], ['Response', 'Assertion']];

let worker: TestWorker;
let pysaml2: Stranger;
let acme: string;
const { write, inspect } = makeFolder();

beforeAll(async () => {
  pysaml2 = await startPySaml2(testKey('rsaA'));
  worker = await startWorker();
  acme = worker.origin('acme');
  const metadata = await pysaml2.metadata('acme');
  write('metadata.xml', metadata);
  await worker.putTenant('acme', { connections: [{ id: 'pysaml2', displayName: 'PySAML2', metadata }] });
  await pysaml2.register(await (await worker.fetch(`${acme}/sso/metadata`)).text());
});

afterAll(async () => {
  pysaml2?.close();
  await worker?.close();
});

/** From the deep link to the form that PySAML2 makes the browser post. */
async function beginAt(visitor: Visitor, sign: Wishes['sign']): Promise<AnswerForm> {
  const login = await visitor.visit(`${acme}/sso/login?${new URLSearchParams({ returnTo: DEEP_LINK })}`);
  const location = login.headers.get('location') ?? '';
  expect(location).toMatch(`${pysaml2.origin}/sso?SAMLRequest=`);
  const form = await pysaml2.answer({ binding: 'redirect', location }, { sign });
  expect(form.action).toBe(`${acme}/sso/acs`);
  return form;
}

function post(visitor: Visitor, { action, samlResponse, relayState }: AnswerForm): Promise<Response> {
  const fields = { SAMLResponse: samlResponse, ...(relayState === null ? {} : { RelayState: relayState }) };
  return visitor.visit(action, { method: 'POST', body: `${new URLSearchParams(fields)}`, crossSite: true });
}

async function sessionOf(visitor: Visitor): Promise<Response> {
  return visitor.visit(`${acme}/sso/session`, { headers: { accept: 'application/json' } });
}

function decode({ samlResponse }: AnswerForm): string {
  return Buffer.from(samlResponse, 'base64').toString();
}

/** One letter of the signed content changes, and nothing else. */
function tamper(form: AnswerForm): AnswerForm {
  const xml = decode(form);
  const tampered = xml.replace('>alice@acme.example<', '>admin@acme.example<');
  expect(tampered).not.toBe(xml);
  return { ...form, samlResponse: Buffer.from(tampered).toString('base64') };
}

describe.each(SIGNED.map((sign) => ({ sign })))('PySAML2 signs $sign', ({ sign }) => {
  test('a sign-in that it answers ends in a session, on the deep link', async () => {
    const visitor = new Visitor(worker);
    const form = await beginAt(visitor, sign);
    expect(decode(form).match(/:SignatureValue>/g)).toHaveLength(2 * sign.length);

    const finished = await post(visitor, form);
    expect([finished.status, finished.headers.get('location')]).toEqual([303, DEEP_LINK]);
    const session = await sessionOf(visitor);
    expect(session.status).toBe(200);
    const text = JSON.stringify(await session.json());
    for (const fact of [
      'alice@acme.example',
      'Alice Ångström & <Søn>',
      'staff',
      'member',
      NAME_ID_PERSISTENT,
    ]) {
      expect(text).toContain(fact);
    }
  });

  test('its tampered twin is refused, and sets no session', async () => {
    const visitor = new Visitor(worker);
    const form = await beginAt(visitor, sign);
    worker.takeLog();
    const refused = await post(visitor, tamper(form));
    expect(refused.status).toBe(403);
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect(worker.takeLog().join('\n')).toContain('"signature_digest_mismatch"');
    expect((await sessionOf(visitor)).status).toBe(401);

    expect((await post(visitor, form)).status).toBe(303);
  });

  test('the inspector lists every check, of the genuine one and of the twin', async () => {
    const form = await beginAt(new Visitor(worker), sign);
    const requestId = / InResponseTo="([^"]+)"/.exec(decode(form))?.[1] ?? '';
    const expected = [
      '--sp-entity-id',
      `${acme}/sso/metadata`,
      '--acs-url',
      `${acme}/sso/acs`,
      '--in-response-to',
      requestId,
    ];
    const args = ['-', '--metadata', 'metadata.xml', ...expected, '--json'];

    const genuine = await inspect(args, form.samlResponse);
    expect([genuine.status, genuine.stderr]).toEqual([0, '']);
    const { claims, checks } = JSON.parse(genuine.stdout);
    expect(claims.nameId.format).toBe(NAME_ID_PERSISTENT);
    expect(claims.attributes['urn:oid:1.3.6.1.4.1.5923.1.1.1.1']).toEqual(['staff', 'member']);
    const codes = checks.map(({ code }: { code: string }) => code);
    expect(codes.filter((code: string) => code === 'signature_invalid')).toHaveLength(sign.length);
    for (const code of ['xml_malformed', 'status_not_success', 'destination_mismatch', 'issuer_mismatch']) {
      expect(codes).toContain(code);
    }
    for (const code of [
      'audience_mismatch',
      'recipient_mismatch',
      'in_response_to_mismatch',
      'session_expired_at_idp',
    ]) {
      expect(codes).toContain(code);
    }

    const twin = await inspect(args, tamper(form).samlResponse);
    expect(twin.status).toBe(1);
    const verdict = JSON.parse(twin.stdout);
    expect(verdict).toMatchObject({ accepted: false, code: 'signature_digest_mismatch' });
    expect(verdict.checks.at(-1)).toMatchObject({ code: 'signature_digest_mismatch', passed: false });
  });
});

test('a Response that nobody signed is refused', async () => {
  const visitor = new Visitor(worker);
  worker.takeLog();
  expect((await post(visitor, await beginAt(visitor, []))).status).toBe(403);
  expect(worker.takeLog().join('\n')).toContain('"signature_required"');
});

test.each([
  [
    'for another endpoint',
    (xml: string) => xml.replace(`Destination="${pysaml2.origin}`, 'Destination="http://x'),
  ],
  ['to be answered elsewhere', (xml: string) => xml.replace(`${acme}/sso/acs`, `${acme}/elsewhere`)],
  ['of another service provider', (xml: string) => xml.replace(`${acme}/sso/metadata`, 'http://x/metadata')],
])('PySAML2 refuses a request %s, so that its consent to ours means something', async (_, edit) => {
  const login = await new Visitor(worker).visit(`${acme}/sso/login`);
  const location = new URL(login.headers.get('location') ?? '');
  const deflated = Buffer.from(location.searchParams.get('SAMLRequest') ?? '', 'base64');
  const xml = inflateRawSync(deflated).toString();
  const edited = edit(xml);
  expect(edited).not.toBe(xml);
  location.searchParams.set('SAMLRequest', deflateRawSync(edited).toString('base64'));
  const request = { binding: 'redirect', location: location.href } as const;
  await expect(pysaml2.answer(request, { sign: ['Response'] })).rejects.toThrow('PySAML2 refuses');
});
