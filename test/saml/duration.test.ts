import { expect, test } from 'vitest';
import { parseDuration } from '../../src/saml/duration.ts';

const HOUR = 3_600_000;

test.each([
  ['PT1H', HOUR],
  ['P1D', 24 * HOUR],
  ['P0Y0M30DT0H0M0.000S', 30 * 24 * HOUR],
  ['PT90.5S', 90_500],
  ['PT0S', 0],
  ['P1Y2M3DT4H5M6S', (365 + 60 + 3) * 24 * HOUR + 4 * HOUR + 5 * 60_000 + 6_000],
  ['-P1D', -24 * HOUR],
])('%s is %d ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test('one that is longer than any number is infinite, and not something else', () => {
  expect(parseDuration(`P${'9'.repeat(400)}Y`)).toBe(Number.POSITIVE_INFINITY);
  expect(parseDuration(`-P${'9'.repeat(400)}Y`)).toBe(Number.NEGATIVE_INFINITY);
});

test.each([
  '',
  'P',
  'PT',
  'P1DT',
  '1D',
  'P1H',
  'PT1D',
  'p1d',
  'P-1D',
  'P1.5D',
  'P1D ',
  '3600',
  'P1M1Y',
  '--P1D',
])('refuses "%s"', (text) => {
  expect(parseDuration(text)).toBeNull();
});
