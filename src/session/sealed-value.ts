/**
 * Values that browsers carry for us and shall not read: a compact JWE (RFC 7516, `dir` with A256GCM), bound to version and
 * purpose by `typ` and by the derived key. They come back from browsers: what does not open is not there. No I/O.
 */
import { CompactEncrypt, compactDecrypt } from 'jose';
import { JOSEError, JWKSNoMatchingKey } from 'jose/errors';
import type { PurposeKeys } from './purpose-keys.ts';

/** Seals a JSON value. */
export function sealValue(value: unknown, keys: PurposeKeys): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(value)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: keys.sealing.id, typ: keys.purpose })
    .encrypt(keys.sealing.key);
}

/** Gives the value that was sealed for this purpose with one of the keys, else null. */
export async function openSealedValue(sealed: string, keys: PurposeKeys): Promise<unknown> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(
      sealed,
      ({ kid }) => {
        const key = keys.opening.get(kid ?? '');
        if (key === undefined) throw new JWKSNoMatchingKey();
        return key;
      },
      { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
    );
    return protectedHeader.typ === keys.purpose ? JSON.parse(new TextDecoder().decode(plaintext)) : null;
  } catch (error) {
    if (error instanceof JOSEError) return null;
    throw error;
  }
}
