import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { readCertificate } from '../../src/x509/certificate.ts';
import { readKeyPair } from '../../src/x509/key-pair.ts';
import { keyPairPem } from '../support/key-pairs.ts';
import { type TestKeyName, testKey } from '../support/test-keys.ts';

const pem = (name: TestKeyName) => keyPairPem(testKey(name));
const privatePem = (name: TestKeyName) => pem(name).split(/(?=-----BEGIN CERTIFICATE)/)[0] ?? '';
const { certificatePem } = testKey('rsaA');

function codeOf(text: string): string | null {
  const read = readKeyPair(text);
  return read.ok ? null : read.failure.code;
}

describe.each(['rsaA', 'p256', 'p384', 'p521'] as const)(
  'a private key of %s and its certificate',
  (name) => {
    test('are read, in either order and with spaces for line breaks', () => {
      const read = readKeyPair(pem(name));
      if (!read.ok) throw new Error(read.failure.code);
      expect(readCertificate(testKey(name).certificatePem)).toMatchObject({
        value: { key: read.value.publicKey },
      });
      expect(Buffer.from(read.value.certificate, 'base64').toString('base64')).toBe(read.value.certificate);
      expect(readKeyPair(testKey(name).certificatePem + privatePem(name))).toEqual(read);
      expect(readKeyPair(pem(name).replaceAll('\n', ' '))).toEqual(read);
      expect(readKeyPair(pem(name).replaceAll('\n', '\r\n'))).toEqual(read);
    });
  },
);

describe('refused is', () => {
  test.each([
    ['nothing', '', 'private_key_unreadable'],
    ['a certificate alone', certificatePem, 'private_key_unreadable'],
    ['two private keys', privatePem('rsaB') + pem('rsaA'), 'private_key_unreadable'],
    ['a private key alone', privatePem('rsaA'), 'certificate_unreadable'],
    ['two certificates', pem('rsaA') + certificatePem, 'certificate_unreadable'],
    ['a certificate of another key', privatePem('rsaB') + certificatePem, 'private_key_mismatch'],
    ['a certificate of another type', privatePem('p256') + certificatePem, 'private_key_mismatch'],
    ['RSA of 1024 bits', pem('weakRsa'), 'certificate_key_too_weak'],
    [
      'a private key that is none',
      certificatePem.replaceAll('CERTIFICATE', 'PRIVATE KEY') + certificatePem,
      'private_key_unreadable',
    ],
    [
      'what is no base64',
      `-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n${certificatePem}`,
      'private_key_unreadable',
    ],
  ])('%s', (_title, text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  test('an encrypted private key, and one in the form of PKCS #1', () => {
    const { privateKey } = testKey('rsaA');
    const encrypted = privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'x',
    });
    expect(codeOf(encrypted + certificatePem)).toBe('private_key_unreadable');
    expect(codeOf(privateKey.export({ type: 'pkcs1', format: 'pem' }) + certificatePem)).toBe(
      'private_key_unreadable',
    );
  });
});

test('no refusal says anything of the secret', () => {
  const read = readKeyPair(`${privatePem('rsaA').replace('\n', '\nleaked')}${certificatePem}`);
  expect(read.ok).toBe(false);
  expect(JSON.stringify(read)).not.toContain('leaked');
});
