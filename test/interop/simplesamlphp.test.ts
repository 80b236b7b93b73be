/** Whole sign-ins at SimpleSAMLphp, a whole product with a sign-in page of its own: both bindings, both flows. */
import { afterAll, beforeAll } from 'vitest';
import { startSimpleSamlPhp } from '../support/simplesamlphp.ts';
import type { Stranger } from '../support/stranger.ts';
import { introduce, testCases, USUAL_CASES } from '../support/stranger-cases.ts';
import { testKey } from '../support/test-keys.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

let worker: TestWorker;
let stranger: Stranger;

beforeAll(async () => {
  [worker, stranger] = await Promise.all([startWorker(), startSimpleSamlPhp(testKey('rsaA'))]);
  await introduce(worker, stranger, 'simplesamlphp');
});

afterAll(async () => {
  stranger?.close();
  await worker?.close();
});

testCases('SimpleSAMLphp', 'simplesamlphp', () => ({ worker, stranger }), USUAL_CASES);
