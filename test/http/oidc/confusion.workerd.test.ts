/** One value in place of another, values that reach a page or a header, and what the log gets to see of any of them. */
import { SignJWT } from 'jose';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { importTokenSigner, signIdentityToken } from '../../../src/session/identity-token.ts';
import { SESSION_COOKIE_NAME } from '../../../src/session/session-cookie.ts';
import { hashSessionId } from '../../../src/session/session-handle.ts';
import { readTokenKey } from '../../../src/session/token-key.ts';
import { answerOf, newApplication, TOKEN_KEY, VERIFIER } from '../../support/oidc.ts';

interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
}

let shared: Awaited<ReturnType<typeof newApplication>>;

beforeAll(async () => {
  shared = await newApplication();
});
afterEach(() => vi.restoreAllMocks());

/** Everything that one person can have of us, by what it is. */
async function everything() {
  const { signIn, takeCode, exchange, origin } = shared;
  const { cookie, session } = await signIn();
  const { access_token, id_token } = await (await exchange(await takeCode(cookie))).json<Tokens>();
  const key = readTokenKey(TOKEN_KEY);
  if (!key.ok) throw new Error(key.failure.code);
  const sid = await hashSessionId(session.id);
  const gateway = await signIdentityToken(
    { sub: 'idp|grace', sid, auth_time: 0, roles: [], tenant: shared.slug },
    { issuer: origin, audience: origin, now: Date.now(), sessionEnd: session.expiresAt },
    await importTokenSigner(key.value),
  );
  return {
    session,
    sid,
    values: {
      session: cookie.slice(SESSION_COOKIE_NAME.length + 1),
      code: await takeCode(cookie),
      access: access_token,
      id: id_token,
      gateway,
    },
    cookie,
  };
}

test('nothing but the session opens the application, nothing but an access token the claims, nothing but a code gives tokens', async () => {
  const { values } = await everything();
  for (const [kind, value] of Object.entries(values)) {
    const asSession = await shared.fetch('/sso/session', {
      headers: { cookie: `${SESSION_COOKIE_NAME}=${value}` },
    });
    expect([kind, asSession.status]).toEqual([kind, kind === 'session' ? 200 : 401]);
    expect([kind, (await shared.userinfo(value)).status]).toEqual([kind, kind === 'access' ? 200 : 401]);
    expect([kind, (await shared.exchange(value)).status]).toEqual([kind, kind === 'code' ? 200 : 400]);
  }
});

test('a token of the gateway, or one without a signature, or of another key, signs nobody out', async () => {
  const { values, cookie, session, sid } = await everything();
  const claims = { iss: shared.origin, aud: shared.client.id, sid };
  const part = (value: object) => btoa(JSON.stringify(value)).replaceAll('=', '');
  const strange = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: TOKEN_KEY.kid });
  const hints = [
    values.gateway,
    `${part({ alg: 'none' })}.${part(claims)}.`,
    // The public key as a shared secret.
    await strange.sign(new TextEncoder().encode(JSON.stringify(TOKEN_KEY.x))),
  ];
  for (const hint of hints) {
    const path = `/sso/oidc/logout?${new URLSearchParams({ id_token_hint: hint })}`;
    const answer = await shared.fetch(path, { headers: { cookie } });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sso/logout']);
  }
  expect(await shared.signIn().then(({ ledger }) => ledger.find(session.id, Date.now()))).not.toBeNull();
});

test('what a request says is on no page, and in an address is one parameter', async () => {
  const markup = '"><script>alert(1)</script>';
  const wishes = { state: markup, nonce: markup, login_hint: markup };
  for (const wrong of [{ client_id: markup }, { redirect_uri: `https://evil.example/${markup}` }]) {
    const told = await (await shared.authorize(null, { ...wishes, ...wrong })).text();
    expect(told).not.toContain('alert(1)');
    expect(told).not.toContain('evil.example');
  }
  const state = 'a\r\nSet-Cookie: x=1&code=evil&iss=https://evil.example#x';
  const answer = await shared.authorize(null, { prompt: 'none', state });
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(answerOf(answer)).toMatchObject({ state, iss: shared.origin, error: 'login_required' });
  expect(answerOf(answer)).not.toHaveProperty('code');
});

test('the log has no code, token, secret or word of a request', async () => {
  const lines: string[] = [];
  for (const level of ['log', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...line) => void lines.push(line.map(String).join(' ')));
  const { values, cookie } = await everything();
  await shared.exchange(values.code, { code_verifier: 'x'.repeat(43) });
  await shared.exchange(values.code);
  await shared.exchange(values.code);
  await shared.exchange(values.code, { client_secret: 'a wrong secret' });
  await shared.userinfo(values.id);
  await shared.authorize(cookie, { response_type: 'token' });
  await shared.authorize(null, { redirect_uri: 'https://evil.example/' });
  await shared.authorize(null, { prompt: 'none' });
  expect(lines.filter((line) => line.includes('oidc_'))).not.toEqual([]);
  const secrets = [...Object.values(values), VERIFIER, shared.client.secret, 'a wrong secret'];
  for (const secret of [...secrets, 'the state', 'the nonce', 'evil.example', 'grace'])
    expect(lines.filter((line) => line.includes(secret))).toEqual([]);
});
