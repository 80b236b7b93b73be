/** Signing out here, and then at the identity provider, over the real ledger, record and pages: how it is asked, what it answers. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LogoutEndpoint } from '../../src/saml/identity-provider.ts';
import { buildSignedLogoutResponse } from '../../src/saml/logout-response.ts';
import { NAME_ID_PERSISTENT, STATUS_PARTIAL_LOGOUT, STATUS_SUCCESS } from '../../src/saml/names.ts';
import type { Identity } from '../../src/session/session.ts';
import { signingKey } from '../support/key-pairs.ts';
import {
  answerLink,
  codeOn,
  connectionWith,
  cookieOf,
  envelope,
  IDP,
  NAME,
  newTenant,
  POST,
  REDIRECT,
  readSent,
  requestLink,
} from '../support/logout-tenant.ts';

afterEach(() => vi.useRealTimers());

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
    const message = { ...envelope({ to: origin }), inResponseTo: id, outcome: 'done' as const };
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

  test('has ended it here where nothing can be sent to the identity provider', async () => {
    const { signIn, logOut } = await newTenant();
    const alice = await signIn();
    const broken = [
      vi.spyOn(crypto.subtle, 'sign').mockRejectedValueOnce(new Error('no key')),
      vi.spyOn(console, 'error').mockReturnValue(),
    ];
    const answer = await logOut(alice.cookie);
    for (const spy of broken) spy.mockRestore();
    expect([answer.status, await alice.isOpen()]).toEqual([500, false]);
  });

  test('twice at once, or again, is harmless', async () => {
    const { signIn, logOut, subscribe, events } = await newTenant();
    await subscribe();
    const [alice, other] = [await signIn(), await signIn({ nameId: { ...NAME, value: 'bob' } })];
    const answers = await Promise.all([1, 2, 3].map(() => logOut(alice.cookie)));
    for (const answer of [...answers, await logOut(alice.cookie)]) expect(answer.status).toBe(303);
    expect([await alice.isOpen(), await other.isOpen()]).toEqual([false, true]);
    expect((await events()).filter((type) => type === 'session.signed_out')).toHaveLength(1);
  });

  test('with a copy of a cookie that no browser sends any more asks nobody to sign anybody out', async () => {
    const { signIn, logOut } = await newTenant();
    const alice = await signIn();
    const over = alice.session.renewedAt + 600_000;
    vi.useFakeTimers({ toFake: ['Date'], now: over - 1 });
    expect((await logOut(alice.cookie)).headers.get('location')).toContain(IDP);
    vi.setSystemTime(over);
    const answer = await logOut(alice.cookie);
    expect([answer.headers.get('location'), cookieOf(answer, '__Host-logout')]).toEqual([
      '/sso/logout',
      null,
    ]);
  });

  test('asks nobody whose metadata nothing vouches for any more', async () => {
    const connection = connectionWith([REDIRECT]);
    const notAfter = new Date(Date.now() - 1).toISOString();
    const identityProvider = { ...connection.identityProvider, notAfter };
    const { signIn, logOut } = await newTenant([{ ...connection, identityProvider }]);
    const alice = await signIn();
    expect((await logOut(alice.cookie)).headers.get('location')).toBe('/sso/logout');
    expect(await alice.isOpen()).toBe(false);
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
