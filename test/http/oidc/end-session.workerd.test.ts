/** `/sso/oidc/logout` and the discovery document. */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { newApplication } from '../../support/oidc.ts';
import { listTokenKeys, tokenJwk } from '../../support/token-keys.ts';

const BYE = 'https://wiki.example/bye';

let shared: Awaited<ReturnType<typeof newApplication>>;

beforeAll(async () => {
  shared = await newApplication();
});

async function signedIn(application = shared) {
  const person = await application.signIn();
  const answer = await application.exchange(await application.takeCode(person.cookie));
  const { id_token: idToken } = await answer.json<{ id_token: string }>();
  const logOut = (query: Record<string, string>, cookie: string | null = person.cookie) =>
    application.fetch(`/sso/oidc/logout?${new URLSearchParams(query)}`, {
      headers: cookie === null ? {} : { cookie },
    });
  const isOpen = async () => (await person.ledger.find(person.session.id, Date.now())) !== null;
  return { ...application, ...person, idToken, logOut, isOpen };
}

describe('an application signs somebody out', () => {
  test('with the ID token of the session: it ends, and the person is sent on with the state', async () => {
    const { logOut, idToken, isOpen, client } = await signedIn();
    const hint = { id_token_hint: idToken, client_id: client.id };
    const answer = await logOut({ ...hint, post_logout_redirect_uri: BYE, state: 'a b' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${BYE}?state=a+b`]);
    expect(answer.headers.getSetCookie().join()).toMatch(/^__Host-session=; Max-Age=0;/);
    expect(await isOpen()).toBe(false);
  });

  test('who is signed out already: the person is sent on', async () => {
    const { logOut, idToken } = await signedIn();
    const answer = await logOut({ id_token_hint: idToken, post_logout_redirect_uri: BYE }, null);
    expect(answer.headers.get('location')).toBe(BYE);
  });

  test('with an address that the client does not have: the person stays here', async () => {
    const { logOut, idToken, isOpen } = await signedIn();
    const answer = await logOut({ id_token_hint: idToken, post_logout_redirect_uri: `${BYE}/` });
    expect(answer.headers.get('location')).toBe('/sso/logout');
    expect(await isOpen()).toBe(false);
  });

  test.each([
    ['without an ID token', async () => ({})],
    ['with one that is none', async () => ({ id_token_hint: 'a.b.c' })],
    [
      'with one of another tenant',
      async () => ({ id_token_hint: (await signedIn(await newApplication())).idToken }),
    ],
    ['for a client that it is not of', async () => ({ client_id: 'other' })],
  ])('%s: the person is asked', async (_, hintOf) => {
    const { logOut, isOpen, idToken } = await signedIn();
    const changes: Record<string, string> = await hintOf();
    const hint = 'client_id' in changes ? { id_token_hint: idToken } : {};
    const answer = await logOut({ ...hint, ...changes, post_logout_redirect_uri: BYE });
    expect(answer.headers.get('location')).toBe('/sso/logout');
    expect(await isOpen()).toBe(true);
  });

  test('with the ID token of an earlier session: whoever is signed in now is asked', async () => {
    const { logOut, idToken, signIn } = await signedIn();
    const now = await signIn({ accountKey: 'heidi' });
    const answer = await logOut({ id_token_hint: idToken, post_logout_redirect_uri: BYE }, now.cookie);
    expect(answer.headers.get('location')).toBe('/sso/logout');
    expect(await now.ledger.find(now.session.id, Date.now())).not.toBeNull();
  });

  test('by POST, which goes on by GET', async () => {
    const { post } = shared;
    const answer = await post('/sso/oidc/logout', new URLSearchParams({ state: 'x' }));
    expect(answer.headers.get('location')).toBe('/sso/oidc/logout?state=x');
  });
});

describe('the discovery document', () => {
  const PATH = '/.well-known/openid-configuration';

  test('names the host as issuer, what is there, and what is not; for every site', async () => {
    const { fetch, origin } = shared;
    const answer = await fetch(PATH);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const document = await answer.json<Record<string, unknown>>();
    expect(document).toMatchObject({
      issuer: origin,
      jwks_uri: `${origin}/.well-known/jwks.json`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['ES256'],
      request_uri_parameter_supported: false,
    });
    const endpoints = Object.entries(document).filter(([name]) => name.endsWith('_endpoint'));
    const statuses = endpoints.map(async ([name, address]) => {
      const { status } = await fetch(new URL(String(address)).pathname);
      return [name, status];
    });
    expect(Object.fromEntries(await Promise.all(statuses))).toEqual({
      authorization_endpoint: 400,
      // For POST alone.
      token_endpoint: 404,
      userinfo_endpoint: 401,
      end_session_endpoint: 303,
    });
  });

  test('names the algorithms of all keys that are published', async () => {
    const { fetch } = shared;
    const keys = listTokenKeys(tokenJwk('a', 'Ed25519'), tokenJwk('b'), tokenJwk('c'));
    const answer = await fetch(PATH, {}, { ...env, TOKEN_KEYS: keys } as typeof env);
    expect(await answer.json()).toMatchObject({ id_token_signing_alg_values_supported: ['EdDSA', 'ES256'] });
  });
});
