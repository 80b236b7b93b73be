/**
 * A private key with a self-signed certificate around its public key: RFC 5280, section 4. SAML's peers pin the key, so the
 * certificate says nothing but a name and two dates. No I/O.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  derBitString,
  derInteger,
  derNull,
  derObjectIdentifier,
  derSequence,
  derSet,
  derUtcTime,
  derUtf8String,
} from './der.ts';

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly certificatePem: string;
}

export type KeyType = 'RSA-1024' | 'RSA-2048' | 'RSA-3072' | 'RSA-4096' | 'P-256' | 'P-384' | 'P-521';

const OID_COMMON_NAME = '2.5.4.3';
const OID_SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const OID_ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';

/** Makes a new key of this type, and a certificate for it that is valid between the two instants. */
export function generateSigningKey(
  type: KeyType,
  commonName: string,
  notBefore: Date,
  notAfter: Date,
): SigningKey {
  const { privateKey, publicKey } = type.startsWith('RSA-')
    ? generateKeyPairSync('rsa', { modulusLength: Number(type.slice('RSA-'.length)) })
    : generateKeyPairSync('ec', { namedCurve: type });
  const name = derSequence(
    derSet(derSequence(derObjectIdentifier(OID_COMMON_NAME), derUtf8String(commonName))),
  );
  const algorithm = type.startsWith('RSA-')
    ? derSequence(derObjectIdentifier(OID_SHA256_WITH_RSA), derNull())
    : derSequence(derObjectIdentifier(OID_ECDSA_WITH_SHA256));
  const toBeSigned = derSequence(
    derInteger(randomBytes(16)),
    algorithm,
    name,
    derSequence(derUtcTime(notBefore), derUtcTime(notAfter)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const certificate = derSequence(toBeSigned, algorithm, derBitString(signature));
  return { privateKey, certificatePem: toPem(certificate) };
}

/** The certificate as metadata and KeyInfo carry it: base64 on one line. */
export function certificateBase64(key: SigningKey): string {
  return key.certificatePem.replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '');
}

function toPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
