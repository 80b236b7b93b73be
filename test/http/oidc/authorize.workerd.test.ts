/** `/sso/oidc/authorize`: who gets a code, who has to sign in first, and who is told what is wrong. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeRecoverySession } from '../../../src/sign-in/recovery-session.ts';
import { answerOf, codeIn, newApplication, REDIRECT_URI } from '../../support/oidc.ts';
import { signInAs } from '../../support/signed-in.ts';

const MINUTE = 60_000;

/** Of all tests that do not change it. */
let shared: Awaited<ReturnType<typeof newApplication>>;

beforeAll(async () => {
  shared = await newApplication();
});
afterEach(() => vi.useRealTimers());

/** The AuthnRequest that a redirect to the identity provider carries. */
async function authnRequestOf(response: Response): Promise<string> {
  const message = new URL(response.headers.get('location') ?? '').searchParams.get('SAMLRequest') ?? '';
  const octets = Uint8Array.from(atob(message), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([octets]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).text();
}

describe('who is signed in', () => {
  test('gets a code at once, with the state and the issuer', async () => {
    const { signIn, authorize, origin } = shared;
    const { cookie, session } = await signIn();
    const answer = await authorize(cookie);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { code = '', ...rest } = answerOf(answer);
    expect(rest).toEqual({ to: REDIRECT_URI, state: 'the state', iss: origin });
    expect(code).toMatch(/^[\w.-]+$/);
    for (const part of code.split('.')) expect(atob(part.replace(/[-_]/g, 'A'))).not.toContain(session.id);
    expect(answerOf(await authorize(cookie))['code']).not.toBe(code);
  });

  test('gets one with prompt=none as well', async () => {
    const { signIn, authorize } = shared;
    const { cookie } = await signIn();
    expect(answerOf(await authorize(cookie, { prompt: 'none' }))).toHaveProperty('code');
  });

  test('gets none with prompt=none where an ID token says that somebody else was meant', async () => {
    const { signIn, authorize, exchange, takeCode } = shared;
    const [grace, heidi] = [await signIn(), await signIn({ accountKey: 'heidi' })];
    const answer = await exchange(await takeCode(grace.cookie));
    const { id_token: hint } = await answer.json<{ id_token: string }>();
    const silent = async (cookie: string, id_token_hint: string) =>
      codeIn(answerOf(await authorize(cookie, { prompt: 'none', id_token_hint }))['error_description']);
    expect(await silent(grace.cookie, hint)).toBe('none: undefined');
    expect(await silent(heidi.cookie, hint)).toBe('oidc_somebody_else');
    expect(await silent(grace.cookie, `${hint.slice(0, -4)}AAAA`)).toBe('oidc_somebody_else');
    expect(answerOf(await authorize(heidi.cookie, { id_token_hint: hint }))).toHaveProperty('code');
  });

  test('is authenticated anew for prompt=login, by his own connection, and comes back to a code', async () => {
    const { signIn, authorize, fetch, wish } = shared;
    const before = await signIn();
    const answer = await authorize(before.cookie, { prompt: 'login' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/^https:\/\/idp\.example\.com\/sso\?/);
    expect(await authnRequestOf(answer)).toContain('ForceAuthn="true"');
    const back = `/sso/oidc/authorize?${new URLSearchParams({ ...wish, prompt: 'login' })}&sign_in_asked_at=${Date.now()}`;
    // With the old session he is asked again; with a new one he is done.
    const again = await fetch(back, { headers: { cookie: before.cookie } });
    expect(again.headers.get('location')).toMatch(/^https:\/\/idp\.example\.com\//);
    const after = await signIn();
    expect(answerOf(await fetch(back, { headers: { cookie: after.cookie } }))).toHaveProperty('code');
  });

  test('is told of as not authenticated anew where the identity provider did not do it', async () => {
    const { signIn, fetch, wish } = shared;
    const asked = Date.now();
    const { cookie } = await signIn({ authnInstant: asked - 10 * MINUTE });
    const back = `/sso/oidc/authorize?${new URLSearchParams({ ...wish, max_age: '60' })}&sign_in_asked_at=${asked}`;
    const refused = answerOf(await fetch(back, { headers: { cookie } }));
    expect([refused['error'], codeIn(refused['error_description'])]).toEqual([
      'login_required',
      'oidc_login_not_fresh',
    ]);
  });

  test('is authenticated anew past max_age', async () => {
    const { signIn, authorize } = shared;
    const { cookie } = await signIn({ authnInstant: Date.now() - 2 * MINUTE });
    expect(answerOf(await authorize(cookie, { max_age: '3600' }))).toHaveProperty('code');
    const location = (await authorize(cookie, { max_age: '60' })).headers.get('location');
    expect(location).toMatch(/^https:\/\/idp\.example\.com\//);
    const silent = answerOf(await authorize(cookie, { max_age: '60', prompt: 'none' }));
    expect(codeIn(silent['error_description'])).toBe('oidc_login_required');
  });

  test('begins no sign-in by an image of another site', async () => {
    const { signIn, authorize } = shared;
    const { cookie } = await signIn();
    const refused = await authorize(cookie, { prompt: 'login' }, { 'sec-fetch-dest': 'image' });
    expect(codeIn(answerOf(refused)['error_description'])).toBe('oidc_login_required');
    expect(refused.headers.getSetCookie()).toEqual([]);
  });
});

describe('who is not signed in', () => {
  test('signs in first, and comes back to the very request', async () => {
    const { authorize, origin, wish } = shared;
    const hints = { login_hint: 'grace@acme.example', id_token_hint: 'a'.repeat(2_000) };
    const answer = await authorize(null, hints);
    const location = new URL(answer.headers.get('location') ?? '', origin);
    expect([answer.status, location.origin, location.pathname]).toEqual([303, origin, '/sso/login']);
    expect(location.searchParams.get('email')).toBe('grace@acme.example');
    const back = new URL(location.searchParams.get('returnTo') ?? '', origin);
    expect(back.pathname).toBe('/sso/oidc/authorize');
    expect(Object.fromEntries(back.searchParams)).toEqual({ ...wish, login_hint: 'grace@acme.example' });
  });

  test('is told of at once with prompt=none', async () => {
    const { authorize, origin } = shared;
    const { error_description, ...refused } = answerOf(await authorize(null, { prompt: 'none' }));
    expect(refused).toEqual({ to: REDIRECT_URI, error: 'login_required', state: 'the state', iss: origin });
    expect(codeIn(error_description)).toBe('oidc_login_required');
  });

  test('is whoever has the session of another tenant, or one that was ended', async () => {
    const [one, other] = [shared, await newApplication()];
    const { cookie } = await other.signIn();
    expect(answerOf(await one.authorize(cookie, { prompt: 'none' }))['error']).toBe('login_required');
    const ended = await one.signIn();
    await ended.ledger.end(ended.session.id);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + MINUTE });
    expect(answerOf(await one.authorize(ended.cookie, { prompt: 'none' }))['error']).toBe('login_required');
  });

  test('is whoever came in by recovery, unless the tenant lets that into applications', async () => {
    for (const recoveryOpens of ['setup', 'application'] as const) {
      const { tenantId, authorize, record } = await newApplication({ recoveryOpens });
      const state = await record.read();
      const policy = { id: tenantId, session: state?.live.configuration.session ?? expect.unreachable() };
      const { cookie } = await signInAs(tenantId, {}, 'recovery', {
        ...makeRecoverySession(policy, { name: 'root' }, crypto.randomUUID().slice(0, 22), Date.now()),
      });
      const answer = answerOf(await authorize(cookie, { prompt: 'none' }));
      expect(answer['error']).toBe(recoveryOpens === 'setup' ? 'login_required' : undefined);
    }
  });
});

describe('a request that is wrong', () => {
  test.each([
    [{ client_id: 'unknown' }, 'oidc_client_unknown'],
    [{ client_id: null }, 'oidc_client_unknown'],
    [{ redirect_uri: 'https://evil.example/' }, 'oidc_redirect_uri_mismatch'],
    [{ redirect_uri: null }, 'oidc_redirect_uri_mismatch'],
  ])('sends nobody anywhere with %j', async (wishes, code) => {
    const { authorize, signIn } = shared;
    const { cookie } = await signIn();
    const page = await authorize(cookie, wishes);
    expect([page.status, page.headers.get('location')]).toEqual([400, null]);
    expect(await page.text()).toContain(code);
    const told = await authorize(cookie, wishes, { accept: 'application/json' });
    expect(await told.json()).toMatchObject({ code, status: 400, reference: expect.any(String) });
  });

  test('sends nobody anywhere for a client of another tenant', async () => {
    const [one, other] = [shared, await newApplication()];
    const { cookie } = await one.signIn();
    const answer = await one.authorize(
      cookie,
      { client_id: other.client.id },
      { accept: 'application/json' },
    );
    expect(await answer.json()).toMatchObject({ code: 'oidc_client_unknown' });
  });

  test.each([
    [{ response_type: 'token' }, 'unsupported_response_type', 'oidc_response_type'],
    [{ code_challenge: null }, 'invalid_request', 'oidc_code_challenge_missing'],
    [{ code_challenge_method: 'plain' }, 'invalid_request', 'oidc_code_challenge_method'],
    [{ scope: 'email' }, 'invalid_scope', 'oidc_scope'],
    [{ request_uri: 'https://evil.example/' }, 'request_uri_not_supported', 'oidc_request_uri'],
  ])('is told to the application with %j, whoever is signed in', async (wishes, error, code) => {
    const { authorize, signIn } = shared;
    const { cookie } = await signIn();
    for (const who of [cookie, null]) {
      const answer = answerOf(await authorize(who, wishes));
      expect(answer).toMatchObject({ to: REDIRECT_URI, error, state: 'the state' });
      expect(codeIn(answer['error_description'])).toBe(code);
      expect(answer).not.toHaveProperty('code');
    }
  });

  test('that no link could bring back is told to the application', async () => {
    const { authorize } = shared;
    const answer = answerOf(await authorize(null, { nonce: '%'.repeat(600), login_hint: '%'.repeat(600) }));
    expect(codeIn(answer['error_description'])).toBe('oidc_parameter_too_long');
  });
});

test('a request by POST goes on by GET, where the cookie comes along', async () => {
  const { post, wish } = shared;
  const answer = await post('/sso/oidc/authorize', new URLSearchParams(wish));
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`/sso/oidc/authorize?${new URLSearchParams(wish)}`);
});

test('without keys for tokens, or without a client, there is nothing here', async () => {
  const { fetch, signIn, wish, record, client } = await newApplication();
  const { cookie } = await signIn();
  const ask = (bindings?: typeof env) =>
    fetch(`/sso/oidc/authorize?${new URLSearchParams(wish)}`, { headers: { cookie } }, bindings);
  expect((await ask(env)).status).toBe(404);
  expect((await ask()).status).toBe(303);
  const author = { kind: 'operator', id: 'op', name: 'Alice' } as const;
  await record.removeOidcClient(client.id, { author, now: Date.now() });
  expect((await ask()).status).toBe(404);
});
