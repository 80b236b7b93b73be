/**
 * The arithmetic under every signature that comes in, XML or detached: which algorithms may be used, and whether a value
 * is a signature of some octets by one of the pinned keys. Its input is hostile but for the policy.
 */
import { type Facts, failure, type Result, success } from '../result.ts';
import type { TrustedKey } from '../x509/trusted-key.ts';
import { type DigestAlgorithm, HASH_OCTETS, type SignatureAlgorithm } from './algorithms.ts';
import type { SignatureFailureCode } from './failure.ts';
import { importedKey, importKey, signatureOctets } from './key-import.ts';

export interface SignaturePolicy {
  /** The pinned keys, each tried; with none of them nothing verifies. */
  readonly trustedKeys: readonly TrustedKey[];
  /** Dangerous: accepts SHA-1 in signatures and digests. */
  readonly allowSha1: boolean;
  /** Identifiers that this deployment refuses whatever a connection allows. */
  readonly blockedAlgorithms: ReadonlySet<string>;
}

/** Refuses algorithms that the deployment blocks, and weak ones that the connection does not allow; null for neither. */
export function checkAlgorithms(
  algorithms: readonly (SignatureAlgorithm | DigestAlgorithm)[],
  { allowSha1, blockedAlgorithms }: SignaturePolicy,
): Result<never, Facts<SignatureFailureCode>> | null {
  for (const { uri, status } of algorithms) {
    if (blockedAlgorithms.has(uri)) {
      return failure(
        'signature_algorithm_forbidden',
        'an algorithm that this deployment does not block',
        uri,
      );
    }
    if (status === 'weak' && !allowSha1) {
      return failure('signature_algorithm_forbidden', 'SHA-256 or stronger', 'SHA-1');
    }
  }
  return null;
}

/** Tries every pinned key of the right type; the first that verifies is enough. */
export async function verifyOctets(
  algorithm: SignatureAlgorithm,
  value: Uint8Array<ArrayBuffer>,
  octets: Uint8Array<ArrayBuffer>,
  keys: readonly TrustedKey[],
): Promise<Result<null, Facts<SignatureFailureCode>>> {
  const usable = keys.filter((key) => key.type === algorithm.keyType);
  if (usable.length === 0) {
    const received = `${keys.length} certificates for other algorithms`;
    return failure('signature_key_unusable', `a pinned ${algorithm.keyType} certificate`, received);
  }
  const parameters = {
    name: algorithm.scheme,
    hash: algorithm.hash,
    saltLength: HASH_OCTETS[algorithm.hash],
  };
  for (const key of usable) {
    // ECDSA values are raw r and s (XML Signature 1.1, section 6.4.3); any other length, DER too, can't be one.
    if (value.length !== signatureOctets(key)) continue;
    const imported = importedKey(key, algorithm) ?? (await importKey(key, algorithm));
    if (imported !== null && (await crypto.subtle.verify(parameters, imported, value, octets)))
      return success(null);
  }
  return failure(
    'signature_invalid',
    'a signature by one of the pinned certificates',
    'a signature by another key, or a changed message',
  );
}
