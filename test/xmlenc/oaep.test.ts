/** OAEP decoding: what an encoded message holds, and that no bit of it can change unnoticed. */
import { constants, createPrivateKey, privateDecrypt, publicEncrypt } from 'node:crypto';
import { expect, test } from 'vitest';
import { decodeOaep } from '../../src/xmlenc/oaep.ts';
import { testKey } from '../support/test-keys.ts';

const message = Uint8Array.from({ length: 32 }, (_, index) => index);
const { certificatePem, privateKey } = testKey('spA');
/** node:crypto has one hash for both; the pairs that differ are xml-encryption's to make. */
const parameters = (hash: 'sha1' | 'sha256' | 'sha384' | 'sha512', label = new Uint8Array()) =>
  ({ hash, mgfHash: hash, label }) as const;

function encode(hash: string, label = new Uint8Array()): Uint8Array {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const cipherValue = publicEncrypt(
    { key: certificatePem, padding, oaepHash: hash, oaepLabel: label },
    message,
  );
  const key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return new Uint8Array(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, cipherValue));
}

test.each(['sha1', 'sha256', 'sha384', 'sha512'] as const)('%s: the message comes out', (hash) => {
  expect(decodeOaep(encode(hash), parameters(hash), 32)).toEqual({ message, difference: 0 });
  const label = new TextEncoder().encode('label');
  expect(decodeOaep(encode(hash, label), parameters(hash, label), 32)).toEqual({ message, difference: 0 });
});

test('no bit can change unnoticed, wherever it stands', () => {
  const encoded = encode('sha256');
  for (let bit = 0; bit < 8 * encoded.length; bit++) {
    const changed = Uint8Array.from(encoded);
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
    const { difference } = decodeOaep(changed, parameters('sha256'), 32);
    // The last octets hold the message itself, but unmasking the seed hangs on them too.
    expect(difference, `bit ${bit}`).not.toBe(0);
  }
});

test('a message of another length than expected is none', () => {
  for (const octets of [16, 24, 31, 33, 48]) {
    expect(decodeOaep(encode('sha1'), parameters('sha1'), octets).difference).not.toBe(0);
  }
});

test('another label or hash is noticed', () => {
  const label = new Uint8Array([0]);
  expect(decodeOaep(encode('sha1'), parameters('sha1', label), 32).difference).not.toBe(0);
  expect(decodeOaep(encode('sha1', label), parameters('sha1'), 32).difference).not.toBe(0);
  expect(decodeOaep(encode('sha1'), { ...parameters('sha1'), mgfHash: 'sha256' }, 32).difference).not.toBe(0);
  expect(decodeOaep(encode('sha1'), { ...parameters('sha1'), hash: 'sha256' }, 32).difference).not.toBe(0);
});

test('zeros are no encoded message', () => {
  expect(decodeOaep(new Uint8Array(256), parameters('sha1'), 32).difference).not.toBe(0);
});
