/**
 * Content keys out of EncryptedKeys: XML Encryption 1.1, section 5.5. Anybody can send a ciphertext and watch what
 * becomes of it, so nothing here tells whether one was good: where none is, a content key comes out all the same, one
 * that nobody can foretell, and the content fails to decrypt like any other (implicit rejection, as RFC 3218
 * advises). No I/O.
 */
import { nodeCrypto } from '../node-crypto.ts';
import { type DecryptionKey, type ImportedDecryptionKey, importDecryptionKey } from './decryption-key.ts';
import { decodeOaep, type OaepParameters } from './oaep.ts';

export interface EncryptedKey {
  readonly parameters: OaepParameters;
  readonly cipherValue: Uint8Array;
}

/**
 * Decrypts every EncryptedKey with every one of our keys, and returns the first content key that was good, or its
 * stand-in. It never stops early: the time it takes depends on how many there are, and on nothing else.
 */
export function decryptContentKey(
  encryptedKeys: readonly EncryptedKey[],
  decryptionKeys: readonly [DecryptionKey, ...DecryptionKey[]],
  keyOctets: number,
): Uint8Array {
  const ours = decryptionKeys.map(importDecryptionKey);
  const contentKey = standIn(encryptedKeys, ours[0] as ImportedDecryptionKey, keyOctets);
  let searching = 0xff;
  for (const { parameters, cipherValue } of encryptedKeys) {
    for (const key of ours) {
      const { message, difference } = decodeOaep(decryptRaw(cipherValue, key), parameters, keyOctets);
      // All ones where this one is good and none was before, otherwise zero.
      const take = ((difference - 1) >> 8) & searching;
      searching &= ~take;
      for (let index = 0; index < keyOctets; index++) {
        const kept = contentKey[index] as number;
        contentKey[index] = kept ^ (take & (kept ^ (message[index] as number)));
      }
    }
  }
  return contentKey;
}

/**
 * RSADP (RFC 8017, section 5.1.2). What is no ciphertext for this key decrypts to zeros, which are no encoded
 * message.
 */
function decryptRaw(
  cipherValue: Uint8Array,
  { privateKey, modulusOctets }: ImportedDecryptionKey,
): Uint8Array {
  try {
    const { constants, privateDecrypt } = nodeCrypto();
    return privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, cipherValue);
  } catch {
    return new Uint8Array(modulusOctets);
  }
}

/**
 * The content key where no EncryptedKey is good: the same one for the same ciphertexts, as a real one would be, so
 * that asking twice tells nothing either, and no random source is needed.
 */
function standIn(
  encryptedKeys: readonly EncryptedKey[],
  { rejectionSecret }: ImportedDecryptionKey,
  keyOctets: number,
): Uint8Array {
  const mac = nodeCrypto().createHmac('sha256', rejectionSecret);
  for (const { cipherValue } of encryptedKeys) mac.update(cipherValue);
  return new Uint8Array(mac.digest().subarray(0, keyOctets));
}
