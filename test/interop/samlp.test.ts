/** Whole sign-ins at auth0's samlp: both bindings, both flows, everything that it can sign. */
import { afterAll, beforeAll } from 'vitest';
import { startSamlp } from '../support/samlp.ts';
import type { Stranger } from '../support/stranger.ts';
import { introduce, testCases, USUAL_CASES } from '../support/stranger-cases.ts';
import { testKey } from '../support/test-keys.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

let worker: TestWorker;
let stranger: Stranger;

beforeAll(async () => {
  [worker, stranger] = await Promise.all([startWorker(), startSamlp(testKey('rsaA'))]);
  await introduce(worker, stranger, 'samlp');
});

afterAll(async () => {
  stranger?.close();
  await worker?.close();
});

testCases('samlp', 'samlp', () => ({ worker, stranger }), USUAL_CASES);
