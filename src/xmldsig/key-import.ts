/** Pinned keys as WebCrypto keys, imported once for each record and algorithm. No key here comes from a message. */
import { decodeBase64 } from '../base64.ts';
import { MIN_RSA_BITS, type TrustedKey } from '../x509/trusted-key.ts';
import type { SignatureAlgorithm } from './algorithms.ts';

/** Keyed by identity: a record that leaves the isolate's cache takes its imported keys with it. */
const imported = new WeakMap<TrustedKey, Map<SignatureAlgorithm, CryptoKey>>();

const COORDINATE_OCTETS = { 'P-256': 32, 'P-384': 48, 'P-521': 66 } as const;

/** The octets of a signature value by this key: the modulus for RSA, r and s for ECDSA. */
export function signatureOctets(key: TrustedKey): number {
  return key.type === 'RSA' ? Math.ceil(key.modulusBits / 8) : 2 * COORDINATE_OCTETS[key.curve];
}

/** A pinned key that was imported before, at once: waiting for it would put off the verification. */
export function importedKey(key: TrustedKey, algorithm: SignatureAlgorithm): CryptoKey | undefined {
  return imported.get(key)?.get(algorithm);
}

/** Imports a pinned key for verifying; null when it is too weak or not what the record says it is. */
export async function importKey(key: TrustedKey, algorithm: SignatureAlgorithm): Promise<CryptoKey | null> {
  const known = importedKey(key, algorithm);
  if (known !== undefined) return known;
  const spki = decodeBase64(key.spki);
  if (spki === null || key.type !== algorithm.keyType) return null;
  const parameters =
    key.type === 'RSA'
      ? { name: algorithm.scheme, hash: algorithm.hash }
      : { name: algorithm.scheme, namedCurve: key.curve };
  let cryptoKey: CryptoKey;
  try {
    cryptoKey = await crypto.subtle.importKey('spki', spki, parameters, false, ['verify']);
  } catch {
    return null;
  }
  if (key.type === 'RSA' && !isStrongRsa(cryptoKey)) return null;
  const byAlgorithm = imported.get(key) ?? new Map<SignatureAlgorithm, CryptoKey>();
  imported.set(key, byAlgorithm.set(algorithm, cryptoKey));
  return cryptoKey;
}

function isStrongRsa(key: CryptoKey): boolean {
  return ((key.algorithm as { modulusLength?: number }).modulusLength ?? 0) >= MIN_RSA_BITS;
}
