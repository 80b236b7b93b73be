/** What an application may ask for, and where its answer may go: each refusal by its code. */
import { describe, expect, test } from 'vitest';
import {
  findReturnAddress,
  readAuthorizationRequest,
  writeAnswer,
} from '../../src/oidc/authorization-request.ts';
import type { OidcClient } from '../../src/tenants/oidc-client.ts';

const CLIENT: OidcClient = {
  id: 'wiki',
  displayName: 'Wiki',
  redirectUris: ['https://wiki.example/callback', 'https://wiki.example/callback?tenant=acme'],
  postLogoutRedirectUris: [],
  secretHash: null,
};
const OTHER: OidcClient = { ...CLIENT, id: 'other', redirectUris: ['https://other.example/'] };
const CHALLENGE = 'A'.repeat(43);
const GOOD = {
  client_id: 'wiki',
  redirect_uri: 'https://wiki.example/callback',
  response_type: 'code',
  scope: 'openid',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
};

/** A good query with changes; null takes a parameter away. */
function queryOf(changes: Readonly<Record<string, string | null>> = {}): URLSearchParams {
  const pairs = Object.entries({ ...GOOD, ...changes });
  return new URLSearchParams(pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

function read(query: URLSearchParams) {
  const address = findReturnAddress(query, [CLIENT, OTHER]);
  const request = address.ok ? readAuthorizationRequest(query, address.value) : address;
  return request.ok ? request.value : request.failure.code;
}

describe('where the answer goes', () => {
  test('is an address of the client, with what its state is', () => {
    for (const redirectUri of CLIENT.redirectUris) {
      const found = findReturnAddress(queryOf({ redirect_uri: redirectUri, state: 's' }), [OTHER, CLIENT]);
      expect(found).toEqual({ ok: true, value: { client: CLIENT, redirectUri, state: 's' } });
    }
  });

  test.each<[string, URLSearchParams | Record<string, string | null>, string]>([
    ['no client', { client_id: null }, 'oidc_client_unknown'],
    ['an empty one', { client_id: '' }, 'oidc_client_unknown'],
    ['an unknown one', { client_id: 'Wiki' }, 'oidc_client_unknown'],
    ['two', new URLSearchParams(`${queryOf()}&client_id=wiki`), 'oidc_client_unknown'],
    ['no address', { redirect_uri: null }, 'oidc_redirect_uri_mismatch'],
    ['two', new URLSearchParams(`${queryOf()}&redirect_uri=x`), 'oidc_redirect_uri_mismatch'],
    ['that of another client', { redirect_uri: 'https://other.example/' }, 'oidc_redirect_uri_mismatch'],
    ...[
      'https://wiki.example/callback/',
      'https://wiki.example/Callback',
      'https://WIKI.example/callback',
      'https://wiki.example:443/callback',
      'https://wiki.example/callback?',
      'https://wiki.example/callback#x',
      'https://wiki.example/callback?tenant=acme&x',
      'https://wiki.example/x/../callback',
      'https://wiki.example/%63allback',
      'https://wiki.example/callback ',
      'http://wiki.example/callback',
    ].map((redirect_uri): [string, Record<string, string>, string] => [
      redirect_uri,
      { redirect_uri },
      'oidc_redirect_uri_mismatch',
    ]),
  ])('is unknown with %s', (_, query, code) => {
    expect(read(query instanceof URLSearchParams ? query : queryOf(query))).toBe(code);
  });
});

describe('a request', () => {
  test('is read, with all that it may say', () => {
    const query = queryOf({
      scope: 'offline_access email openid unknown groups',
      state: 'a b+c',
      nonce: 'n',
      response_mode: 'query',
      prompt: 'login consent',
      max_age: '0',
      login_hint: 'grace@acme.example',
      id_token_hint: 'a.b.c',
      ui_locales: 'de',
    });
    expect(read(query)).toEqual({
      client: CLIENT,
      redirectUri: GOOD.redirect_uri,
      state: 'a b+c',
      nonce: 'n',
      scopes: ['openid', 'email', 'groups'],
      codeChallenge: CHALLENGE,
      prompt: 'login',
      maxAgeSeconds: 0,
      loginHint: 'grace@acme.example',
      idTokenHint: 'a.b.c',
    });
  });

  test.each([
    [null, null],
    ['', null],
    ['consent', null],
    ['none', 'none'],
    ['login', 'login'],
    ['select_account', 'login'],
  ])('with prompt %j asks for %s', (prompt, expected) => {
    expect(read(queryOf({ prompt }))).toMatchObject({ prompt: expected });
  });

  test.each<[string, Record<string, string | null>, string]>([
    ['a request object', { request: 'x' }, 'oidc_request_object'],
    ['an empty request object', { request: '' }, 'oidc_request_object'],
    ['the address of one', { request_uri: 'https://evil.example/' }, 'oidc_request_uri'],
    ['a registration', { registration: '{}' }, 'oidc_registration'],
    ['no response_type', { response_type: null }, 'oidc_response_type'],
    ['the implicit flow', { response_type: 'id_token' }, 'oidc_response_type'],
    ['the hybrid flow', { response_type: 'code id_token' }, 'oidc_response_type'],
    ['the answer in the fragment', { response_mode: 'fragment' }, 'oidc_response_mode'],
    ['the answer in a form', { response_mode: 'form_post' }, 'oidc_response_mode'],
    ['no scope', { scope: null }, 'oidc_scope'],
    ['a scope without openid', { scope: 'openidx profile' }, 'oidc_scope'],
    ['no code_challenge', { code_challenge: null }, 'oidc_code_challenge_missing'],
    ['no method', { code_challenge_method: null }, 'oidc_code_challenge_method'],
    ['the plain method', { code_challenge_method: 'plain' }, 'oidc_code_challenge_method'],
    ['an empty challenge', { code_challenge: '' }, 'oidc_code_challenge_malformed'],
    ['42 characters', { code_challenge: 'A'.repeat(42) }, 'oidc_code_challenge_malformed'],
    ['44 characters', { code_challenge: 'A'.repeat(44) }, 'oidc_code_challenge_malformed'],
    ['plain base64', { code_challenge: `${'A'.repeat(42)}+` }, 'oidc_code_challenge_malformed'],
    ['none and more', { prompt: 'none login' }, 'oidc_prompt'],
    ['an unknown prompt', { prompt: 'create' }, 'oidc_prompt'],
    ['a negative max_age', { max_age: '-1' }, 'oidc_max_age'],
    ['an empty max_age', { max_age: '' }, 'oidc_max_age'],
    ['a fraction', { max_age: '1.5' }, 'oidc_max_age'],
    ['a state of 1,401 letters', { state: 's'.repeat(1_401) }, 'oidc_parameter_too_long'],
    ['a nonce of 601 letters', { nonce: 'n'.repeat(601) }, 'oidc_parameter_too_long'],
  ])('is refused with %s', (_, changes, code) => {
    expect(read(queryOf(changes))).toBe(code);
  });

  test.each(['state', 'id_token_hint', 'nonce', 'scope', 'prompt', 'code_challenge', 'response_type'])(
    'is refused with %s twice',
    (name) => {
      const query = queryOf({ state: 's', nonce: 'n', prompt: 'none', id_token_hint: 'h' });
      query.append(name, 'x');
      expect(read(query)).toBe('oidc_parameter_repeated');
    },
  );
});

test('a request may have a state of 1,400 letters, and a nonce of 600', () => {
  const long = { state: 's'.repeat(1_400), nonce: 'n'.repeat(600) };
  expect(read(queryOf(long))).toMatchObject(long);
});

test('an answer keeps the query of its address, gives the state back as it was, and says who answers', () => {
  const issuer = 'https://acme.example';
  const [plain = '', queried = ''] = CLIENT.redirectUris;
  expect(writeAnswer({ redirectUri: plain, state: null }, issuer, { code: 'c' })).toBe(
    'https://wiki.example/callback?code=c&iss=https%3A%2F%2Facme.example',
  );
  const answer = new URL(writeAnswer({ redirectUri: queried, state: 'a&iss=x#b' }, issuer, { code: 'c' }));
  expect(Object.fromEntries(answer.searchParams)).toEqual({
    tenant: 'acme',
    code: 'c',
    state: 'a&iss=x#b',
    iss: issuer,
  });
});
