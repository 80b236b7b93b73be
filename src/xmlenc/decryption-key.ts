/**
 * Our own keys for decrypting: RSA private keys, secrets of the deployment. They are held as data and made into key
 * objects once. No I/O.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { decodeBase64, encodeBase64 } from '../base64.ts';
import { MIN_RSA_BITS } from '../x509/trusted-key.ts';

export interface DecryptionKey {
  /** PKCS #8, DER in base64. A secret. */
  readonly pkcs8: string;
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex, for people to recognise it. */
  readonly fingerprint: string;
}

/** A key as the platform takes it. */
export interface ImportedDecryptionKey {
  readonly privateKey: KeyObject;
  readonly modulusOctets: number;
  /** Keys the stand-in for a content key that could not be decrypted; as secret as the private key. */
  readonly rejectionSecret: Uint8Array;
}

/** Reads an RSA private key of 2048 bits or more, as PEM without a passphrase; null for anything else. */
export function readDecryptionKey(pem: string): DecryptionKey | null {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch {
    return null;
  }
  if (!isStrongRsa(privateKey)) return null;
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return {
    pkcs8: encodeBase64(privateKey.export({ type: 'pkcs8', format: 'der' })),
    fingerprint: createHash('sha256').update(spki).digest('hex'),
  };
}

/** Keyed by identity: keys that leave the settings take their imported form with them. */
const imported = new WeakMap<DecryptionKey, ImportedDecryptionKey>();

/** Makes a key ready for use, once. Throws where it is none: keys are read when the deployment starts, not here. */
export function importDecryptionKey(key: DecryptionKey): ImportedDecryptionKey {
  const known = imported.get(key);
  if (known !== undefined) return known;
  const pkcs8 = decodeBase64(key.pkcs8);
  if (pkcs8 === null) throw new TypeError('A decryption key is PKCS #8 in base64');
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  if (!isStrongRsa(privateKey))
    throw new TypeError(`A decryption key is RSA of ${MIN_RSA_BITS} bits or more`);
  const modulusOctets = Math.ceil(modulusBits(privateKey) / 8);
  const rejectionSecret = createHash('sha256').update('implicit rejection').update(pkcs8).digest();
  const result = { privateKey, modulusOctets, rejectionSecret };
  imported.set(key, result);
  return result;
}

function isStrongRsa(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'rsa' && modulusBits(key) >= MIN_RSA_BITS;
}

function modulusBits(key: KeyObject): number {
  return key.asymmetricKeyDetails?.modulusLength ?? 0;
}
