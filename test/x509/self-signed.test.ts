import { createPublicKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { testKey } from '../support/test-keys.ts';

test.each(['rsaA', 'p256', 'p384', 'p521'] as const)(
  'the certificate that we make for %s is of that key, and signed by it, as OpenSSL sees it',
  (name) => {
    const { privateKey, certificatePem } = testKey(name);
    const certificate = new X509Certificate(certificatePem);
    expect(certificate.checkPrivateKey(privateKey)).toBe(true);
    expect(certificate.verify(createPublicKey(privateKey))).toBe(true);
    expect(certificate.verify(createPublicKey(testKey('rogue').privateKey))).toBe(false);
    expect(certificate.subject).toBe(certificate.issuer);
  },
);
