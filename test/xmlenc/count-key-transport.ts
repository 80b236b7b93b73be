/**
 * Decrypts content keys that are good and some that are broken in every way that is nobody's business, and prints as JSON what ran
 * for each: key-transport.ts and all that is below it. A process of its own, for one-way.test.ts.
 */
import { constants, publicEncrypt, randomBytes } from 'node:crypto';
import type { EncryptedKey } from '../../src/xmlenc/key-transport.ts';
import { beginCounting, countBlocks, type FunctionBlocks } from '../support/count-blocks.ts';

beginCounting();
const { decryptContentKey } = await import('../../src/xmlenc/key-transport.ts');
const { decryptionKey } = await import('../support/decrypt.ts');
const { testKey } = await import('../support/test-keys.ts');

const KEY_OCTETS = 32;
const PARAMETERS = { hash: 'sha1', mgfHash: 'sha1', label: new Uint8Array() } as const;
/** Of one size, as whoever sends a ciphertext can see what it is too long for. */
const OURS = [decryptionKey('spA'), decryptionKey('rsaB')] as const;

type Recipient = 'spA' | 'rsaB';

function encrypt(message: Uint8Array, recipient: Recipient = 'spA', oaepHash = 'sha1'): Uint8Array {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return publicEncrypt({ key: testKey(recipient).certificatePem, padding, oaepHash }, message);
}

/** Noise in the place of an encoded message. */
function noise(first: number): Uint8Array {
  const encoded = Buffer.concat([Buffer.of(first), randomBytes(255)]);
  return publicEncrypt({ key: testKey('spA').certificatePem, padding: constants.RSA_NO_PADDING }, encoded);
}

/** Draws until it is smaller than every modulus: whether it is, everybody can see as well. */
function drawn(make: () => Uint8Array): EncryptedKey {
  for (;;) {
    const cipherValue = make();
    if ((cipherValue[0] as number) < 0x80) return { parameters: PARAMETERS, cipherValue };
  }
}

const key = randomBytes(KEY_OCTETS);
const WAYS: Readonly<Record<string, () => Uint8Array>> = {
  'a good key': () => encrypt(key),
  'a good key for our other one': () => encrypt(key, 'rsaB'),
  'a key of another length': () => encrypt(randomBytes(16)),
  'an empty key': () => encrypt(new Uint8Array()),
  'another hash': () => encrypt(key, 'spA', 'sha256'),
  'noise that begins as an encoded message does': () => noise(0),
  'noise that does not': () => noise(1),
  'a ciphertext that is noise': () => randomBytes(256),
};

function ran(keys: readonly EncryptedKey[]): readonly FunctionBlocks[] {
  return countBlocks('/src/xmlenc/', () => decryptContentKey(keys, OURS, KEY_OCTETS));
}

// What is done once, such as importing the keys, is done here.
ran([drawn(() => encrypt(key))]);
const good = drawn(() => encrypt(key));
const counted = Object.entries(WAYS).flatMap(([name, make]) => [
  { name, alone: true, blocks: ran([drawn(make)]) },
  { name: `${name}, and a good one after it`, alone: false, blocks: ran([drawn(make), good]) },
]);
console.log(JSON.stringify(counted));
