/**
 * Decryption of content with AES: XML Encryption 1.1, section 5.2. Its input is hostile. The initialisation vector
 * stands before the ciphertext; GCM's tag, always 128 bits of it, stands after. No I/O.
 */
import type { CipherGCMTypes } from 'node:crypto';
import { nodeCrypto } from '../node-crypto.ts';
import type { ContentAlgorithm } from './algorithms.ts';

const BLOCK_OCTETS = 16;
const GCM_IV_OCTETS = 12;
const GCM_TAG_OCTETS = 16;

export interface DecryptedContent {
  readonly octets: Uint8Array;
  /** Whether tag or padding are good. Without it the octets are noise, to be read and then refused like any noise. */
  readonly good: boolean;
}

/** Decrypts content. Which of its reasons it was that something is not good is nobody's business. */
export function decryptContent(
  algorithm: ContentAlgorithm,
  key: Uint8Array,
  cipherValue: Uint8Array,
): DecryptedContent {
  return algorithm.mode === 'gcm' ? decryptGcm(key, cipherValue) : decryptCbc(key, cipherValue);
}

const NOTHING: DecryptedContent = { octets: new Uint8Array(), good: false };

/** Section 5.2.4. */
function decryptGcm(key: Uint8Array, cipherValue: Uint8Array): DecryptedContent {
  if (cipherValue.length < GCM_IV_OCTETS + GCM_TAG_OCTETS) return NOTHING;
  const iv = cipherValue.subarray(0, GCM_IV_OCTETS);
  const name = `aes-${8 * key.length}-gcm` as CipherGCMTypes;
  const decipher = nodeCrypto().createDecipheriv(name, key, iv, { authTagLength: GCM_TAG_OCTETS });
  decipher.setAuthTag(cipherValue.subarray(-GCM_TAG_OCTETS));
  const octets = decipher.update(cipherValue.subarray(GCM_IV_OCTETS, -GCM_TAG_OCTETS));
  try {
    decipher.final();
  } catch {
    return NOTHING;
  }
  return { octets, good: true };
}

/**
 * Section 5.2.3, with the padding of section 5.2: its last octet says how many there are, the others may be anything,
 * which is why node:crypto does not take it off. Where it is not good, the whole text goes on, and nothing ends
 * early.
 */
function decryptCbc(key: Uint8Array, cipherValue: Uint8Array): DecryptedContent {
  if (cipherValue.length < 2 * BLOCK_OCTETS || cipherValue.length % BLOCK_OCTETS !== 0) return NOTHING;
  const iv = cipherValue.subarray(0, BLOCK_OCTETS);
  const decipher = nodeCrypto()
    .createDecipheriv(`aes-${8 * key.length}-cbc`, key, iv)
    .setAutoPadding(false);
  const padded = decipher.update(cipherValue.subarray(BLOCK_OCTETS));
  decipher.final();
  const padding = padded[padded.length - 1] as number;
  const good = padding >= 1 && padding <= BLOCK_OCTETS;
  return { octets: padded.subarray(0, padded.length - (good ? padding : 0)), good };
}
