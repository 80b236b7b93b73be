/** Whole sign-ins at PySAML2, with every algorithm that it and the xmlsec1 below it can sign with. */
import { afterAll, beforeAll } from 'vitest';
import { DIGEST, SIGNATURE } from '../support/algorithm-identifiers.ts';
import { startPySaml2 } from '../support/pysaml2.ts';
import type { Stranger } from '../support/stranger.ts';
import { introduce, type StrangerCase, testCases, USUAL_CASES } from '../support/stranger-cases.ts';
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

function test(key: (typeof KEYS)[number], cases: readonly StrangerCase[]): void {
  const parties = () => ({ worker, stranger: strangers.get(key) as Stranger });
  testCases(key === 'rsaA' ? 'PySAML2' : `PySAML2 with a key on ${key}`, key.toLowerCase(), parties, cases);
}

test('rsaA', [
  ...USUAL_CASES,
  signsWith('rsaSha256', 'sha512'),
  signsWith('rsaSha384', 'sha384'),
  signsWith('rsaSha512', 'sha512'),
]);
test('p256', [signsWith('ecdsaSha256', 'sha256'), signsWith('ecdsaSha512', 'sha512')]);
test('p384', [signsWith('ecdsaSha384', 'sha384')]);
test('p521', [signsWith('ecdsaSha512', 'sha512'), signsWith('ecdsaSha256', 'sha256')]);
