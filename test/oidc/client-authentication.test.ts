/** How clients say who they are: each refusal by its code. */
import { expect, test } from 'vitest';
import { authenticateClient } from '../../src/oidc/client-authentication.ts';
import { hashSecret } from '../../src/operators/secret-text.ts';
import type { OidcClient } from '../../src/tenants/oidc-client.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const SECRET = 'a+b:c%&d';
const client = (id: string, secret: string | null): OidcClient => ({
  id,
  displayName: id,
  redirectUris: [],
  postLogoutRedirectUris: [],
  secretHash: secret === null ? null : hashSecret(secret),
});
const CLIENTS = [client('wiki', SECRET), client('app', null), client('i d:', 'x')];

/** As RFC 6749, section 2.3.1, has it: form-encoded, then joined. */
const basic = (id: string, secret: string) =>
  `Basic ${btoa([id, secret].map((part) => new URLSearchParams({ part }).toString().slice(5)).join(':'))}`;

function authenticate(authorization: string | null, clientId = '', clientSecret = '') {
  const found = authenticateClient(authorization, { clientId, clientSecret }, CLIENTS, NOW);
  return found.ok ? found.value.id : found.failure.code;
}

test.each([
  ['by HTTP Basic', basic('wiki', SECRET), '', '', 'wiki'],
  ['by HTTP Basic, written small', basic('wiki', SECRET).replace('Basic', 'basic'), '', '', 'wiki'],
  ['by HTTP Basic, with its id in the form', basic('wiki', SECRET), 'wiki', '', 'wiki'],
  ['with letters that have to be encoded', basic('i d:', 'x'), '', '', 'i d:'],
  ['by the form', null, 'wiki', SECRET, 'wiki'],
  ['as a public client', null, 'app', '', 'app'],
])('a client is known %s', (_, authorization, id, secret, expected) => {
  expect(authenticate(authorization, id, secret)).toBe(expected);
});

test.each([
  ['nothing', null, '', '', 'oidc_authentication_missing'],
  ['a secret alone', null, '', SECRET, 'oidc_authentication_missing'],
  ['an unknown client', null, 'other', SECRET, 'oidc_authentication_failed'],
  ['an unknown public client', null, 'other', '', 'oidc_authentication_failed'],
  ['a wrong secret', null, 'wiki', `${SECRET}x`, 'oidc_authentication_failed'],
  ['a wrong secret by Basic', basic('wiki', 'x'), '', '', 'oidc_authentication_failed'],
  ['the hash for a secret', null, 'wiki', hashSecret(SECRET), 'oidc_authentication_failed'],
  ['no secret, though the client has one', null, 'wiki', '', 'oidc_authentication_failed'],
  ['a secret, though the client has none', null, 'app', 'x', 'oidc_authentication_failed'],
  ['what stands for no hash', null, 'app', '-'.repeat(44), 'oidc_authentication_failed'],
  ['both ways', basic('wiki', SECRET), 'wiki', SECRET, 'oidc_authentication_twice'],
  ['two clients', basic('wiki', SECRET), 'app', '', 'oidc_authentication_twice'],
  ['another scheme', 'Bearer abc', 'wiki', '', 'oidc_authentication_malformed'],
  ['an empty header', '', 'app', '', 'oidc_authentication_malformed'],
  ['Basic without a colon', `Basic ${btoa('wiki')}`, '', '', 'oidc_authentication_malformed'],
  ['Basic without an id', `Basic ${btoa(':x')}`, '', '', 'oidc_authentication_malformed'],
  ['Basic without a secret', `Basic ${btoa('app:')}`, '', '', 'oidc_authentication_malformed'],
  ['Basic that is no base64', 'Basic a', '', '', 'oidc_authentication_malformed'],
  ['Basic with a broken escape', `Basic ${btoa('wiki:%zz')}`, '', '', 'oidc_authentication_malformed'],
])('a client is refused with %s', (_, authorization, id, secret, expected) => {
  expect(authenticate(authorization, id, secret)).toBe(expected);
});

test.each([
  ['the new secret', SECRET, NOW, 'wiki'],
  ['the one before, a millisecond before its end', 'old', NOW - 1, 'wiki'],
  ['the one before, at its end', 'old', NOW, 'oidc_authentication_failed'],
  ['the one before, after it', 'old', NOW + 1, 'oidc_authentication_failed'],
  ['neither', 'older', NOW - 1, 'oidc_authentication_failed'],
  ['none', '', NOW - 1, 'oidc_authentication_failed'],
])('after a change of secrets, with %s: %s at %i', (_, clientSecret, now, expected) => {
  const renewed = { ...client('wiki', SECRET), formerSecret: { hash: hashSecret('old'), endsAt: NOW } };
  const found = authenticateClient(null, { clientId: 'wiki', clientSecret }, [renewed], now);
  expect(found.ok ? found.value.id : found.failure.code).toBe(expected);
});
