/** Keys of identity tokens for tests: made once, and the secret that holds some of them. */
import { makeTokenKey, type TokenKeyType } from '../../scripts/keygen/token-keys.ts';
import { readTokenKey, type TokenKey } from '../../src/session/token-key.ts';

/** Makes a key as a private JWK, with a kid of its own. */
export function tokenJwk(kid: string, type: TokenKeyType = 'P-256') {
  return { ...makeTokenKey(type, new Date()), kid } as TokenKey['privateJwk'];
}

/** Reads it as the settings do. */
export function tokenKey(jwk: object): TokenKey {
  const key = readTokenKey(jwk);
  if (!key.ok) throw new Error(key.failure.code);
  return key.value;
}

/** The value of TOKEN_KEYS. */
export function listTokenKeys(...keys: readonly object[]): string {
  return JSON.stringify({ keys });
}
