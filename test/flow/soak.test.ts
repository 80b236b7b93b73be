/** The short form of `npm run soak`: everything it does, for a moment. Nothing here says how long anything takes. */
import { expect, test } from 'vitest';
import { compareLookups } from '../../scripts/soak/lookups.ts';
import { sustain } from '../../scripts/soak/sustain.ts';
import { buildWorker } from '../../scripts/workerd/build-worker.ts';
import { tenant } from '../support/tenants.ts';

test('people sign in and are known, one after the other, without an error', async () => {
  const soak = await sustain(buildWorker('wrangler.toml'), 2_000);
  expect(soak.errors).toEqual([]);
  expect(soak.signIns.length).toBeGreaterThan(1);
  expect(soak.checks.length).toBeGreaterThan(soak.signIns.length);
  expect(soak.memory.every(({ octets }) => octets > 0)).toBe(true);
});

test('each of many tenants is found past the cache', async () => {
  const times = await compareLookups(tenant({ hostnames: [] }), { many: 300, turns: 4 });
  const { few, sameAmongMany, anyOfMany, ratio } = times;
  expect([few, sameAmongMany, anyOfMany].map(({ runs }) => runs)).toEqual([4, 4, 4]);
  expect(ratio).toBeGreaterThan(0);
});
