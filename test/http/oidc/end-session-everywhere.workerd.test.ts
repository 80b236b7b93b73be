/** An application has somebody signed out who is signed in at an identity provider that takes logouts: asked as well, and then on. */
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { LogoutEndpoint } from '../../../src/saml/identity-provider.ts';
import { STATUS_PARTIAL_LOGOUT, STATUS_SUCCESS } from '../../../src/saml/names.ts';
import type { OidcClient } from '../../../src/tenants/oidc-client.ts';
import { keyPairPem } from '../../support/key-pairs.ts';
import {
  answerLink,
  codeOn,
  connectionWith,
  cookieOf,
  IDP,
  type Message,
  NAME,
  POST,
  REDIRECT,
  readSent,
} from '../../support/logout-tenant.ts';
import { newApplication, TOKEN_KEY } from '../../support/oidc.ts';
import { ALICE } from '../../support/records.ts';
import { testKey } from '../../support/test-keys.ts';
import { listTokenKeys } from '../../support/token-keys.ts';

const BYE = 'https://wiki.example/bye';
const OTHER_BYE = 'https://other.example/bye';
const STATE = 'a b&c="ü"';
const ON = `${BYE}?${new URLSearchParams({ state: STATE })}`;
const WITH_KEY = {
  ...env,
  TOKEN_KEYS: listTokenKeys(TOKEN_KEY),
  SP_KEY_1: keyPairPem(testKey('spA')),
  SP_KEY_ROLES: '1:active',
} as typeof env;

/** Somebody signed in to an application at an identity provider with these places for logouts. */
async function signedIn(endpoints: readonly LogoutEndpoint[] = [REDIRECT]) {
  const application = await newApplication({ connections: [connectionWith(endpoints)] });
  const { origin, fetch, client, record } = application;
  const person = await application.signIn({ nameId: NAME, sessionIndex: '_s1' });
  const tokens = await application.exchange(await application.takeCode(person.cookie));
  const { id_token: idToken } = await tokens.json<{ id_token: string }>();
  const send = (path: string, cookie: string | null = null, bindings = WITH_KEY) =>
    fetch(
      path.replace(origin, ''),
      { headers: { accept: 'text/html', ...(cookie && { cookie }) } },
      bindings,
    );
  const endSession = (
    query: Record<string, string> = {},
    cookie: string | null = person.cookie,
    bindings?: typeof env,
  ) => {
    const wish = { id_token_hint: idToken, post_logout_redirect_uri: BYE, state: STATE, ...query };
    return send(`/sso/oidc/logout?${new URLSearchParams(wish)}`, cookie, bindings);
  };
  const isOpen = async () => (await person.ledger.find(person.session.id, Date.now())) !== null;
  const change = (changes: Partial<OidcClient>) => {
    const input = { displayName: 'Wiki', redirectUris: [], postLogoutRedirectUris: [BYE], ...changes };
    return record.updateOidcClient(client.id, input, { author: ALICE, now: Date.now() }, null);
  };
  return { ...application, ...person, send, endSession, isOpen, change };
}

/** The same, as far as the identity provider was asked. */
async function asked(query: Record<string, string> = {}) {
  const person = await signedIn();
  const answer = await person.endSession(query);
  const { id, location } = await readSent(answer, 'SAMLRequest');
  const pending = cookieOf(answer, '__Host-logout') ?? '';
  /** The identity provider answers. */
  const come = async (message: Partial<Message> = {}, cookie: string | null = pending) =>
    person.send(await answerLink({ to: person.origin, ...message }, id), cookie);
  return { ...person, answer, location, pending, come };
}

const withStatus = (status: string) => (xml: string) => xml.replace(STATUS_SUCCESS, status);
const locationOf = (answer: Response) => [answer.status, answer.headers.get('location')];
const linksOn = (page: string) =>
  [...page.matchAll(/<a class="button[^"]*" href="([^"]*)"/g)].map(([, url]) => url);
const LINKS = [ON.replaceAll('&', '&amp;'), '/sso/login'];

describe('an application’s sign-out', () => {
  test('ends the session here, then asks the identity provider, then leads on with the state; once', async () => {
    const { answer, location, come, send, isOpen } = await asked();
    expect(location).toContain(`${IDP}/slo?x=1&SAMLRequest=`);
    expect(location).not.toContain('wiki');
    expect(cookieOf(answer, '__Host-session')).toBe('__Host-session=');
    expect(await isOpen()).toBe(false);
    const answered = await come();
    expect(locationOf(answered)).toEqual([303, '/sso/logout']);
    const onward = await send('/sso/logout', cookieOf(answered, '__Host-logout'));
    expect(locationOf(onward)).toEqual([303, ON]);
    const page = await (await send('/sso/logout', cookieOf(onward, '__Host-logout'))).text();
    expect(page).toContain('signed out at your organisation’s sign-in service as well');
    expect(linksOn(page)).toEqual(['/sso/login']);
  });

  test.each([
    ['refuses', 'urn:oasis:names:tc:SAML:2.0:status:Responder', 'to sign you out as well, but did not'],
    ['reaches not everybody', STATUS_PARTIAL_LOGOUT, 'could not reach all the other sites'],
  ])('says so first where the identity provider %s, and has a link on', async (_, status, words) => {
    const { come, send } = await asked();
    const answered = await come({ edit: withStatus(status) });
    for (const _again of [1, 2]) {
      const told = await send('/sso/logout', cookieOf(answered, '__Host-logout'));
      expect(told.status).toBe(200);
      const page = await told.text();
      expect(page).toContain(words);
      expect(page).toMatch(/Continue to <bdi[^>]*>Wiki<\/bdi>/);
      expect(linksOn(page)).toEqual(LINKS);
    }
  });

  test('leaves a way on where the identity provider never answers, or what came was no answer of its', async () => {
    const { pending, come, send, endSession } = await asked();
    const forged = await come({ key: 'rogue' });
    expect(forged.headers.getSetCookie()).toEqual([]);
    const refusal = await forged.text();
    expect(refusal).toContain('signature_invalid');
    expect(refusal).toContain('href="/sso/logout"');
    const page = await (await send('/sso/logout', pending)).text();
    expect(page).toContain('and has not answered');
    expect(linksOn(page)).toEqual(LINKS);
    // Or from the application, which asks once more.
    expect(locationOf(await endSession({}, pending))).toEqual([303, ON]);
  });

  test.each<[string, readonly LogoutEndpoint[], boolean]>([
    ['the identity provider takes no logouts', [], true],
    ['there is no key to ask it with', [REDIRECT], false],
  ])('leads on at once where %s', async (_, endpoints, hasKey) => {
    const { endSession, isOpen } = await signedIn(endpoints);
    const { SP_KEY_1: _1, SP_KEY_ROLES: _2, ...without } = WITH_KEY as typeof env & Record<string, unknown>;
    const answer = await endSession({}, undefined, hasKey ? WITH_KEY : (without as unknown as typeof env));
    expect(locationOf(answer)).toEqual([303, ON]);
    expect(cookieOf(answer, '__Host-logout')).toBeNull();
    expect(await isOpen()).toBe(false);
  });

  test('by a form, whose policy lets an app’s own scheme be the end of its way', async () => {
    const { endSession, change, isOpen } = await signedIn([POST]);
    expect((await change({ postLogoutRedirectUris: ['com.example.wiki:/bye'] })).ok).toBe(true);
    const answer = await endSession({ post_logout_redirect_uri: 'com.example.wiki:/bye' });
    expect(answer.headers.get('content-security-policy')).toContain(
      "form-action 'self' https: http: com.example.wiki:;",
    );
    expect(await answer.text()).toContain(`action="${POST.location}"`);
    expect(await isOpen()).toBe(false);
  });
});

describe('nobody is led on', () => {
  test('to another client’s address; the identity provider is asked all the same', async () => {
    const other = { redirectUris: ['https://other.example/'], postLogoutRedirectUris: [OTHER_BYE] };
    const { record, endSession, send, origin } = await signedIn();
    const input = { displayName: 'Other', ...other, isPublic: false };
    const made = await record.createOidcClient(input, { author: ALICE, now: Date.now() });
    expect(made.ok).toBe(true);
    const answer = await endSession({ post_logout_redirect_uri: OTHER_BYE });
    const { id } = await readSent(answer, 'SAMLRequest');
    const link = await answerLink({ to: origin }, id);
    const answered = await send(link, cookieOf(answer, '__Host-logout'));
    const told = await send('/sso/logout', cookieOf(answered, '__Host-logout'));
    expect(told.status).toBe(200);
    expect(linksOn(await told.text())).toEqual(['/sso/login']);
  });

  test('by what comes along on the way back', async () => {
    const { come, send } = await asked({ post_logout_redirect_uri: `${BYE}/` });
    const answered = await come({ relayState: BYE });
    const evil = new URLSearchParams({ post_logout_redirect_uri: 'https://evil.example/', state: 'x' });
    const told = await send(`/sso/logout?${evil}`, cookieOf(answered, '__Host-logout'));
    expect(linksOn(await told.text())).toEqual(['/sso/login']);
  });

  test('by a cookie that was altered, or is of another tenant', async () => {
    const [person, other] = [await asked(), await asked()];
    const { pending, come, send } = person;
    const altered = `${pending.slice(0, -3)}${pending.endsWith('AAA') ? 'BBB' : 'AAA'}`;
    for (const cookie of [altered, other.pending]) {
      const page = await (await send('/sso/logout', cookie)).text();
      expect(linksOn(page)).toEqual(['/sso/login']);
      expect(page).toContain('You may still be signed in at');
    }
    expect(await codeOn(await come({}, altered))).toBe('logout_pending_missing');
    expect(await codeOn(await come({}, other.pending))).toBe('logout_pending_missing');
  });

  test('to an address that was taken from the client meanwhile', async () => {
    const { come, send, change } = await asked();
    const answered = await come();
    expect((await change({ postLogoutRedirectUris: [] })).ok).toBe(true);
    const told = await send('/sso/logout', cookieOf(answered, '__Host-logout'));
    expect(told.status).toBe(200);
    expect(linksOn(await told.text())).toEqual(['/sso/login']);
  });

  test('who has signed in again meanwhile: he is asked whether to sign out', async () => {
    const { come, send, signIn, ledger } = await asked();
    const answered = await come();
    const { cookie, session } = await signIn();
    const told = await send('/sso/logout', `${cookieOf(answered, '__Host-logout')}; ${cookie}`);
    expect([told.status, await told.text()]).toEqual([
      200,
      expect.stringContaining('<form method="post" action="/sso/logout"'),
    ]);
    expect(await ledger.find(session.id, Date.now())).not.toBeNull();
  });

  test('with a state for which no cookie has room: the identity provider is asked, and how it went is told here', async () => {
    const fits = await asked({ state: 'ü'.repeat(400) });
    const onward = await fits.send('/sso/logout', cookieOf(await fits.come(), '__Host-logout'));
    expect(onward.status).toBe(303);
    const { answer, pending, come, send } = await asked({ state: 'ü'.repeat(4_000) });
    for (const cookie of [answer, fits.answer].flatMap((each) => each.headers.getSetCookie()))
      expect(cookie.length).toBeLessThanOrEqual(4_096);
    expect(linksOn(await (await send('/sso/logout', pending)).text())).toEqual(['/sso/login']);
    expect(locationOf(await come())).toEqual([303, '/sso/logout']);
  });
});
