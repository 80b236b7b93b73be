/**
 * X.509 certificates, read once when a connection is saved: RFC 5280. A certificate is only a wrapper around a key
 * that the administrator pins: expiry and issuer lead to warnings, never to trust or refusal.
 */
import type { KeyObject, X509Certificate } from 'node:crypto';
import { nodeCrypto } from '../node-crypto.ts';
import { type Facts, failure, type Result, success } from '../result.ts';
import { MIN_RSA_BITS, type TrustedKey } from './trusted-key.ts';

export interface Certificate {
  readonly key: TrustedKey;
  /** For people to recognise it, such as `CN=idp.example.com`; may be empty. */
  readonly subject: string;
  /** Milliseconds since 1970, UTC. */
  readonly notBefore: number;
  readonly notAfter: number;
}

export type CertificateFailureCode =
  | 'certificate_unreadable'
  | 'certificate_private_key'
  | 'certificate_key_unsupported'
  | 'certificate_key_too_weak';

const CURVES: Readonly<Record<string, 'P-256' | 'P-384' | 'P-521'>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/**
 * Reads one certificate given as PEM (with or without its BEGIN and END lines) or bare base64, with any white
 * space. Refuses a private key, anything after the certificate, RSA below 2048 bits and unknown curves.
 */
export function readCertificate(text: string): Result<Certificate, Facts<CertificateFailureCode>> {
  const expected = 'one X.509 certificate as PEM or base64';
  if (text.includes('PRIVATE KEY')) return failure('certificate_private_key', expected, 'a private key');
  const base64 = text.replace(/-----(BEGIN|END) (TRUSTED |X509 )?CERTIFICATE-----/g, '').replace(/\s+/g, '');
  let certificate: X509Certificate;
  let der: Uint8Array;
  try {
    der = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    certificate = new (nodeCrypto().X509Certificate)(der);
  } catch {
    return failure('certificate_unreadable', expected, 'something else');
  }
  if (certificate.raw.length !== der.length) {
    return failure('certificate_unreadable', expected, 'a certificate with something after it');
  }
  const key = pinnedKey(certificate);
  if (!key.ok) return key;
  const notBefore = Date.parse(certificate.validFrom);
  const notAfter = Date.parse(certificate.validTo);
  if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) {
    return failure('certificate_unreadable', expected, 'a certificate with a broken date');
  }
  return success({
    key: key.value,
    subject: certificate.subject.split('\n').join(', '),
    notBefore,
    notAfter,
  });
}

function pinnedKey(certificate: X509Certificate): Result<TrustedKey, Facts<CertificateFailureCode>> {
  const expected = 'an RSA key or one on P-256, P-384 or P-521';
  const publicKey = publicKeyOf(certificate);
  if (publicKey === null) return failure('certificate_key_unsupported', expected, 'an unknown kind of key');
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  const details = publicKey.asymmetricKeyDetails;
  if (publicKey.asymmetricKeyType === 'rsa') {
    const modulusBits = details?.modulusLength ?? 0;
    if (modulusBits < MIN_RSA_BITS) {
      return failure(
        'certificate_key_too_weak',
        `RSA of ${MIN_RSA_BITS} bits or more`,
        `RSA of ${modulusBits} bits`,
      );
    }
    return success({ type: 'RSA', modulusBits, spki, fingerprint });
  }
  const curve = CURVES[details?.namedCurve ?? ''];
  if (publicKey.asymmetricKeyType === 'ec' && curve !== undefined) {
    return success({ type: 'EC', curve, spki, fingerprint });
  }
  return failure('certificate_key_unsupported', expected, String(publicKey.asymmetricKeyType));
}

/** The key inside; null where the platform knows no such kind of key or curve, or the key itself is broken. */
function publicKeyOf(certificate: X509Certificate): KeyObject | null {
  try {
    return certificate.publicKey;
  } catch {
    return null;
  }
}
