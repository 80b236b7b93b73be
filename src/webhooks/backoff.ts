/**
 * When a webhook that was not taken is sent again: after longer and longer, for a day. A little chance spreads out what
 * failed at the same moment. Pure: the time and the chance are arguments.
 */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** After the first failure, the second, and so on; the last attempt is made when the day is over. */
const DELAYS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  1 * HOUR,
  2 * HOUR,
  4 * HOUR,
  7 * HOUR,
  9 * HOUR,
];
const LONGEST_MILLISECONDS = 24 * HOUR;
/** By how much a delay may grow. */
const SPREAD = 0.1;

export const MAX_ATTEMPTS = DELAYS.length + 1;

/**
 * Says when to try again, or null to give up. `failures` counts this one; `beganAt` and `now` are milliseconds since 1970;
 * `chance` is at least 0 and less than 1.
 */
export function nextAttemptAt(
  failures: number,
  { beganAt, now, chance }: { readonly beganAt: number; readonly now: number; readonly chance: number },
): number | null {
  const delay = DELAYS[failures - 1];
  const end = beganAt + LONGEST_MILLISECONDS;
  if (delay === undefined || now >= end) return null;
  return Math.min(now + Math.round(delay * (1 + SPREAD * chance)), end);
}
