/**
 * Passwords as they are stored: scrypt, RFC 7914, at OWASP's parameters for 16 MiB (N=2^14, r=8, p=5), which fit the memory
 * of a Worker. Parameters stand beside each hash, so that they can grow. Pure: the salt is an argument.
 */
import { decodeBase64, encodeBase64 } from '../base64.ts';
import { nodeCrypto } from '../node-crypto.ts';

/** What a password is derived with. */
export interface PasswordParameters {
  /** 128 random bits, base64. */
  readonly salt: string;
  /** The binary logarithm of N. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

export interface StoredPassword extends PasswordParameters {
  /** Base64. */
  readonly derivedKey: string;
}

export const SALT_OCTETS = 16;
const KEY_OCTETS = 32;
const TODAY = { logN: 14, r: 8, p: 5 } as const;

/** The parameters of today, for a new password. */
export function currentParameters(salt: Uint8Array): PasswordParameters {
  return { salt: encodeBase64(salt), ...TODAY };
}

/** Says whether a hash was made with other parameters than those of today. */
export function isOutdated({ logN, r, p }: PasswordParameters): boolean {
  return logN !== TODAY.logN || r !== TODAY.r || p !== TODAY.p;
}

/** Derives the key that a password is known by; the same for all ways to write the same letters: NFKC, NIST SP 800-63B-4. */
export function derivePassword(password: string, parameters: PasswordParameters): Promise<string> {
  const { salt, logN, r, p } = parameters;
  const octets = decodeBase64(salt);
  if (octets === null) throw new TypeError('a salt is base64');
  const N = 2 ** logN;
  const options = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    nodeCrypto().scrypt(password.normalize('NFKC'), octets, KEY_OCTETS, options, (error, key) => {
      if (error === null) resolve(encodeBase64(key));
      else reject(error);
    });
  });
}

/** Compares two derived keys in a time that tells nothing of them. */
export function isSameDerivedKey(received: string, expected: string): boolean {
  const [left, right] = [decodeBase64(received), decodeBase64(expected)];
  return (
    left !== null &&
    right !== null &&
    left.length === right.length &&
    nodeCrypto().timingSafeEqual(left, right)
  );
}
