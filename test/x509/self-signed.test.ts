import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { testKey } from '../support/test-keys.ts';

test('a certificate that we make is one that OpenSSL reads, around the same key', () => {
  for (const name of ['rsaA', 'p256', 'p384', 'p521'] as const) {
    const printed = execFileSync('openssl', ['x509', '-noout', '-pubkey'], {
      input: testKey(name).certificatePem,
    });
    expect(printed.toString()).toBe(
      createPublicKey(testKey(name).privateKey).export({ type: 'spki', format: 'pem' }),
    );
  }
});
