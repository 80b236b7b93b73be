/** The costs in the README are those that the published prices make of what a sign-in uses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { costsOf, costTable } from '../../../scripts/costs/table.ts';

test('the README has the table as it is computed', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
  expect(readme).toContain(costTable());
});

test('what is included costs nothing, and what is past it costs its price', () => {
  expect([...costsOf(1_000).values()].every((cost) => cost === 0)).toBe(true);
  // 54 requests each: 54 million, of which 44 million are charged at 30 cents.
  expect(costsOf(1_000_000).get('requests')).toBeCloseTo(13.2, 6);
  expect(costsOf(1_000_000).get('rowsRead')).toBe(0);
});
