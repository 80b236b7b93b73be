/**
 * A private key of our own with the certificate around its public key: PKCS #8 (RFC 5208, section 5) and X.509 (RFC 5280), in
 * the textual form of RFC 7468. It comes from the operator's secrets. Nothing here says what a secret holds. No I/O.
 */
import { decodeBase64, encodeBase64 } from '../base64.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { type Facts, failure, type Result, success } from '../result.ts';
import { type CertificateFailureCode, readCertificate } from './certificate.ts';
import type { TrustedKey } from './trusted-key.ts';

export interface KeyPair {
  readonly publicKey: TrustedKey;
  /** X.509, DER in base64 on one line: as KeyInfo carries it. */
  readonly certificate: string;
  /** PKCS #8, DER. Secret. */
  readonly privateKey: Uint8Array<ArrayBuffer>;
}

export type KeyPairFailureCode = CertificateFailureCode | 'private_key_unreadable' | 'private_key_mismatch';

const PRIVATE_KEY = /-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----/g;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g;

/**
 * Reads one private key and its certificate, both as PEM and in any order; line breaks may have become spaces. Refuses
 * more than one of either, weak keys, and a certificate of another key.
 */
export function readKeyPair(pem: string): Result<KeyPair, Facts<KeyPairFailureCode>> {
  const privateKey = readOnly(PRIVATE_KEY, pem);
  const spki = privateKey && derivePublicKey(privateKey);
  if (privateKey === null || spki === null) {
    return failure('private_key_unreadable', 'one unencrypted PKCS #8 private key as PEM', 'something else');
  }
  const der = readOnly(CERTIFICATE, pem);
  if (der === null) return failure('certificate_unreadable', 'one certificate as PEM', 'none, or several');
  const certificate = readCertificate(encodeBase64(der));
  if (!certificate.ok) return certificate;
  // Not by `checkPrivateKey`: workerd's says no to every key.
  if (certificate.value.key.spki !== spki) {
    return failure('private_key_mismatch', 'the certificate of this very key', 'one of another');
  }
  return success({ publicKey: certificate.value.key, certificate: encodeBase64(der), privateKey });
}

/** The octets of the one block of its kind; null for none, several, or what is no base64. */
function readOnly(block: RegExp, pem: string): Uint8Array<ArrayBuffer> | null {
  const [found, ...others] = pem.matchAll(block);
  return found === undefined || others.length > 0 ? null : decodeBase64(found[1] ?? '');
}

/** The SubjectPublicKeyInfo of a PKCS #8 private key, DER in base64; null for anything else. */
function derivePublicKey(pkcs8: Uint8Array): string | null {
  try {
    const { createPrivateKey, createPublicKey } = nodeCrypto();
    const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
    return createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  } catch {
    return null;
  }
}
