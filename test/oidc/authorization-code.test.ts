/** What a code may be used with, and an access token: each refusal by its code. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  ACCESS_TOKEN_SECONDS,
  type AuthorizationCode,
  CODE_SECONDS,
  type CodeUse,
  checkAccessToken,
  checkCode,
} from '../../src/oidc/authorization-code.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CODE: AuthorizationCode = {
  tenantId: 'tenant-acme',
  issuer: 'https://acme.example',
  clientId: 'wiki',
  sessionId: 's',
  scopes: ['openid'],
  codeId: 'c',
  issuedAt: NOW,
  redirectUri: 'https://wiki.example/callback',
  codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  nonce: null,
};
const { tenantId, issuer, redirectUri } = CODE;
const client = { id: CODE.clientId, redirectUris: ['https://wiki.example/', redirectUri] };
const USE: CodeUse = { tenantId, issuer, client, redirectUri, codeVerifier: VERIFIER, now: NOW };

async function use(changes: Partial<CodeUse>, code: Partial<AuthorizationCode> = {}) {
  const checked = await checkCode({ ...CODE, ...code }, { ...USE, ...changes });
  return checked.ok ? 'used' : checked.failure.code;
}

test('the example of RFC 7636, appendix B, is right', async () => {
  expect(await use({})).toBe('used');
});

test.each<[string, Partial<CodeUse>, string]>([
  ['at another tenant', { tenantId: 'tenant-other' }, 'oidc_code_unknown'],
  ['at another host of the tenant', { issuer: 'https://sso.acme.example' }, 'oidc_code_unknown'],
  ['by another client', { client: { ...client, id: 'other' } }, 'oidc_code_of_another_client'],
  ['with another address', { redirectUri: `${redirectUri}/` }, 'oidc_code_redirect_uri'],
  [
    'with an address that the client has no more',
    { client: { ...client, redirectUris: ['https://wiki.example/'] } },
    'oidc_code_redirect_uri',
  ],
  ['with another verifier', { codeVerifier: `${VERIFIER.slice(0, -1)}l` }, 'oidc_code_verifier'],
  ['with the challenge for a verifier', { codeVerifier: CODE.codeChallenge }, 'oidc_code_verifier'],
  ['with no verifier', { codeVerifier: '' }, 'oidc_code_verifier'],
  ['a millisecond before its end', { now: NOW + CODE_SECONDS * 1000 - 1 }, 'used'],
  ['at its end', { now: NOW + CODE_SECONDS * 1000 }, 'oidc_code_expired'],
  ['after it', { now: NOW + CODE_SECONDS * 1000 + 1 }, 'oidc_code_expired'],
])('a code used %s: %s', async (_, changes, code) => {
  expect(await use(changes)).toBe(code);
});

test.each([
  ['42 letters', 'a'.repeat(42), 'oidc_code_verifier'],
  ['43 letters', 'a'.repeat(43), 'used'],
  ['128 letters', 'a'.repeat(128), 'used'],
  ['129 letters', 'a'.repeat(129), 'oidc_code_verifier'],
  ['a letter that none has', `${'a'.repeat(43)}=`, 'oidc_code_verifier'],
])('a verifier of %s, which the challenge was made of: %s', async (_, codeVerifier, expected) => {
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
  expect(await use({ codeVerifier }, { codeChallenge })).toBe(expected);
});

test.each<[string, object, string]>([
  ['here', {}, 'good'],
  ['at another tenant', { tenantId: 'tenant-other' }, 'oidc_access_token_unknown'],
  ['at another host', { issuer: 'https://sso.acme.example' }, 'oidc_access_token_unknown'],
  ['a millisecond before its end', { now: NOW + ACCESS_TOKEN_SECONDS * 1000 - 1 }, 'good'],
  ['at its end', { now: NOW + ACCESS_TOKEN_SECONDS * 1000 }, 'oidc_access_token_expired'],
  ['after it', { now: NOW + ACCESS_TOKEN_SECONDS * 1000 + 1 }, 'oidc_access_token_expired'],
])('an access token %s: %s', (_, changes, expected) => {
  const checked = checkAccessToken(CODE, { tenantId, issuer, now: NOW, ...changes });
  expect(checked.ok ? 'good' : checked.failure.code).toBe(expected);
});
