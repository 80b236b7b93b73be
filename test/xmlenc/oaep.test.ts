/** OAEP decoding: what an encoded message holds, and that no bit of it can change unnoticed. */
import { constants, createHash, createPrivateKey, privateDecrypt, publicEncrypt } from 'node:crypto';
import { expect, test } from 'vitest';
import { mgf1 } from 'xml-encryption/lib/oaep.js';
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

test('no octet before the message can be another, not even under masks that fit', () => {
  const seed = Uint8Array.from({ length: 20 }, (_, index) => 7 * index);
  const xor = (a: Uint8Array, b: Uint8Array) => a.map((octet, index) => octet ^ (b[index] as number));
  const block = new Uint8Array(256 - 1 - seed.length);
  block.set(createHash('sha1').digest());
  block[block.length - message.length - 1] = 1;
  block.set(message, block.length - message.length);
  const differenceOf = (changed: Uint8Array) => {
    const masked = xor(changed, mgf1(seed, changed.length, 'sha1'));
    const encoded = Uint8Array.from([0, ...xor(seed, mgf1(masked, seed.length, 'sha1')), ...masked]);
    return decodeOaep(encoded, parameters('sha1'), message.length).difference;
  };
  expect(differenceOf(block)).toBe(0);
  for (let at = 0; at < block.length; at++) {
    const changed = Uint8Array.from(block);
    changed[at] = (changed[at] as number) ^ 0x80;
    const isMessage = at >= block.length - message.length;
    expect(differenceOf(changed) === 0, `octet ${at}`).toBe(isMessage);
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
