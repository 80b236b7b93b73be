/**
 * No oracle by the clock either: whatever breaks below a ciphertext that anybody can change, refusing it takes as long (J. Manger,
 * Crypto 2001). What is smaller than that is counted instead, in one-way.test.ts.
 */
import { constants, publicEncrypt, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { decrypt } from '../support/decrypt.ts';
import { type Encryption, encryptElement } from '../support/encrypt.ts';
import { assertionParts, buildAssertion, testKey } from '../support/signed-response.ts';

const alone = buildAssertion(assertionParts());
const element = (changes: Partial<Encryption>, content: string | Uint8Array = alone) =>
  encryptElement('EncryptedAssertion', content, { content: 'aes256-cbc', ...changes });
/** An encoded message of noise that begins with this octet. */
const beginning = (octet: number) => () => {
  const encoded = Buffer.concat([Buffer.from([octet]), randomBytes(255)]);
  return publicEncrypt({ key: testKey('spA').certificatePem, padding: constants.RSA_NO_PADDING }, encoded);
};
const noise = randomBytes(alone.length);
const ways: Record<string, string> = {
  'a key that is not encoded well': element({ alterKey: beginning(0) }),
  'a key that begins with another octet': element({ alterKey: beginning(1) }),
  'another key': element({ wrappedKey: randomBytes(32) }),
  'good padding around noise': element({}, noise),
  'bad padding around noise': element({ pad: (octets) => Buffer.alloc(octets, 0) }, noise),
};

test('the time tells key transport, padding and noise not apart', () => {
  // The machine has other things to do. What is told apart is told apart every time; noise is not.
  let smallest = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 12 && smallest >= 1.1; tries++) {
    smallest = Math.min(smallest, spread(medians()));
  }
  expect(smallest).toBeLessThan(1.1);
});

const ROUNDS = 80;

/** The median of each, in milliseconds, taken in turns so that what slows one down slows all of them down. */
function medians(): number[] {
  const times = Object.values(ways).map(() => [] as number[]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, xml] of Object.values(ways).entries()) {
      const start = performance.now();
      const decrypted = decrypt(xml, { allowUnauthenticatedCbc: true });
      times[index]?.push(performance.now() - start);
      expect(decrypted.ok).toBe(false);
    }
  }
  return times.map((taken) => taken.sort((a, b) => a - b)[ROUNDS / 2] as number);
}

function spread(values: readonly number[]): number {
  return Math.max(...values) / Math.min(...values);
}
