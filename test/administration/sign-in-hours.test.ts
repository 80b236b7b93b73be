import { expect, test } from 'vitest';
import {
  countAttempt,
  DURATION_BOUNDS,
  type HourCount,
  readPercentile,
  sumSpan,
  sumUp,
} from '../../src/administration/sign-in-hours.ts';

/** 22 November 2026, 08:00 UTC. */
const NOW = Date.UTC(2026, 10, 22, 8) / 3_600_000;

const buckets = (filled: Readonly<Record<number, number>>) =>
  Array.from({ length: DURATION_BOUNDS.length + 1 }, (_, index) => filled[index] ?? 0);

test('a sign-in counts as one, and in the bucket of how long it took', () => {
  const signedIn = { outcome: 'signed_in', code: null } as const;
  expect(countAttempt({ ...signedIn, durationMilliseconds: 0 })).toEqual(['signed_in', 'took:0']);
  expect(countAttempt({ ...signedIn, durationMilliseconds: 5 })).toEqual(['signed_in', 'took:2']);
  expect(countAttempt({ ...signedIn, durationMilliseconds: 5.1 })).toEqual(['signed_in', 'took:3']);
  expect(countAttempt({ ...signedIn, durationMilliseconds: 10_000 })).toEqual(['signed_in', 'took:12']);
  expect(countAttempt({ ...signedIn, durationMilliseconds: 10_001 })).toEqual(['signed_in', 'took:13']);
});

test('a refusal counts by its code, and how long it took would be a probe of what was compared', () => {
  const refused = { outcome: 'refused', code: 'audience_mismatch', durationMilliseconds: 3 } as const;
  expect(countAttempt(refused)).toEqual(['refused:audience_mismatch']);
  expect(countAttempt({ ...refused, outcome: 'restarted' })).toEqual(['restarted']);
});

test('spans begin at whole multiples of their width, and the last one has the hour that is now', () => {
  const counts: readonly HourCount[] = [
    { hour: NOW - 24, what: 'signed_in', total: 1_000 },
    { hour: NOW - 9, what: 'signed_in', total: 5 },
    { hour: NOW - 8, what: 'refused:audience_mismatch', total: 2 },
    { hour: NOW - 3, what: 'refused:audience_mismatch', total: 3 },
    { hour: NOW - 3, what: 'refused:assertion_expired', total: 1 },
    { hour: NOW - 2, what: 'restarted', total: 4 },
    { hour: NOW, what: 'signed_in', total: 7 },
    { hour: NOW, what: 'took:3', total: 7 },
  ];
  const spans = sumUp(counts, { end: NOW, width: 6, spans: 3 });
  expect(spans.map(({ from }) => from - NOW)).toEqual([-14, -8, -2]);
  expect(spans.map(({ signedIn, restarted }) => [signedIn, restarted])).toEqual([
    [5, 0],
    [0, 0],
    [7, 4],
  ]);
  expect([...(spans[1]?.refused ?? [])]).toEqual([
    ['audience_mismatch', 5],
    ['assertion_expired', 1],
  ]);
  expect(spans[2]?.buckets).toEqual(buckets({ 3: 7 }));
});

test('nothing at all is spans of nothing', () => {
  expect(sumUp([], { end: NOW, width: 1, spans: 2 })).toEqual([
    { from: NOW - 1, signedIn: 0, restarted: 0, refused: new Map(), buckets: buckets({}) },
    { from: NOW, signedIn: 0, restarted: 0, refused: new Map(), buckets: buckets({}) },
  ]);
  expect(readPercentile(sumSpan([], 0).buckets, 0.5)).toBeNull();
});

test.each([
  ['the middle of one bucket', { 3: 10 }, 0.5, 7.5],
  ['the end of one bucket', { 3: 10 }, 1, 10],
  ['the first bucket begins at nothing', { 0: 4 }, 0.25, 0.25],
  ['the border of two', { 3: 5, 4: 5 }, 0.5, 10],
  ['just past the border', { 3: 5, 4: 5 }, 0.6, 12],
  ['empty buckets between', { 1: 1, 6: 99 }, 0.99, 50 + (50 * 98) / 99],
  ['one slow in a hundred is not seen by the 99th', { 4: 99, 13: 1 }, 0.99, 20],
  ['but beyond', { 4: 99, 13: 1 }, 0.995, Number.POSITIVE_INFINITY],
])('a percentile: %s', (_title, filled, share, expected) => {
  expect(readPercentile(buckets(filled as Record<number, number>), share)).toBeCloseTo(expected, 9);
});

test('percentiles of a made-up history are as close as the buckets are wide', () => {
  const durations = Array.from({ length: 1_000 }, (_, index) => 3 + ((index * 7919) % 90));
  const counts = durations.flatMap((durationMilliseconds) =>
    countAttempt({ outcome: 'signed_in', code: null, durationMilliseconds }).map((what) => ({
      hour: NOW,
      what,
      total: 1,
    })),
  );
  const sorted = durations.toSorted((a, b) => a - b);
  const span = sumSpan(counts, NOW);
  for (const share of [0.5, 0.95, 0.99]) {
    const exact = sorted[Math.ceil(share * 1_000) - 1] ?? 0;
    const read = readPercentile(span.buckets, share) ?? 0;
    const [lower = 0] = DURATION_BOUNDS.filter((bound) => bound < exact).slice(-1);
    expect(read).toBeGreaterThan(lower);
    expect(read).toBeLessThanOrEqual(DURATION_BOUNDS.find((bound) => bound >= exact) ?? 0);
  }
  expect(span.signedIn).toBe(1_000);
});
