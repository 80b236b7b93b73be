import { expect, test } from 'vitest';
import type { HourCount } from '../../../src/administration/sign-in-hours.ts';
import { roundUp } from '../../../src/http/console/charts/scale.ts';
import { firstHour, readRange, SignInCharts } from '../../../src/http/console/charts/sign-in-charts.tsx';

const NOW = Date.UTC(2026, 10, 22, 8, 30);
const HOUR_NOW = Math.floor(NOW / 3_600_000);

const COUNTS: readonly HourCount[] = [
  { hour: HOUR_NOW, what: 'signed_in', total: 1_200 },
  { hour: HOUR_NOW, what: 'took:3', total: 1_200 },
  { hour: HOUR_NOW, what: 'refused:audience_mismatch', total: 3 },
  { hour: HOUR_NOW - 2, what: 'refused:assertion_expired', total: 5 },
  { hour: HOUR_NOW - 2, what: 'restarted', total: 2 },
  { hour: HOUR_NOW - 30, what: 'signed_in', total: 7 },
];

const draw = (counts: readonly HourCount[], range: 'day' | 'week' = 'day') =>
  String(SignInCharts({ counts, range, now: NOW, path: '/console/overview' }));

/** The cells of a chart's table, row by row. */
function tableOf(html: string, caption: string): readonly (readonly string[])[] {
  const [, table = ''] = new RegExp(`aria-label="${caption}"(.*?)</table>`, 's').exec(html) ?? [];
  return [...table.matchAll(/<tr role="row">(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => cell.replaceAll(/<[^>]*>/g, '')),
  );
}

test('the table has the numbers of the chart, hour by hour, in UTC', () => {
  const rows = tableOf(draw(COUNTS), 'Sign-ins');
  expect(rows[0]).toEqual(['UTC', 'signed in', 'refused', 'began anew']);
  expect(rows).toHaveLength(25);
  expect(rows[1]?.[0]).toBe('21 Nov, 09:00–10:00');
  expect(rows.at(-1)).toEqual(['22 Nov, 08:00–09:00', '1,200', '3', '0']);
  expect(rows.at(-3)).toEqual(['22 Nov, 06:00–07:00', '0', '5', '2']);
});

test('refusals are told apart by reason, the most frequent first', () => {
  const rows = tableOf(draw(COUNTS), 'Refusals by reason');
  expect(rows[0]).toEqual(['UTC', 'assertion_expired', 'audience_mismatch']);
  expect(rows.at(-1)).toEqual(['22 Nov, 08:00–09:00', '0', '3']);
});

test('past four reasons the rest is one', () => {
  const many = Array.from({ length: 9 }, (_, index) => ({
    hour: HOUR_NOW,
    what: `refused:code_${index}`,
    total: 10 - index,
  }));
  const rows = tableOf(draw(many), 'Refusals by reason');
  expect(rows[0]?.at(-1)).toBe('5 other reasons');
  expect(rows.at(-1)?.slice(1)).toEqual(['10', '9', '8', '7', '20']);
});

test('a week has spans of six hours', () => {
  const rows = tableOf(draw(COUNTS, 'week'), 'Sign-ins');
  expect(rows).toHaveLength(30);
  expect(rows.at(-1)?.slice(0, 2)).toEqual(['22 Nov, 06:00–12:00', '1,200']);
  expect(rows.find(([label]) => label === '21 Nov, 00:00–06:00')?.[1]).toBe('7');
});

test('percentiles are those of who signed in, and there are none where nobody did', () => {
  const rows = tableOf(draw(COUNTS), 'How long sign-ins took here');
  expect(rows.at(-1)).toEqual(['22 Nov, 08:00–09:00', '7.5 ms', '9.8 ms', '10 ms']);
  expect(rows.at(-2)?.slice(1)).toEqual(['–', '–', '–']);
  expect(draw([{ hour: HOUR_NOW, what: 'restarted', total: 1 }])).not.toContain('How long');
});

test('each chart says what it is and shows, has no script and no style of its own', () => {
  const html = draw(COUNTS);
  expect(html.match(/<svg role="img" aria-labelledby="\S+ \S+"/g)).toHaveLength(3);
  expect(html).toContain(
    '<desc id="sign-ins-desc">Last 24 hours, in UTC: 1200 signed in, 8 refused, 2 began anew.',
  );
  expect(html).not.toMatch(/<script|style=|NaN|Infinity/);
});

test('what took longer than all buckets is drawn, and said to be that', () => {
  const slow = [
    { hour: HOUR_NOW, what: 'signed_in', total: 1 },
    { hour: HOUR_NOW, what: 'took:13', total: 1 },
  ];
  const html = draw(slow);
  expect(tableOf(html, 'How long sign-ins took here').at(-1)?.[1]).toBe('over 10 s');
  expect(html).not.toMatch(/NaN|Infinity/);
});

test('with nothing to draw it says so', () => {
  expect(draw([])).toContain('Nobody tried to sign in within the last 24 hours.');
  expect(draw([], 'week')).not.toContain('<svg');
});

test('an address asks for a day unless it asks for a week', () => {
  expect([undefined, 'day', 'year', 'week'].map(readRange)).toEqual(['day', 'day', 'day', 'week']);
  expect(HOUR_NOW - firstHour('day', NOW)).toBe(23);
  expect(HOUR_NOW - firstHour('week', NOW)).toBe(170);
});

test.each([
  [0, 4],
  [1, 4],
  [5, 6],
  [10, 10],
  [11, 12],
  [101, 120],
  [1_201, 1_600],
  [99_999, 100_000],
])('the scale for %i goes up to %i', (value, top) => {
  expect(roundUp(value)).toBe(top);
});
