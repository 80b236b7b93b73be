import { describe, expect, test } from 'vitest';
import { MAX_ATTEMPTS, nextAttemptAt } from '../../src/webhooks/backoff.ts';

const BEGAN = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;

/** All instants at which something that always fails is sent, from the first on. */
function attempts(chance: number, tookMilliseconds = 0): readonly number[] {
  const instants = [BEGAN];
  for (;;) {
    const now = (instants.at(-1) ?? 0) + tookMilliseconds;
    const next = nextAttemptAt(instants.length, { beganAt: BEGAN, now, chance });
    if (next === null) return instants;
    instants.push(next);
  }
}

describe('sending again', () => {
  test.each([0, 0.5, 0.999])('goes on for most of a day and never longer, with a chance of %d', (chance) => {
    const instants = attempts(chance);
    expect(instants.length).toBeLessThanOrEqual(MAX_ATTEMPTS);
    const last = (instants.at(-1) ?? 0) - BEGAN;
    expect(last).toBeGreaterThan(23 * 3_600_000);
    expect(last).toBeLessThanOrEqual(DAY);
  });

  test('begins after five seconds and waits longer each time, but for the last', () => {
    const instants = attempts(0);
    expect((instants[1] ?? 0) - BEGAN).toBe(5_000);
    const delays = instants.slice(1).map((at, index) => at - (instants[index] ?? 0));
    for (const [index, delay] of delays.entries()) {
      if (index > 0) expect(delay).toBeGreaterThan(delays[index - 1] ?? 0);
    }
  });

  test('is spread out by chance', () => {
    const at = (chance: number) => nextAttemptAt(1, { beganAt: BEGAN, now: BEGAN, chance });
    expect(at(0)).toBe(BEGAN + 5_000);
    expect(at(0.5)).toBe(BEGAN + 5_250);
  });

  test.each([
    [-1, BEGAN + DAY],
    [0, null],
    [1, null],
  ])('ends with the day, at %d ms', (milliseconds, expected) => {
    const now = BEGAN + DAY + milliseconds;
    expect(nextAttemptAt(2, { beganAt: BEGAN, now, chance: 0 })).toBe(expected);
  });

  test('ends after the last of its delays, however fast the clock was', () => {
    expect(nextAttemptAt(MAX_ATTEMPTS, { beganAt: BEGAN, now: BEGAN, chance: 0 })).toBeNull();
  });
});
