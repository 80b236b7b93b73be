import { describe, expect, test } from 'vitest';
import { firstFetchAt, nextFetchAt, retryAt } from '../../src/metadata-refresh/lifetimes.ts';

const NOW = Date.UTC(2026, 10, 22);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Hours until the next fetch, without jitter. */
const hours = (cacheDuration: number | null, rest: number | null = null) =>
  (nextFetchAt(NOW, cacheDuration, rest === null ? null : NOW + rest, 0) - NOW) / HOUR;

describe('what was just fetched is fetched again', () => {
  test.each([
    ['nothing said', null, 6],
    ['a duration within bounds', 12 * HOUR, 12],
    ['the shortest', HOUR, 1],
    ['one millisecond less', HOUR - 1, 1],
    ['the longest', DAY, 24],
    ['one millisecond more', DAY + 1, 24],
    ['none at all', 0, 1],
    ['a negative one', -DAY, 1],
    ['negative infinity', Number.NEGATIVE_INFINITY, 1],
    ['more than anybody lives', Number.POSITIVE_INFINITY, 24],
  ])('with %s (%d ms) after %d hours', (_, cacheDuration, expected) => {
    expect(hours(cacheDuration)).toBe(expected);
  });

  test('before half of the time is over for which it is trusted', () => {
    expect(hours(DAY, 10 * HOUR)).toBe(5);
    expect(hours(DAY, 2 * DAY)).toBe(24);
    expect(hours(null, HOUR)).toBe(0.5);
  });

  test('not sooner than in five minutes, however short the rest', () => {
    expect(hours(null, MINUTE)).toBe(5 / 60);
    expect(hours(null, 1)).toBe(5 / 60);
  });

  test('as usual once it has lapsed', () => {
    expect(hours(null, 0)).toBe(6);
    expect(hours(null, -1)).toBe(6);
  });

  test('a little earlier by chance, never later', () => {
    expect(nextFetchAt(NOW, DAY, null, 0.5) - NOW).toBe(0.95 * DAY);
    expect(nextFetchAt(NOW, DAY, null, 0.999) - NOW).toBeGreaterThan(0.9 * DAY);
  });
});

describe('what failed is tried again', () => {
  test.each([
    [1, 5],
    [2, 10],
    [3, 20],
    [7, 320],
    [8, 360],
    [10_000, 360],
  ])('after %i failures in %i minutes', (failures, expected) => {
    expect((retryAt(NOW, failures, null, 0) - NOW) / MINUTE).toBe(expected);
  });

  test('before half of the time is over for which the keys are trusted', () => {
    expect(retryAt(NOW, 8, NOW + 4 * HOUR, 0) - NOW).toBe(2 * HOUR);
  });
});

test('a new source is fetched within ten minutes', () => {
  expect(firstFetchAt(NOW, 0)).toBe(NOW);
  expect(firstFetchAt(NOW, 0.999)).toBeLessThan(NOW + 10 * MINUTE);
});
