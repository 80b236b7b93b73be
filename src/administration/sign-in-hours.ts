/**
 * How many sign-ins went which way, hour by hour, and how long they took: small counters that are kept where outcomes are recorded,
 * for a week, so that no chart has to read the outcomes themselves. Hours are counted from 1970, UTC. Pure.
 */
import type { SignInAttempt } from './attempt.ts';

export const HOUR = 3_600_000;
/** A week, and the days that it begins and ends in. */
export const KEPT_HOURS = 9 * 24;

/**
 * How often something was in an hour. `what`: an outcome, which is `refused` with its code, such as `refused:audience_mismatch`;
 * or, of those who signed in, which bucket of durations it was in, such as `took:3`.
 */
export interface HourCount {
  readonly hour: number;
  readonly what: string;
  readonly total: number;
}

/** Where the buckets of durations end, in milliseconds; one more has what took longer than all of them. */
export const DURATION_BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] as const;

/** Says what an attempt counts as. */
export function countAttempt({
  outcome,
  code,
  durationMilliseconds,
}: Pick<SignInAttempt, 'outcome' | 'code' | 'durationMilliseconds'>): readonly string[] {
  if (outcome === 'refused') return [`refused:${code}`];
  return outcome === 'restarted' ? [outcome] : [outcome, `took:${bucketOf(durationMilliseconds)}`];
}

function bucketOf(milliseconds: number): number {
  const index = DURATION_BOUNDS.findIndex((bound) => milliseconds <= bound);
  return index === -1 ? DURATION_BOUNDS.length : index;
}

/** What happened within a span of hours. */
export interface SpanOfHours {
  /** Its first hour. */
  readonly from: number;
  readonly signedIn: number;
  readonly restarted: number;
  /** By code. */
  readonly refused: ReadonlyMap<string, number>;
  /** How many were in each bucket of durations. */
  readonly buckets: readonly number[];
}

/** Sums counts up into spans of `width` hours, the earliest first; the last one has the hour `end` and may not be over yet. */
export function sumUp(
  counts: readonly HourCount[],
  { end, width, spans }: { readonly end: number; readonly width: number; readonly spans: number },
): readonly SpanOfHours[] {
  const last = end - (end % width);
  return Array.from({ length: spans }, (_, index) => {
    const from = last - (spans - 1 - index) * width;
    return sumSpan(
      counts.filter(({ hour }) => hour >= from && hour < from + width),
      from,
    );
  });
}

/** Sums all spans up into one. */
export function sumSpan(counts: readonly HourCount[], from: number): SpanOfHours {
  const refused = new Map<string, number>();
  const buckets = Array.from({ length: DURATION_BOUNDS.length + 1 }, () => 0);
  const sums = { signedIn: 0, restarted: 0 };
  for (const { what, total } of counts) {
    const [kind = '', detail = ''] = what.split(':');
    if (kind === 'signed_in') sums.signedIn += total;
    else if (kind === 'restarted') sums.restarted += total;
    else if (kind === 'refused') refused.set(detail, (refused.get(detail) ?? 0) + total);
    else if (kind === 'took') buckets[Number(detail)] = (buckets[Number(detail)] ?? 0) + total;
  }
  return { from, ...sums, refused, buckets };
}

/**
 * Reads a percentile out of buckets: `share` of the values are at most as large, as evenly as they may lie within their bucket. Null
 * where there are no values; Infinity where it lies beyond the last bound.
 */
export function readPercentile(buckets: readonly number[], share: number): number | null {
  const total = buckets.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = share * total;
  let below = 0;
  for (const [index, count] of buckets.entries()) {
    if (count > 0 && below + count >= rank) {
      const upper = DURATION_BOUNDS[index];
      if (upper === undefined) return Number.POSITIVE_INFINITY;
      const lower = DURATION_BOUNDS[index - 1] ?? 0;
      return lower + ((upper - lower) * (rank - below)) / count;
    }
    below += count;
  }
  return Number.POSITIVE_INFINITY;
}
