/**
 * Random secrets as texts, and the hashes by which they are stored. A secret of 256 random bits needs no slow hash: there is
 * no list of likely ones to try. Passwords do; see password-hash.ts. Pure.
 */
import { encodeBase64 } from '../base64.ts';
import { nodeCrypto } from '../node-crypto.ts';

/** How many random octets every secret is made of. */
export const SECRET_OCTETS = 32;

/** Writes octets as base64url without padding: RFC 4648, section 5. */
export function encodeBase64Url(octets: Uint8Array): string {
  return encodeBase64(octets).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Hashes a secret for storage and look-up: SHA-256, base64url. */
export function hashSecret(secret: string): string {
  return nodeCrypto().createHash('sha256').update(secret).digest('base64url');
}

/** Compares hashes, which have one length, so that the time taken tells neither letters nor length. */
export function isSameSecret(received: string, expected: string): boolean {
  const hash = (text: string) => nodeCrypto().createHash('sha256').update(text).digest();
  return nodeCrypto().timingSafeEqual(hash(received), hash(expected));
}
