/**
 * Our own keys for decrypting: RSA private keys, secrets of the deployment. They are held as data and made into key
 * objects once. No I/O.
 */
import type { KeyObject } from 'node:crypto';
import { nodeCrypto } from '../node-crypto.ts';
import { MIN_RSA_BITS } from '../x509/trusted-key.ts';

/** A KeyPair is one; the certificate beside it is of no use here. */
export interface DecryptionKey {
  /** PKCS #8, DER. Secret. */
  readonly privateKey: Uint8Array;
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
    privateKey = nodeCrypto().createPrivateKey(pem);
  } catch {
    return null;
  }
  return isStrongRsa(privateKey) ? { privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }) } : null;
}

/** Keyed by identity: keys that leave the settings take their imported form with them. */
const imported = new WeakMap<DecryptionKey, ImportedDecryptionKey>();

/** Makes a key ready for use, once. Throws where it is none: keys are judged when the settings are read, not here. */
export function importDecryptionKey(key: DecryptionKey): ImportedDecryptionKey {
  const known = imported.get(key);
  if (known !== undefined) return known;
  const { createHash, createPrivateKey } = nodeCrypto();
  const privateKey = createPrivateKey({ key: Buffer.from(key.privateKey), format: 'der', type: 'pkcs8' });
  if (!isStrongRsa(privateKey))
    throw new TypeError(`A decryption key is RSA of ${MIN_RSA_BITS} bits or more`);
  const made = {
    privateKey,
    modulusOctets: Math.ceil(modulusBits(privateKey) / 8),
    rejectionSecret: createHash('sha256').update('implicit rejection').update(key.privateKey).digest(),
  };
  imported.set(key, made);
  return made;
}

function isStrongRsa(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'rsa' && modulusBits(key) >= MIN_RSA_BITS;
}

function modulusBits(key: KeyObject): number {
  return key.asymmetricKeyDetails?.modulusLength ?? 0;
}
