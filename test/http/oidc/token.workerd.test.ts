/** `/sso/oidc/token` and `/sso/oidc/userinfo`: what a code gives, once, and whom nothing is given. */
import { env } from 'cloudflare:workers';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { hashSessionId } from '../../../src/session/session-handle.ts';
import { forgetCached } from '../../../src/stores/tenant-store.ts';
import { newApplication, refusalOf, TOKEN_KEY } from '../../support/oidc.ts';
import { ALICE } from '../../support/records.ts';

const { d: _secret, ...PUBLIC_KEY } = TOKEN_KEY;
const JWKS = createLocalJWKSet({ keys: [PUBLIC_KEY] });
const GROUPS = { name: 'groups', nameFormat: null, friendlyName: null, values: ['staff'] };

interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
}

let shared: Awaited<ReturnType<typeof newApplication>>;

beforeAll(async () => {
  shared = await newApplication();
});
afterEach(() => vi.useRealTimers());

/** Somebody signed in to an application, with a code: to the one that all tests share, or to one that a test may change. */
async function withCode(wishes: Record<string, string> = {}, application = shared) {
  const signedIn = await application.signIn({ attributes: [GROUPS] });
  const code = await application.takeCode(signedIn.cookie, wishes);
  const tokens = async () => (await application.exchange(code)).json<Tokens>();
  return { ...application, ...signedIn, code, tokens };
}

describe('a code gives', () => {
  test('an ID token that a client verifies, and an access token', async () => {
    const { exchange, code, origin, client, session } = await withCode();
    const answer = await exchange(code);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const { access_token, id_token, ...rest } = await answer.json<Tokens>();
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 300, scope: 'openid profile email groups' });
    const verified = await jwtVerify(id_token, JWKS, { issuer: origin, audience: client.id });
    expect(verified.payload).toEqual({
      ...{ iss: origin, aud: client.id, sub: 'idp|grace', account_key: 'grace', nonce: 'the nonce' },
      ...{
        iat: expect.any(Number),
        exp: expect.any(Number),
        auth_time: Math.floor(session.signedInAt / 1000),
      },
      ...{ sid: await hashSessionId(session.id), tenant: expect.any(String), connection: 'idp' },
      ...{ name: 'Grace', email: 'grace@acme.example', email_verified: false, groups: ['staff'], roles: [] },
    });
    for (const token of [access_token, id_token]) expect(token).not.toContain(session.id);
  });

  test('a public client its tokens by PKCE alone', async () => {
    const { signIn, addClient, takeCode, exchange } = shared;
    const app = await addClient(true);
    const code = await takeCode((await signIn()).cookie, { client_id: app.id });
    const refused = await exchange(code, { client_id: app.id, client_secret: 'x' });
    expect(await refusalOf(refused)).toEqual([401, 'invalid_client', 'oidc_authentication_failed']);
    expect((await exchange(code, { client_id: app.id, client_secret: null })).status).toBe(200);
  });

  test('its tokens by HTTP Basic, with a new secret and the one before, until that is ended', async () => {
    const { exchange, takeCode, signIn, client, record } = await newApplication();
    const context = { author: ALICE, now: Date.now() };
    const renewed = await record.renewOidcClientSecret(client.id, context);
    if (!renewed.ok) throw new Error(renewed.failure.code);
    const answerTo = async (secret: string | null) => {
      const code = await takeCode((await signIn()).cookie);
      const basic = { authorization: `Basic ${btoa(`${client.id}:${secret}`)}` };
      return exchange(code, { client_id: null, client_secret: null }, basic);
    };
    for (const secret of [client.secret, renewed.value.secret]) {
      expect((await answerTo(secret)).status).toBe(200);
    }
    expect(await record.endFormerOidcClientSecret(client.id, context)).toMatchObject({ ok: true });
    const refused = await answerTo(client.secret);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(await refusalOf(refused)).toEqual([401, 'invalid_client', 'oidc_authentication_failed']);
    expect((await answerTo(renewed.value.secret)).status).toBe(200);
  });

  test('no more than its scopes tell', async () => {
    const { tokens, userinfo } = await withCode({ scope: 'openid' });
    const { access_token, id_token } = await tokens();
    const known = ['sub', 'account_key', 'sid', 'auth_time', 'tenant', 'connection'].sort();
    const envelope = ['iss', 'aud', 'iat', 'exp', 'nonce'];
    expect(Object.keys(decodeJwt(id_token)).sort()).toEqual([...known, ...envelope].sort());
    const told = await (await userinfo(access_token)).json<object>();
    expect(Object.keys(told).sort()).toEqual(known);
  });
});

describe('a code is refused', () => {
  test('the second time, and then what it gave has ended', async () => {
    const { exchange, code, tokens, userinfo } = await withCode();
    const { access_token } = await tokens();
    expect((await userinfo(access_token)).status).toBe(200);
    expect(await refusalOf(await exchange(code))).toEqual([400, 'invalid_grant', 'oidc_code_already_used']);
    expect(await refusalOf(await userinfo(access_token))).toEqual([
      401,
      'invalid_token',
      'oidc_access_token_ended',
    ]);
  });

  test('at an address that was taken from the client, and no new one goes there, as soon as an edge knows', async () => {
    const { authorize, exchange, takeCode, signIn, client, record, slug } = await newApplication();
    const key = `tenant/${slug}`;
    const before = (await env.TENANTS.get(key)) ?? '';
    const input = { displayName: 'Wiki', redirectUris: ['https://new.example/'], postLogoutRedirectUris: [] };
    const context = { author: ALICE, now: Date.now() };
    expect(await record.updateOidcClient(client.id, input, context, null)).toMatchObject({ ok: true });
    const after = (await env.TENANTS.get(key)) ?? '';
    // This isolate read the record just before, and the change is made elsewhere: it may be 30 seconds behind.
    forgetCached([key]);
    await env.TENANTS.put(key, before);
    const { cookie } = await signIn();
    const now = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now });
    const codes = [await takeCode(cookie), await takeCode(cookie)] as const;
    await env.TENANTS.put(key, after);
    vi.setSystemTime(now + 29_999);
    expect((await exchange(codes[0])).status).toBe(200);
    vi.setSystemTime(now + 30_000);
    const refused = await exchange(codes[1]);
    expect(await refusalOf(refused)).toEqual([400, 'invalid_grant', 'oidc_code_redirect_uri']);
    const told = await authorize(cookie);
    expect([told.status, told.headers.get('location')]).toEqual([400, null]);
    expect(await told.text()).toContain('oidc_redirect_uri_mismatch');
    const moved = await authorize(cookie, { redirect_uri: 'https://new.example/' });
    expect(moved.headers.get('location')).toMatch(/^https:\/\/new\.example\/\?code=/);
  });

  test('all but one of ten times at once', async () => {
    const { exchange, code } = await withCode();
    const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(400)]);
  });

  test('without being used up, where whoever has it cannot use it', async () => {
    const { exchange, code, addClient } = await withCode();
    const other = await addClient();
    const thief = { client_id: other.id, client_secret: other.secret };
    expect(await refusalOf(await exchange(code, thief))).toEqual([
      400,
      'invalid_grant',
      'oidc_code_of_another_client',
    ]);
    const guessed = await exchange(code, { code_verifier: 'a'.repeat(43) });
    expect(await refusalOf(guessed)).toEqual([400, 'invalid_grant', 'oidc_code_verifier']);
    expect((await exchange(code)).status).toBe(200);
  });

  test.each([
    [{ redirect_uri: 'https://wiki.example/callback/' }, 'invalid_grant', 'oidc_code_redirect_uri'],
    [{ redirect_uri: null }, 'invalid_request', 'oidc_token_parameter'],
    [{ code_verifier: null }, 'invalid_request', 'oidc_token_parameter'],
    [{ code: null }, 'invalid_request', 'oidc_token_parameter'],
    [{ code: 'x' }, 'invalid_grant', 'oidc_code_unknown'],
    [{ grant_type: 'refresh_token' }, 'unsupported_grant_type', 'oidc_grant_type'],
    [{ grant_type: null }, 'unsupported_grant_type', 'oidc_grant_type'],
  ])('with %j', async (fields, error, expected) => {
    const { exchange, code } = await withCode();
    expect(await refusalOf(await exchange(code, fields))).toEqual([400, error, expected]);
  });

  test.each([
    [{ client_id: null, client_secret: null }, 401, 'invalid_client', 'oidc_authentication_missing'],
    [{ client_secret: null }, 401, 'invalid_client', 'oidc_authentication_failed'],
    [{ client_secret: 'wrong' }, 401, 'invalid_client', 'oidc_authentication_failed'],
  ])('of a client with %j', async (fields, status, error, expected) => {
    const { exchange, code } = await withCode();
    expect(await refusalOf(await exchange(code, fields))).toEqual([status, error, expected]);
  });

  test('in a body that is no form', async () => {
    const { exchange, code } = await withCode();
    const refused = await exchange(code, {}, { 'content-type': 'application/json' });
    expect(await refusalOf(refused)).toEqual([400, 'invalid_request', 'oidc_form_unreadable']);
  });

  test('a minute after it was given', async () => {
    const { exchange, code } = await withCode();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    expect(await refusalOf(await exchange(code))).toEqual([400, 'invalid_grant', 'oidc_code_expired']);
  });

  test('at another tenant, by a client of that', async () => {
    const { code } = await withCode();
    const other = await newApplication();
    expect(await refusalOf(await other.exchange(code))).toEqual([400, 'invalid_grant', 'oidc_code_unknown']);
  });

  test('with a letter of it changed, and so is an access token in its place', async () => {
    const { exchange, code, tokens } = await withCode();
    // Not the last letter, of which not every bit counts.
    const changed = code.replace(/.(?=.$)/, (letter) => (letter === 'A' ? 'B' : 'A'));
    const { access_token } = await tokens();
    for (const value of [changed, access_token]) {
      expect(await refusalOf(await exchange(value))).toEqual([400, 'invalid_grant', 'oidc_code_unknown']);
    }
  });

  test('once its session was ended, or its connection removed', async () => {
    const { exchange, code, ledger, session, takeCode, signIn, record } = await withCode(
      {},
      await newApplication(),
    );
    await ledger.end(session.id);
    expect(await refusalOf(await exchange(code))).toEqual([400, 'invalid_grant', 'oidc_code_session_ended']);
    const later = await takeCode((await signIn()).cookie);
    const state = await record.read();
    if (state === null) throw new Error('the tenant is gone');
    const context = { author: ALICE, now: Date.now(), expectedRevision: null };
    await record.publish({ ...state.live.configuration, connections: [] }, context);
    expect(await refusalOf(await exchange(later))).toEqual([400, 'invalid_grant', 'oidc_code_session_ended']);
  });
});

describe('an access token', () => {
  test('tells who it is, with every group there is', async () => {
    const { signIn, takeCode, exchange, userinfo } = shared;
    const values = Array.from({ length: 400 }, (_, index) => `group-${index}`);
    const { cookie } = await signIn({ attributes: [{ ...GROUPS, values }] });
    const { access_token, id_token } = await (await exchange(await takeCode(cookie))).json<Tokens>();
    expect(decodeJwt(id_token)).toMatchObject({ groups_omitted: true });
    const answer = await userinfo(access_token);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const told = await answer.json<Record<string, unknown>>();
    expect(told).toMatchObject({
      sub: 'idp|grace',
      name: 'Grace',
      email: 'grace@acme.example',
      groups: values,
    });
    expect(told['sub']).toBe(decodeJwt(id_token).sub);
  });

  test('is refused where it is none: an ID token, a code, nothing', async () => {
    const { userinfo, tokens, fetch, code } = await withCode();
    const { id_token } = await tokens();
    for (const token of [id_token, code, 'x', 'a.b.c']) {
      expect(await refusalOf(await userinfo(token))).toEqual([
        401,
        'invalid_token',
        'oidc_access_token_unknown',
      ]);
    }
    const nothing = await fetch('/sso/oidc/userinfo');
    expect([nothing.status, nothing.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  test('is refused at another tenant', async () => {
    const [{ tokens }, other] = [await withCode(), await newApplication()];
    const { access_token } = await tokens();
    expect(await refusalOf(await other.userinfo(access_token))).toEqual([
      401,
      'invalid_token',
      'oidc_access_token_unknown',
    ]);
  });

  test('is refused after five minutes', async () => {
    const { tokens, userinfo } = await withCode();
    const { access_token } = await tokens();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 300_000 });
    const refused = await userinfo(access_token);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token", /);
    expect(await refusalOf(refused)).toEqual([401, 'invalid_token', 'oidc_access_token_expired']);
  });

  test('ends at once with its session, and with its client', async () => {
    const ended = [401, 'invalid_token', 'oidc_access_token_ended'];
    const one = await withCode();
    const { access_token: first } = await one.tokens();
    await one.ledger.end(one.session.id);
    expect(await refusalOf(await one.userinfo(first))).toEqual(ended);
    const other = await withCode({}, await newApplication());
    await other.addClient();
    const { access_token: second } = await other.tokens();
    await other.record.removeOidcClient(other.client.id, { author: ALICE, now: Date.now() });
    expect(await refusalOf(await other.userinfo(second))).toEqual(ended);
  });
});

test('scripts of any site may ask both, after asking whether they may', async () => {
  const { fetch } = shared;
  for (const path of ['/sso/oidc/token', '/sso/oidc/userinfo']) {
    const { status, headers } = await fetch(path, {
      method: 'OPTIONS',
      headers: { origin: 'https://wiki.example' },
    });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  }
});
