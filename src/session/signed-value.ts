/**
 * Values that browsers keep for us: a compact JWS (RFC 7515) with HMAC-SHA-256, bound to version and purpose by `typ` and by
 * the derived key. Whoever holds one can read it, but not change it. No I/O.
 */
import { CompactSign, compactVerify } from 'jose';
import { JOSEError, JWKSNoMatchingKey } from 'jose/errors';
import type { PurposeKeys } from './purpose-keys.ts';

/** Signs a JSON value. */
export function signValue(value: unknown, keys: PurposeKeys): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(value)))
    .setProtectedHeader({ alg: 'HS256', kid: keys.sealing.id, typ: keys.purpose })
    .sign(keys.sealing.key);
}

/** Gives the value that was signed for this purpose with one of the keys, else null. */
export async function openSignedValue(signed: string, keys: PurposeKeys): Promise<unknown> {
  try {
    const { payload, protectedHeader } = await compactVerify(
      signed,
      ({ kid }) => {
        const key = keys.opening.get(kid ?? '');
        if (key === undefined) throw new JWKSNoMatchingKey();
        return key;
      },
      { algorithms: ['HS256'] },
    );
    return protectedHeader.typ === keys.purpose ? JSON.parse(new TextDecoder().decode(payload)) : null;
  } catch (error) {
    if (error instanceof JOSEError) return null;
    throw error;
  }
}
