/** Whole sign-ins at PySAML2, with every algorithm that it and the xmlsec1 below it can sign and encrypt with. */
import { afterAll, beforeAll } from 'vitest';
import { DIGEST, KEY_TRANSPORT, SIGNATURE } from '../support/algorithm-identifiers.ts';
import { startPySaml2 } from '../support/pysaml2.ts';
import type { Stranger } from '../support/stranger.ts';
import {
  encryptedCase,
  introduce,
  SIGNED_REQUEST_CASES,
  type StrangerCase,
  testCases,
  testChangedRequests,
  USUAL_CASES,
} from '../support/stranger-cases.ts';
import { testKey } from '../support/test-keys.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

const KEYS = ['rsaA', 'p256', 'p384', 'p521'] as const;

let worker: TestWorker;
const strangers = new Map<string, Stranger>();

beforeAll(async () => {
  worker = await startWorker();
  await Promise.all(KEYS.map(async (name) => strangers.set(name, await startPySaml2(testKey(name)))));
  for (const [name, stranger] of strangers) await introduce(worker, stranger, name.toLowerCase());
});

afterAll(async () => {
  for (const stranger of strangers.values()) stranger.close();
  await worker?.close();
});

function signsWith(signature: keyof typeof SIGNATURE, digest: keyof typeof DIGEST): StrangerCase {
  const name = SIGNATURE[signature].split('#')[1];
  return {
    title: `signs with ${name} and ${digest}`,
    wishes: {
      sign: ['Response', 'Assertion'],
      signature: SIGNATURE[signature],
      digest: DIGEST[digest],
    },
    protection: `Response ${name}/${digest}, Assertion ${name}/${digest}`,
  };
}

function testStranger(key: (typeof KEYS)[number], cases: readonly StrangerCase[]): void {
  const parties = () => ({ worker, stranger: strangers.get(key) as Stranger });
  testCases(key === 'rsaA' ? 'PySAML2' : `PySAML2 with a key on ${key}`, key.toLowerCase(), parties, cases);
}

testStranger('rsaA', [
  ...USUAL_CASES,
  ...SIGNED_REQUEST_CASES,
  signsWith('rsaSha256', 'sha512'),
  signsWith('rsaSha384', 'sha384'),
  signsWith('rsaSha512', 'sha512'),
]);

testChangedRequests('PySAML2', 'rsaa', () => ({ worker, stranger: strangers.get('rsaA') as Stranger }));

const OAEP = 'rsa-oaep-mgf1p';

testStranger('rsaA', [
  encryptedCase('encrypts with aes128-gcm', 'aes128Gcm', ['Assertion'], OAEP),
  encryptedCase('encrypts with aes192-gcm', 'aes192Gcm', ['Assertion'], OAEP),
  encryptedCase('encrypts with aes256-gcm', 'aes256Gcm', ['Assertion'], OAEP),
  encryptedCase('signs around what it encrypts', 'aes256Gcm', ['Response'], OAEP),
  encryptedCase('signs inside and around', 'aes256Gcm', ['Response', 'Assertion'], OAEP),
  encryptedCase('signs around aes128-cbc', 'aes128Cbc', ['Response'], OAEP),
  encryptedCase('signs around aes256-cbc', 'aes256Cbc', ['Response'], OAEP),
  {
    ...encryptedCase('encrypts with aes128-cbc, not signed around', 'aes128Cbc', ['Assertion'], OAEP),
    refused: 'encryption_unauthenticated',
  },
  {
    ...encryptedCase('encrypts with triple DES, which is refused', 'tripleDes', ['Response'], OAEP),
    refused: 'encryption_algorithm_forbidden',
  },
  {
    ...encryptedCase('encrypts to RSA 1.5, which is refused', 'aes256Gcm', ['Response'], 'rsa-1_5', {
      keyTransport: KEY_TRANSPORT.rsa15,
    }),
    refused: 'encryption_algorithm_forbidden',
  },
]);
testStranger('p256', [signsWith('ecdsaSha256', 'sha256'), signsWith('ecdsaSha512', 'sha512')]);
testStranger('p384', [signsWith('ecdsaSha384', 'sha384')]);
testStranger('p521', [signsWith('ecdsaSha512', 'sha512'), signsWith('ecdsaSha256', 'sha256')]);
