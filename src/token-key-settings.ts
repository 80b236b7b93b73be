/**
 * The secret TOKEN_KEYS: a JWK Set (RFC 7517, section 5) of private keys. The first signs, all are published, so that a key can
 * be known everywhere before it signs, and for as long as what it signed holds. Optional: without it there are no identity
 * tokens. Part of settings.ts: the operator's own value, trusted but perhaps mistyped. No I/O.
 */
import { readTokenKey, type TokenKey, type TokenKeyFailureCode } from './session/token-key.ts';

const FORM = 'a JWK Set of private keys, {"keys":[…]}, as `npm run keygen -- --token` makes it';

/** One that signs, one that will, one that did; and room for a second roll-over before the first is done. */
const MAX_KEYS = 5;

const PROBLEMS: Readonly<Record<TokenKeyFailureCode, string>> = {
  token_key_not_jwk: 'is not a JWK',
  token_key_id: 'has no kid of 1 to 64 letters, digits, dots, dashes or underscores',
  token_key_type: 'is neither on P-256 nor on Ed25519',
  token_key_purpose: 'says that it is for another algorithm or use than signatures with its curve',
  token_key_private_missing: 'has no private part',
  token_key_mismatch: 'has a private and a public part that are not of one key',
};

/** Reads the keys; none where the secret is not set, or has a problem. */
export function readTokenKeys(
  text: string | undefined,
  complain: (name: 'TOKEN_KEYS', problem: string) => void,
): readonly TokenKey[] {
  if (!text?.trim()) return [];
  const entries = readJwkSet(text);
  if (entries === null || entries.length === 0 || entries.length > MAX_KEYS) {
    complain('TOKEN_KEYS', `It is not ${FORM}, with 1 to ${MAX_KEYS} of them.`);
    return [];
  }
  const keys: TokenKey[] = [];
  for (const [index, entry] of entries.entries()) {
    const key = readTokenKey(entry);
    if (!key.ok) {
      complain('TOKEN_KEYS', `Number ${index + 1} ${PROBLEMS[key.failure.code]}; the secret is ${FORM}.`);
    } else if (keys.some(({ id }) => id === key.value.id)) {
      complain('TOKEN_KEYS', `Number ${index + 1} has the kid of an earlier one; each needs its own.`);
    } else {
      keys.push(key.value);
    }
  }
  return keys;
}

function readJwkSet(text: string): readonly unknown[] | null {
  try {
    const { keys } = JSON.parse(text) as { readonly keys?: unknown };
    return Array.isArray(keys) ? keys : null;
  } catch {
    return null;
  }
}
