import { expect, test } from 'vitest';
import { type Bucket, takeTokens } from '../../../src/stores/api-state/token-bucket.ts';

const POLICY = { capacity: 10, windowSeconds: 10 };
const NOW = 1_800_000_000_000;

/** Takes all that a new bucket has. */
function emptied(): Bucket {
  return takeTokens(null, POLICY, POLICY.capacity, NOW).bucket;
}

test('an unused bucket is full', () => {
  const { answer } = takeTokens(null, POLICY, 1, NOW);
  expect(answer).toEqual({ allowed: true, remaining: 9, resetSeconds: 1, retryAfterSeconds: 0 });
});

test.each([
  [999, false],
  [1_000, true],
  [1_001, true],
])('one request is there again after a tenth of the window: %i ms', (milliseconds, allowed) => {
  expect(takeTokens(emptied(), POLICY, 1, NOW + milliseconds).answer.allowed).toBe(allowed);
});

test('what is refused costs nothing, and is told when to come back', () => {
  const refused = takeTokens(emptied(), POLICY, 3, NOW + 500);
  expect(refused.answer).toEqual({ allowed: false, remaining: 0, resetSeconds: 10, retryAfterSeconds: 3 });
  expect(takeTokens(refused.bucket, POLICY, 3, NOW + 3_000).answer.allowed).toBe(true);
});

test('it never holds more than its capacity', () => {
  const { bucket } = takeTokens(emptied(), POLICY, 0, NOW + 3_600_000);
  expect(bucket.tokens).toBe(10);
});

test('a clock that goes back refills nothing', () => {
  const { answer } = takeTokens(emptied(), POLICY, 1, NOW - 3_600_000);
  expect(answer.allowed).toBe(false);
});
