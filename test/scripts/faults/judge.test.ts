/** Whether claims hold: each of them has to be able to fail. */
import { expect, test } from 'vitest';
import {
  judgeFlood,
  judgeOutages,
  judgePowerCuts,
  MAX_FLOOD_RATIO,
} from '../../../scripts/faults/as-table.ts';
import type { Flood } from '../../../scripts/faults/flood.ts';
import { LONGEST_ANSWER_MS } from '../../../scripts/faults/outages.ts';
import type { PowerCuts } from '../../../scripts/faults/power-cuts.ts';
import { judgeSoak, MAX_LOOKUP_RATIO } from '../../../scripts/soak/as-table.ts';
import type { LookupTimes } from '../../../scripts/soak/lookups.ts';
import type { Soak } from '../../../scripts/soak/sustain.ts';

const verdicts = (claims: readonly { readonly holds: boolean }[]) => claims.map(({ holds }) => holds);

const STEP = { says: 'signing in', expected: '303', received: '303', milliseconds: 5 };

test.each([
  [STEP, [true, true]],
  [{ ...STEP, received: '503 without a reference' }, [false, true]],
  [{ ...STEP, milliseconds: LONGEST_ANSWER_MS }, [true, true]],
  [{ ...STEP, milliseconds: LONGEST_ANSWER_MS + 1 }, [true, false]],
])('an outage is judged by outcome and time: %o', (step, expected) => {
  expect(verdicts(judgeOutages([STEP, step]))).toEqual(expected);
});

const CUTS: PowerCuts = {
  signIns: 10,
  cuts: 2,
  interrupted: 3,
  consumedUntold: 1,
  told: 9,
  lost: 0,
  replayed: 0,
  errors: [],
};

test.each<[Partial<PowerCuts>, boolean[]]>([
  [{}, [true, true, true]],
  [{ lost: 1 }, [false, true, true]],
  [{ told: 0 }, [false, true, true]],
  [{ replayed: 1 }, [true, false, true]],
  [{ errors: ['500 internal_error'] }, [true, true, false]],
])('a power cut is judged by what is left: %o', (changes, expected) => {
  expect(verdicts(judgePowerCuts({ ...CUTS, ...changes }))).toEqual(expected);
});

const TIMES = { count: 9, median: 10, p95: 20, p99: 30, longest: 40 };
const FLOOD: Flood = {
  kinds: 5,
  posts: 10,
  perSecond: 100,
  admitted: 0,
  errors: [],
  before: TIMES,
  during: { ...TIMES, median: 10 * MAX_FLOOD_RATIO, p95: 20 * MAX_FLOOD_RATIO },
  garbage: TIMES,
};

test.each<[Partial<Flood>, boolean[]]>([
  [{}, [true, true, true, true]],
  [{ admitted: 1 }, [false, true, true, true]],
  [{ errors: ['503'] }, [true, false, true, true]],
  [{ during: { ...FLOOD.during, median: 20.1 } }, [true, true, false, true]],
  [{ during: { ...FLOOD.during, p95: 40.1 } }, [true, true, true, false]],
])('a flood is judged by who got in, and by what it cost the honest: %o', (changes, expected) => {
  expect(verdicts(judgeFlood({ ...FLOOD, ...changes }))).toEqual(expected);
});

test('a soak is judged by errors, memory, and lookups where there were any', () => {
  const memory = Array.from({ length: 20 }, (_, at) => ({ at, octets: 1 }));
  const soak: Soak = { durationMs: 1, signIns: [], checks: [], renewals: 0, errors: [], memory };
  const timing = { median: 1, lowerQuartile: 1, upperQuartile: 1, runs: 1 };
  const times = { few: timing, sameAmongMany: timing, anyOfMany: timing };
  const lookups: LookupTimes = { ...times, ratio: MAX_LOOKUP_RATIO };
  expect(verdicts(judgeSoak(soak, null))).toEqual([true, true]);
  expect(verdicts(judgeSoak({ ...soak, errors: ['500'] }, lookups))).toEqual([false, true, true]);
  expect(verdicts(judgeSoak(soak, { ...lookups, ratio: MAX_LOOKUP_RATIO + 0.01 }))).toEqual([
    true,
    true,
    false,
  ]);
  const grown = memory.map(({ at }) => ({ at, octets: at * 1024 * 1024 * 4 }));
  expect(verdicts(judgeSoak({ ...soak, memory: grown }, null))).toEqual([true, false]);
});
