/**
 * Keys that tests sign with, made once for each process. The certificates are valid from 2020 until 2049. `TEST_KEYS` may name a folder
 * that keeps them for the processes to come: making RSA keys takes longer than most tests.
 */
import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSigningKey, type KeyType, type SigningKey } from '../../scripts/x509/signing-key.ts';

const NOT_BEFORE = new Date('2020-01-01T00:00:00Z');
const NOT_AFTER = new Date('2049-12-31T23:59:59Z');

const TYPES = {
  /** The two that the identity provider of the tests has in its metadata. */
  rsaA: 'RSA-2048',
  rsaB: 'RSA-2048',
  /** The attacker's, never pinned. */
  rogue: 'RSA-2048',
  /** The service provider's, to decrypt with. */
  spA: 'RSA-2048',
  spB: 'RSA-3072',
  weakRsa: 'RSA-1024',
  p256: 'P-256',
  p384: 'P-384',
  p521: 'P-521',
} as const satisfies Record<string, KeyType>;

export type TestKeyName = keyof typeof TYPES;

const made = new Map<TestKeyName, SigningKey>();

/** The key of this name; the first call makes it. */
export function testKey(name: TestKeyName): SigningKey {
  const known = made.get(name);
  if (known !== undefined) return known;
  const folder = process.env['TEST_KEYS'];
  const key = folder === undefined ? makeKey(name) : keptKey(name, join(folder, `${name}.pem`));
  made.set(name, key);
  return key;
}

function makeKey(name: TestKeyName): SigningKey {
  return generateSigningKey(TYPES[name], `${name}.test`, NOT_BEFORE, NOT_AFTER);
}

function keptKey(name: TestKeyName, file: string): SigningKey {
  if (existsSync(file)) {
    const pem = readFileSync(file, 'utf8');
    return {
      privateKey: createPrivateKey(pem),
      certificatePem: pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----')),
    };
  }
  const key = makeKey(name);
  writeFileSync(file, `${key.privateKey.export({ type: 'pkcs8', format: 'pem' })}${key.certificatePem}`);
  return key;
}
