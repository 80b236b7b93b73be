/** Content with AES for itself: what comes out, and what is not good, down to the shortest ciphertext. */
import { type CipherGCMTypes, createCipheriv, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CONTENT_ALGORITHMS, type ContentAlgorithm } from '../../src/xmlenc/algorithms.ts';
import { decryptContent } from '../../src/xmlenc/content.ts';

const ALGORITHMS = [...CONTENT_ALGORITHMS.values()];
const algorithms = (mode: ContentAlgorithm['mode']) => ALGORITHMS.filter((each) => each.mode === mode);
const keyFor = ({ keyOctets }: ContentAlgorithm) => randomBytes(keyOctets);

function gcm(key: Uint8Array, plaintext: Uint8Array): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv(`aes-${8 * key.length}-gcm` as CipherGCMTypes, key, iv);
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function cbc(key: Uint8Array, padded: Uint8Array): Buffer {
  const iv = randomBytes(16);
  const cipher = createCipheriv(`aes-${8 * key.length}-cbc`, key, iv).setAutoPadding(false);
  return Buffer.concat([iv, cipher.update(padded), cipher.final()]);
}

/** Text of 16 octets, or of several blocks, that ends with this octet. */
const ending = (octet: number, octets = 16) =>
  Buffer.concat([Buffer.alloc(octets - 1, 'x'), Buffer.from([octet])]);

describe.each(algorithms('gcm'))('$uri', (algorithm) => {
  const key = keyFor(algorithm);

  test('decrypts text of any length, even none', () => {
    for (const length of [0, 1, 15, 16, 17, 1000]) {
      const plaintext = randomBytes(length);
      const { octets, good } = decryptContent(algorithm, key, gcm(key, plaintext));
      expect(good).toBe(true);
      expect(Buffer.from(octets)).toEqual(plaintext);
    }
  });

  test('gives nothing for what is too short', () => {
    const whole = gcm(key, Buffer.alloc(0));
    for (let length = 0; length < whole.length; length++) {
      const { octets, good } = decryptContent(algorithm, key, whole.subarray(0, length));
      expect({ length: octets.length, good }).toEqual({ length: 0, good: false });
    }
  });

  test('gives nothing, not even the text, where an octet was changed', () => {
    const whole = gcm(key, Buffer.from('text'));
    for (const at of whole.keys()) {
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      const { octets, good } = decryptContent(algorithm, key, changed);
      expect({ length: octets.length, good }).toEqual({ length: 0, good: false });
    }
  });
});

describe.each(algorithms('cbc'))('$uri', (algorithm) => {
  const key = keyFor(algorithm);

  test('takes off as many octets as the last one says', () => {
    for (const blocks of [1, 2]) {
      for (let padding = 1; padding <= 16; padding++) {
        const padded = ending(padding, 16 * blocks);
        const { octets, good } = decryptContent(algorithm, key, cbc(key, padded));
        expect(good).toBe(true);
        expect(Buffer.from(octets)).toEqual(padded.subarray(0, 16 * blocks - padding));
      }
    }
  });

  test.each([0, 17, 32, 128, 255])(
    'gives the whole text, and says so, where the last one is %i',
    (padding) => {
      const padded = ending(padding, 48);
      const { octets, good } = decryptContent(algorithm, key, cbc(key, padded));
      expect(good).toBe(false);
      expect(Buffer.from(octets)).toEqual(padded);
    },
  );

  test('gives nothing for what is too short or no whole number of blocks', () => {
    const whole = cbc(key, ending(1, 48));
    for (let length = 0; length < whole.length; length++) {
      const { good } = decryptContent(algorithm, key, whole.subarray(0, length));
      if (length < 32 || length % 16 !== 0) expect(good, `${length} octets`).toBe(false);
    }
  });
});
