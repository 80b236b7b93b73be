/** Keys of ours, as the operator's secrets hold them. */
import type { SigningKey as MadeKey } from '../../scripts/x509/signing-key.ts';
import { type KeyPair, readKeyPair } from '../../src/x509/key-pair.ts';
import { chooseSigningKey, type SigningKey } from '../../src/xmldsig/signing-key.ts';
import { type TestKeyName, testKey } from './test-keys.ts';

/** What `npm run keygen` writes: private key and certificate as PEM. */
export function keyPairPem({ privateKey, certificatePem }: MadeKey): string {
  return `${privateKey.export({ type: 'pkcs8', format: 'pem' })}${certificatePem}`;
}

export function keyPair(name: TestKeyName): KeyPair {
  const read = readKeyPair(keyPairPem(testKey(name)));
  if (!read.ok) throw new Error(`${name}: ${read.failure.code}`);
  return read.value;
}

/** The key of this name to sign with; some algorithms may be blocked. */
export function signingKey(name: TestKeyName, blocked: readonly string[] = []): SigningKey {
  const key = chooseSigningKey(keyPair(name), new Set(blocked));
  if (key === null) throw new Error(`${name} has nothing to sign with`);
  return key;
}
