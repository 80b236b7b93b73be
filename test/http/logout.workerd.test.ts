/** Single logout in both directions, over the real ledger, record and pages. The identity provider's part is played by the test. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import type { LogoutEndpoint } from '../../src/saml/identity-provider.ts';
import { buildLogoutRequest, buildSignedLogoutRequest } from '../../src/saml/logout-request.ts';
import { buildLogoutResponse, buildSignedLogoutResponse } from '../../src/saml/logout-response.ts';
import { NAME_ID_PERSISTENT, STATUS_PARTIAL_LOGOUT, STATUS_SUCCESS } from '../../src/saml/names.ts';
import { decodeSignedRedirect, encodeRedirect } from '../../src/saml/redirect-binding.ts';
import type { Identity } from '../../src/session/session.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { keyPairPem, signingKey } from '../support/key-pairs.ts';
import { ALICE, connectionOf, createTenant } from '../support/records.ts';
import { signInAs } from '../support/signed-in.ts';
import { type TestKeyName, testKey } from '../support/test-keys.ts';
import { trustedKey } from '../support/verdict.ts';

const app = createApp();
afterEach(() => vi.useRealTimers());
const IDP = 'https://idp.example.com';
const REDIRECT: LogoutEndpoint = { binding: 'redirect', location: `${IDP}/slo?x=1`, responseLocation: null };
const POST: LogoutEndpoint = {
  binding: 'post',
  location: `${IDP}/slo-post`,
  responseLocation: `${IDP}/answers`,
};
const NAME = { value: 'alice', format: NAME_ID_PERSISTENT, nameQualifier: null, spNameQualifier: null };
const WITH_KEY = { ...env, SP_KEY_1: keyPairPem(testKey('spA')), SP_KEY_ROLES: '1:active' };

function connectionWith(
  logoutEndpoints: readonly LogoutEndpoint[],
  changes: { readonly id?: string; readonly key?: TestKeyName; readonly entityId?: string } = {},
): Connection {
  const { id = 'idp', key = 'rsaA', entityId = IDP } = changes;
  const connection = connectionOf();
  const dates = { subject: 'CN=idp', notBefore: '2020-01-01T00:00:00Z', notAfter: '2049-01-01T00:00:00Z' };
  const identityProvider = {
    ...connection.identityProvider,
    entityId,
    keys: [{ key: trustedKey(key), ...dates }],
    ...(logoutEndpoints.length > 0 && { logoutEndpoints }),
  };
  return { ...connection, id, identityProvider };
}

interface Sent {
  readonly cookie?: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly hasKey?: boolean;
}

/** A tenant whose identity provider takes logouts, and its people. */
async function newTenant(connections: readonly Connection[] = [connectionWith([REDIRECT])]) {
  const tenant = await createTenant({ connections });
  const origin = `http://${tenant.slug}.${env.BASE_DOMAIN}`;
  let sessions = 0;
  const signIn = async (who: Partial<Identity> = {}, connectionId = 'idp') => {
    sessions += 1;
    const sessionIndex = `_s${sessions}`;
    const signedIn = await signInAs(tenant.tenantId, { nameId: NAME, sessionIndex, ...who }, connectionId);
    const isOpen = async () => (await signedIn.ledger.find(signedIn.session.id, Date.now())) !== null;
    return { ...signedIn, isOpen };
  };
  const told: Promise<unknown>[] = [];
  const context = { waitUntil: (work: Promise<unknown>) => told.push(work), passThroughOnException() {} };
  const send = async (path: string, { cookie, form, headers = {}, hasKey = true }: Sent = {}) => {
    const request = new Request(path.startsWith('http') ? path : origin + path, {
      method: form === undefined ? 'GET' : 'POST',
      headers: { accept: 'text/html', ...(cookie !== undefined && { cookie }), ...headers },
      redirect: 'manual',
      ...(form !== undefined && { body: new URLSearchParams(form) }),
    });
    return app.fetch(request, hasKey ? WITH_KEY : env, context as unknown as ExecutionContext);
  };
  const logOut = (cookie: string, more: Sent = {}) =>
    send('/sso/logout', { cookie, form: {}, headers: { origin }, ...more });
  /** Has an endpoint of the tenant told of it, under an address that is never called. */
  const subscribe = async () => {
    const webhook = {
      url: 'https://hooks.example.com/',
      types: ['session.signed_out'],
      enabled: true,
    } as const;
    await tenant.record.createWebhook(webhook, { author: ALICE, now: Date.now() });
    await runInDurableObject(env.TENANT_RECORD.getByName(tenant.tenantId), (_record, { storage }) => {
      storage.sql.exec("UPDATE webhook_endpoints SET url = 'https://10.0.0.1/'");
    });
  };
  /** What the record has under the reference number of a page. */
  const kept = async (page: string) => {
    await Promise.all(told);
    return tenant.record.findReference(/[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(page)?.[0] ?? '');
  };
  const events = async () => {
    await Promise.all(told);
    return (await tenant.record.events({ limit: 99, cursor: null })).items.map(({ type }) => type);
  };
  return { ...tenant, origin, signIn, send, logOut, subscribe, kept, events };
}

let messages = 0;

interface Message {
  readonly to: string;
  readonly id?: string;
  readonly at?: number;
  readonly issuer?: string;
  readonly key?: TestKeyName | null;
  readonly relayState?: string | null;
  readonly edit?: (xml: string) => string;
}

/** Writes a LogoutRequest of the identity provider's as a link to our service. */
function requestLink(message: Message, who: Partial<typeof NAME> = {}, sessionIndex: string | null = null) {
  return link(
    'SAMLRequest',
    message,
    buildLogoutRequest({ ...envelope(message), nameId: { ...NAME, ...who }, sessionIndex }),
  );
}

function answerLink(message: Message, inResponseTo: string) {
  return link(
    'SAMLResponse',
    message,
    buildLogoutResponse({ ...envelope(message), inResponseTo, isDone: true }),
  );
}

function envelope({ to, id, at = Date.now(), issuer = IDP }: Message) {
  messages += 1;
  return {
    id: id ?? `_message${messages}`,
    issueInstant: at,
    destination: `${to}/sso/slo`,
    spEntityId: issuer,
  };
}

function link(parameter: 'SAMLRequest' | 'SAMLResponse', message: Message, xml: string): Promise<string> {
  const { to, key = 'rsaA', relayState = null, edit = (text) => text } = message;
  const signer = key === null ? null : signingKey(key);
  return encodeRedirect({
    location: `${to}/sso/slo`,
    parameter,
    message: edit(xml),
    relayState,
    signingKey: signer,
  });
}

/** What we sent to the identity provider by a redirect, which our key has to have signed. */
async function readSent(response: Response, parameter: 'SAMLRequest' | 'SAMLResponse') {
  expect(response.status).toBe(303);
  const location = response.headers.get('location') ?? '';
  const policy = { trustedKeys: [trustedKey('spA')], allowSha1: false, blockedAlgorithms: new Set<string>() };
  const decoded = await decodeSignedRedirect(new URL(location).search.slice(1), parameter, policy);
  if (!decoded.ok) throw new Error(`${decoded.failure.code}: ${location}`);
  const xml = new TextDecoder().decode(decoded.value.message);
  return { location, xml, id: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', relayState: decoded.value.relayState };
}

function cookieOf(response: Response, name: string): string | null {
  const set = response.headers.getSetCookie().find((cookie) => cookie.startsWith(`${name}=`));
  return set?.split(';')[0] ?? null;
}

/** What a page says that cannot be read without its words: the code of a refusal. */
async function codeOn(response: Response): Promise<string> {
  return /<code>(\w+)<\/code>/.exec(await response.text())?.[1] ?? `status ${response.status}`;
}

describe('signing out here', () => {
  test('ends the session here, then asks the identity provider, exactly by name and session', async () => {
    const { origin, signIn, logOut, subscribe, events } = await newTenant();
    await subscribe();
    const [alice, other] = [await signIn(), await signIn()];
    const answer = await logOut(alice.cookie);
    expect([await alice.isOpen(), await other.isOpen()]).toEqual([false, true]);
    const { location, xml } = await readSent(answer, 'SAMLRequest');
    expect(location).toMatch(`${IDP}/slo?x=1&SAMLRequest=`);
    expect(xml).toContain(`<saml:Issuer>${origin}/sso/metadata</saml:Issuer>`);
    expect(xml).toContain(
      `<saml:NameID Format="${NAME_ID_PERSISTENT}">alice</saml:NameID><samlp:SessionIndex>_s1<`,
    );
    expect(xml).toContain(` Destination="${IDP}/slo?x=1"`);
    expect(cookieOf(answer, '__Host-session')).toBe('__Host-session=');
    expect(answer.headers.getSetCookie().join()).toMatch(
      /__Host-logout=ey[^;]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=None/,
    );
    expect(await events()).toContain('session.signed_out');
  });

  test.each([
    ['complete', STATUS_SUCCESS, 'signed out at your organisation’s sign-in service as well'],
    ['partial', STATUS_PARTIAL_LOGOUT, 'could not reach all the other sites'],
    ['refused', 'urn:oasis:names:tc:SAML:2.0:status:Responder', 'to sign you out as well, but did not'],
  ])('tells honestly that it is %s there', async (_what, status, words) => {
    const { origin, signIn, send, logOut } = await newTenant();
    const asked = await logOut((await signIn()).cookie);
    const cookie = cookieOf(asked, '__Host-logout') ?? '';
    const { id } = await readSent(asked, 'SAMLRequest');
    const waiting = await (await send('/sso/logout', { cookie })).text();
    expect(waiting).toContain('and has not answered');
    const edit = (xml: string) => xml.replace(STATUS_SUCCESS, status);
    const answered = await send(await answerLink({ to: origin, edit }, id), { cookie });
    expect([answered.status, answered.headers.get('location')]).toEqual([303, '/sso/logout']);
    const told = { cookie: cookieOf(answered, '__Host-logout') ?? '' };
    for (const _ of [1, 2]) {
      const page = await (await send('/sso/logout', told)).text();
      expect(page).toContain(words);
      expect(page.includes('You may still be signed in at')).toBe(status.endsWith('Responder'));
    }
  });

  test('is named by our metadata, on this very host, where there is a key to sign with, and only there', async () => {
    const { origin, send } = await newTenant();
    const metadata = await (await send('/sso/metadata')).text();
    const listed = [
      ...metadata.matchAll(/<md:SingleLogoutService Binding="[^"]*-(\w+)" Location="([^"]+)"/g),
    ];
    expect(listed.map(([, binding, location]) => [binding, location])).toEqual([
      ['Redirect', `${origin}/sso/slo`],
      ['POST', `${origin}/sso/slo`],
    ]);
    expect(await (await send('/sso/metadata', { hasKey: false })).text()).not.toContain(
      'SingleLogoutService',
    );
  });

  test('is asked for and answered by the algorithm that the identity provider verifies', async () => {
    const rsa512 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512';
    const connection = connectionWith([REDIRECT]);
    const identityProvider = { ...connection.identityProvider, signatureAlgorithms: [rsa512] };
    const { origin, signIn, send, logOut } = await newTenant([{ ...connection, identityProvider }]);
    const asked = await logOut((await signIn()).cookie);
    const answered = await send(await requestLink({ to: origin }));
    for (const sent of [asked, answered]) {
      const { searchParams } = new URL(sent.headers.get('location') ?? '');
      expect(searchParams.get('SigAlg')).toBe(rsa512);
    }
  });

  test('takes the answer by POST as well', async () => {
    const { origin, signIn, send, logOut } = await newTenant();
    const asked = await logOut((await signIn()).cookie);
    const { id } = await readSent(asked, 'SAMLRequest');
    const message = { ...envelope({ to: origin }), inResponseTo: id, isDone: true };
    const xml = await buildSignedLogoutResponse(message, signingKey('rsaA'));
    const cookie = cookieOf(asked, '__Host-logout') ?? '';
    const answered = await send('/sso/slo', { cookie, form: { SAMLResponse: btoa(xml) } });
    expect(answered.headers.get('location')).toBe('/sso/logout');
  });

  test('posts its request where the identity provider takes no other', async () => {
    const { signIn, logOut } = await newTenant([connectionWith([POST])]);
    const alice = await signIn();
    const answer = await logOut(alice.cookie);
    const page = await answer.text();
    expect(page).toContain(`action="${POST.location}"`);
    expect(page).toContain('name="SAMLRequest"');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("form-action 'self' https: http:");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(await alice.isOpen()).toBe(false);
  });

  test.each<[string, readonly LogoutEndpoint[], Partial<Identity>, boolean]>([
    ['takes no logouts', [], {}, true],
    ['cannot be told who, since no NameID was sent', [REDIRECT], { nameId: null }, true],
    ['would have to believe an unsigned request, since there is no key', [REDIRECT], {}, false],
    ['is another one by now', [REDIRECT], { idpEntityId: 'https://old.example.com' }, true],
  ])('ends here alone, and says so, where the identity provider %s', async (_why, endpoints, who, hasKey) => {
    const { signIn, send, logOut } = await newTenant([connectionWith(endpoints)]);
    const alice = await signIn(who);
    const answer = await logOut(alice.cookie, { hasKey });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sso/logout']);
    expect([await alice.isOpen(), cookieOf(answer, '__Host-logout')]).toEqual([false, null]);
    expect(await (await send('/sso/logout')).text()).toContain('You may still be signed in at');
  });

  test('twice at once, or again, is harmless', async () => {
    const { signIn, logOut } = await newTenant();
    const [alice, other] = [await signIn(), await signIn({ nameId: { ...NAME, value: 'bob' } })];
    const answers = await Promise.all([1, 2, 3].map(() => logOut(alice.cookie)));
    for (const answer of [...answers, await logOut(alice.cookie)]) expect(answer.status).toBe(303);
    expect([await alice.isOpen(), await other.isOpen()]).toEqual([false, true]);
  });

  test('is nothing that happens by itself: a session that lapses asks nobody to sign anybody out', async () => {
    const { signIn, send, events } = await newTenant();
    const alice = await signIn();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    for (const path of ['/', '/sso/session', '/sso/logout']) {
      const answer = await send(path, { cookie: alice.cookie });
      expect(answer.headers.get('location') ?? '').not.toContain(IDP);
      expect(answer.headers.getSetCookie().join()).not.toContain('__Host-logout');
    }
    expect(await events()).not.toContain('session.signed_out');
  });

  test('from another site does nothing', async () => {
    const { signIn, logOut } = await newTenant();
    const alice = await signIn();
    const answer = await logOut(alice.cookie, { headers: { origin: 'https://evil.example' } });
    expect([answer.status, await alice.isOpen()]).toEqual([403, true]);
  });
});

describe('an answer that is not for this browser’s logout is refused, and harmless:', () => {
  async function asked() {
    const tenant = await newTenant();
    const answer = await tenant.logOut((await tenant.signIn()).cookie);
    const { id } = await readSent(answer, 'SAMLRequest');
    return { ...tenant, id, cookie: cookieOf(answer, '__Host-logout') ?? '' };
  }
  type Asked = Awaited<ReturnType<typeof asked>>;

  test.each<[string, string, (asked: Asked) => Promise<Response>]>([
    [
      'in another browser',
      'logout_pending_missing',
      async ({ origin, id, send }) => send(await answerLink({ to: origin }, id)),
    ],
    [
      'to another request',
      'logout_in_response_to_mismatch',
      async ({ origin, cookie, send }) => send(await answerLink({ to: origin }, '_other'), { cookie }),
    ],
    [
      'unsigned',
      'signature_missing',
      async ({ origin, id, cookie, send }) =>
        send(await answerLink({ to: origin, key: null }, id), { cookie }),
    ],
    [
      'signed by a stranger',
      'signature_invalid',
      async ({ origin, id, cookie, send }) =>
        send(await answerLink({ to: origin, key: 'rogue' }, id), { cookie }),
    ],
    [
      'by another identity provider',
      'logout_issuer_mismatch',
      async ({ origin, id, cookie, send }) =>
        send(await answerLink({ to: origin, issuer: 'https://other.example.com' }, id), { cookie }),
    ],
    [
      'expired',
      'logout_expired',
      async ({ origin, id, cookie, send }) =>
        send(await answerLink({ to: origin, at: Date.now() - 3_600_000 }, id), { cookie }),
    ],
    [
      'for another host',
      'logout_destination_mismatch',
      async ({ origin, id, cookie, send }) =>
        send(
          (await answerLink({ to: 'http://x.localhost:8787' }, id)).replace(
            'http://x.localhost:8787',
            origin,
          ),
          { cookie },
        ),
    ],
    [
      'with its RelayState altered',
      'signature_invalid',
      async ({ origin, id, cookie, send }) =>
        send(
          (await answerLink({ to: origin, relayState: 'abc' }, id)).replace(
            'RelayState=abc',
            'RelayState=abd',
          ),
          { cookie },
        ),
    ],
  ])('%s', async (_what, code, attack) => {
    const tenant = await asked();
    const refused = await attack(tenant);
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect(await codeOn(refused)).toBe(code);
    const { origin, id, cookie, send } = tenant;
    expect(await (await send('/sso/logout', { cookie })).text()).toContain('and has not answered');
    expect((await send(await answerLink({ to: origin }, id), { cookie })).status).toBe(303);
  });

  test('at another tenant, with the cookie from here', async () => {
    const [acme, globex] = [await asked(), await newTenant()];
    const { cookie, id } = acme;
    expect(await codeOn(await globex.send(await answerLink({ to: globex.origin }, id), { cookie }))).toBe(
      'logout_pending_missing',
    );
  });

  test('a second time, whether the browser knows of the first or not', async () => {
    const { origin, id, cookie, send } = await asked();
    const again = await answerLink({ to: origin }, id);
    const answered = await send(again, { cookie });
    expect(answered.status).toBe(303);
    const known = { cookie: cookieOf(answered, '__Host-logout') ?? '' };
    expect(await codeOn(await send(again, known))).toBe('logout_pending_missing');
    const replayed = await send(again, { cookie });
    expect([replayed.status, await codeOn(replayed)]).toEqual([409, 'logout_already_used']);
  });
});

describe('signed out by the identity provider', () => {
  test.each([
    ['every session of the name, without a SessionIndex', null, [false, false]],
    ['that one session, with its SessionIndex', '_s1', [false, true]],
    ['none, with another SessionIndex', '_s9', [true, true]],
  ])('is %s, and nobody else’s, without any cookie', async (_what, sessionIndex, open) => {
    const other = 'https://other.example.com';
    const { origin, signIn, send, subscribe, events } = await newTenant([
      connectionWith([REDIRECT]),
      connectionWith([], { id: 'other', entityId: other }),
    ]);
    await subscribe();
    const alice = [await signIn(), await signIn()];
    const others = [
      await signIn({ nameId: { ...NAME, value: 'bob' }, sessionIndex: '_s1' }),
      await signIn({ idpEntityId: other, sessionIndex: '_s1' }, 'other'),
      await signIn({ nameId: null, sessionIndex: '_s1' }),
    ];
    const message = { to: origin, id: '_theirs', relayState: 'their state/ü' };
    const answer = await send(await requestLink(message, {}, sessionIndex));
    const { location, xml, relayState } = await readSent(answer, 'SAMLResponse');
    expect(location).toMatch(`${IDP}/slo?x=1&SAMLResponse=`);
    expect(xml).toContain(' InResponseTo="_theirs"');
    expect(xml).toContain(`<samlp:StatusCode Value="${STATUS_SUCCESS}"/></samlp:Status>`);
    expect(relayState).toBe('their state/ü');
    expect(await Promise.all(alice.map(({ isOpen }) => isOpen()))).toEqual(open);
    expect(await Promise.all(others.map(({ isOpen }) => isOpen()))).toEqual([true, true, true]);
    const count = open.filter((isOpen) => !isOpen).length;
    expect((await events()).filter((type) => type === 'session.signed_out')).toHaveLength(count);
  });

  test.each<[string, Partial<typeof NAME>]>([
    ['value', { value: 'Alice' }],
    ['format', { format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }],
    ['qualifier', { nameQualifier: 'https://other.example.com' as never }],
    ['service’s qualifier', { spNameQualifier: 'https://other.example.com' as never }],
  ])('is nobody of another %s', async (_what, who) => {
    const { origin, signIn, send } = await newTenant();
    const alice = await signIn();
    expect((await send(await requestLink({ to: origin }, who))).status).toBe(303);
    expect(await alice.isOpen()).toBe(true);
    const qualified = { nameQualifier: IDP as never, spNameQualifier: `${origin}/sso/metadata` as never };
    expect((await send(await requestLink({ to: origin }, qualified))).status).toBe(303);
    expect(await alice.isOpen()).toBe(false);
  });

  test('by POST, and answered by a form that only the identity provider may frame', async () => {
    const { origin, signIn, send } = await newTenant([connectionWith([POST])]);
    const alice = await signIn();
    const message = { ...envelope({ to: origin }), nameId: NAME, sessionIndex: '_s1' };
    const xml = await buildSignedLogoutRequest(message, signingKey('rsaA'));
    const answer = await send('/sso/slo', { form: { SAMLRequest: btoa(xml), RelayState: 'theirs' } });
    expect(await alice.isOpen()).toBe(false);
    const page = await answer.text();
    expect(page).toContain(`action="${POST.responseLocation}"`);
    expect(page).toContain('name="RelayState" value="theirs"');
    expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors ${IDP} ${IDP}`);
    const sent = atob(/name="SAMLResponse" value="([^"]+)"/.exec(page)?.[1] ?? '');
    expect(sent).toContain(` Destination="${POST.responseLocation}"`);
    expect(sent).toContain('<ds:SignatureValue>');
  });

  test('forgets the cookie of what ended, and of nothing else', async () => {
    const { origin, signIn, send } = await newTenant();
    const [alice, bob] = [await signIn(), await signIn({ nameId: { ...NAME, value: 'bob' } })];
    const first = await send(await requestLink({ to: origin }), { cookie: bob.cookie });
    expect([cookieOf(first, '__Host-session'), await bob.isOpen()]).toEqual([null, true]);
    const again = await signIn();
    const second = await send(await requestLink({ to: origin }), { cookie: again.cookie });
    expect([cookieOf(second, '__Host-session'), await alice.isOpen()]).toEqual(['__Host-session=', false]);
  });

  test.each([
    ['takes no logouts', [], true],
    ['would have to believe an unsigned answer', [REDIRECT], false],
  ] as const)('ends sessions and answers nothing where it %s', async (_why, endpoints, hasKey) => {
    const { origin, signIn, send } = await newTenant([connectionWith(endpoints)]);
    const alice = await signIn();
    const answer = await send(await requestLink({ to: origin }), { hasKey });
    expect([answer.headers.get('location'), await alice.isOpen()]).toEqual(['/sso/logout', false]);
  });

  test('by a name that nothing here opens: the same answer as for one that nobody has', async () => {
    const { origin, signIn, send } = await newTenant();
    const alice = await signIn();
    const encrypted = '<saml:EncryptedID><x/></saml:EncryptedID>';
    const edit = (xml: string) => xml.replace(/<saml:NameID.*<\/saml:NameID>/, encrypted);
    const { xml } = await readSent(await send(await requestLink({ to: origin, edit })), 'SAMLResponse');
    expect(xml).toContain(
      'status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:UnknownPrincipal"',
    );
    expect(await alice.isOpen()).toBe(true);
  });

  test('by one of two connections to it ends what that one’s key may end', async () => {
    const { origin, signIn, send } = await newTenant([
      connectionWith([REDIRECT]),
      connectionWith([REDIRECT], { id: 'second', key: 'rsaB' }),
    ]);
    const [first, second] = [await signIn(), await signIn({}, 'second')];
    await readSent(await send(await requestLink({ to: origin, key: 'rsaB' })), 'SAMLResponse');
    expect([await first.isOpen(), await second.isOpen()]).toEqual([true, false]);
  });

  test('twenty times at once is so once, and what is signed in later stays', async () => {
    const { origin, signIn, send } = await newTenant();
    const alice = await signIn();
    const url = await requestLink({ to: origin });
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await send(url)).status));
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
    expect(await alice.isOpen()).toBe(false);
    const again = await signIn();
    expect(await codeOn(await send(url))).toBe('logout_already_used');
    expect(await again.isOpen()).toBe(true);
  });

  test.each<[string, string, (origin: string) => Promise<string>]>([
    ['unsigned', 'signature_missing', (to) => requestLink({ to, key: null })],
    ['signed by a stranger', 'signature_invalid', (to) => requestLink({ to, key: 'rogue' })],
    [
      'of an unknown identity provider',
      'issuer_unknown',
      (to) => requestLink({ to, issuer: 'https://x.example' }),
    ],
    ['expired', 'logout_expired', (to) => requestLink({ to, at: Date.now() - 3_600_000 })],
    [
      'for another tenant',
      'logout_destination_mismatch',
      async (to) =>
        (await requestLink({ to: 'http://x.localhost:8787' })).replace('http://x.localhost:8787', to),
    ],
    [
      'with its RelayState altered',
      'signature_invalid',
      async (to) =>
        (await requestLink({ to, relayState: 'abc' })).replace('RelayState=abc', 'RelayState=abd'),
    ],
    ['that is empty', 'redirect_message_missing', async (to) => `${to}/sso/slo`],
  ])('is nobody by a request %s', async (_what, code, attack) => {
    const { origin, signIn, send, subscribe, kept, events } = await newTenant();
    await subscribe();
    const alice = await signIn();
    const refused = await send(await attack(origin), { cookie: alice.cookie });
    const text = await refused.text();
    expect(/<code>(\w+)<\/code>/.exec(text)?.[1]).toBe(code);
    expect(await kept(text)).toMatchObject([{ kind: 'happening', happening: { kind: 'sign_out', code } }]);
    expect(text).toContain('href="/sso/logout"');
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect(refused.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect([await alice.isOpen(), await events()]).toEqual([
      true,
      expect.not.arrayContaining(['session.signed_out']),
    ]);
    expect((await send(await requestLink({ to: origin }))).status).toBe(303);
    expect(await alice.isOpen()).toBe(false);
  });
});
