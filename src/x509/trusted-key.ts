/**
 * A key that a connection trusts, as it is pinned in the tenant record: taken from a certificate once, when the
 * connection is saved, so that signing in parses no certificate. KeyInfo in a message never becomes one.
 */
export type TrustedKey = RsaKey | EcKey;

/** Smaller RSA keys are refused wherever one comes from: pinned, our own, or in a record (NIST SP 800-131A). */
export const MIN_RSA_BITS = 2048;

interface PinnedKey {
  /** SubjectPublicKeyInfo, DER in base64. */
  readonly spki: string;
  /** SHA-256 of the certificate (or of the SPKI where there is none), lower-case hex. */
  readonly fingerprint: string;
}

export interface RsaKey extends PinnedKey {
  readonly type: 'RSA';
  readonly modulusBits: number;
}

export interface EcKey extends PinnedKey {
  readonly type: 'EC';
  readonly curve: 'P-256' | 'P-384' | 'P-521';
}

/** Says of what kind and size a key is: `RSA 2048`, `EC P-256`. */
export function describeKey(key: TrustedKey): string {
  return key.type === 'RSA' ? `RSA ${key.modulusBits}` : `EC ${key.curve}`;
}
