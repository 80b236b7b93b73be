/** Guessing at recovery against the running Worker, in short; `node scripts/guess.ts` makes a thousand guesses of each kind. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guess } from '../../scripts/guess/guess.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

let worker: TestWorker;
beforeAll(async () => {
  worker = await startWorker();
}, 120_000);
afterAll(() => worker.close());

test('no guess tells an address, and no more passwords and codes are looked at than the delays allow', async () => {
  const { addresses, attempts } = await guess(worker, 30);
  expect(addresses.told).toBe(0);
  expect(attempts.map(({ what }) => what)).toEqual(['passwords', 'codes']);
  for (const { letThrough, mostAllowed, signedIn } of attempts) {
    expect(signedIn).toBe(0);
    expect(letThrough).toBeGreaterThan(0);
    expect(letThrough).toBeLessThanOrEqual(mostAllowed);
  }
}, 240_000);
