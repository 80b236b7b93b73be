/** Our keys for decrypting: which ones are taken, and that they are made ready once. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { importDecryptionKey, readDecryptionKey } from '../../src/xmlenc/decryption-key.ts';
import { decryptionKey } from '../support/decrypt.ts';
import { testKey } from '../support/test-keys.ts';

const pkcs8 = (name: Parameters<typeof testKey>[0]) =>
  testKey(name).privateKey.export({ type: 'pkcs8', format: 'der' });

test('a key is made ready once', () => {
  const key = decryptionKey('spA');
  expect(importDecryptionKey(key)).toBe(importDecryptionKey(key));
  expect(importDecryptionKey({ ...key })).not.toBe(importDecryptionKey(key));
});

test.each([
  ['spA', 256],
  ['spB', 384],
] as const)('%s has a modulus of %i octets', (name, octets) => {
  expect(importDecryptionKey(decryptionKey(name)).modulusOctets).toBe(octets);
});

test('the secret of implicit rejection comes from the private key, and is no plain hash of it', () => {
  const { privateKey } = decryptionKey('spA');
  const { rejectionSecret } = importDecryptionKey({ privateKey });
  expect(Buffer.from(rejectionSecret)).not.toEqual(createHash('sha256').update(privateKey).digest());
  const other = importDecryptionKey(decryptionKey('spB')).rejectionSecret;
  expect(Buffer.from(rejectionSecret)).not.toEqual(Buffer.from(other));
});

test.each(['weakRsa', 'p256'] as const)('%s in the settings is a bug, not bad input', (name) => {
  expect(() => importDecryptionKey({ privateKey: pkcs8(name) })).toThrow(TypeError);
});

test('a key that is for RSA-PSS only is none', () => {
  const { privateKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  expect(readDecryptionKey(String(privateKey.export({ type: 'pkcs8', format: 'pem' })))).toBeNull();
});
