/** The summary of a run of faults, for people: what was measured, and whether each claim holds. Pure. */
import { type Claim, row } from '../soak/as-table.ts';
import type { Percentiles } from '../soak/samples.ts';
import type { Flood } from './flood.ts';
import { LONGEST_ANSWER_MS, type Step } from './outages.ts';
import type { PowerCuts } from './power-cuts.ts';

/** What an honest sign-in may take while garbage is posted, in what it takes else. */
export const MAX_FLOOD_RATIO = 2;

const SAYS_WIDTH = 72;

/** Prints what people met. */
export function outageLines(steps: readonly Step[]): readonly string[] {
  return steps.map(({ says, expected, received, milliseconds }) => {
    const verdict = expected === received ? received : `${received}, but ${expected} was due`;
    return `${says.padEnd(SAYS_WIDTH)}${`${Math.round(milliseconds)} ms`.padStart(10)}  ${verdict}`;
  });
}

/** Judges what people met. */
export function judgeOutages(steps: readonly Step[]): readonly Claim[] {
  const wrong = steps.filter(({ expected, received }) => expected !== received).length;
  const longest = Math.max(...steps.map(({ milliseconds }) => milliseconds));
  return [
    {
      says: `${steps.length - wrong} of ${steps.length} outcomes are as they have to be`,
      holds: wrong === 0,
    },
    {
      says: `the longest answer took ${(longest / 1000).toFixed(1)} s, of ${LONGEST_ANSWER_MS / 1000} s at most`,
      holds: longest <= LONGEST_ANSWER_MS,
    },
  ];
}

/** Judges what was left after power cuts. */
export function judgePowerCuts(cuts: PowerCuts): readonly Claim[] {
  const { signIns, interrupted, consumedUntold, told, lost, replayed, errors } = cuts;
  return [
    {
      says: `${lost} of ${told} sessions that were told are lost after ${cuts.cuts} power cuts in ${signIns} sign-ins`,
      holds: lost === 0 && told > 0,
    },
    { says: `${replayed} of ${signIns} answers let somebody in again`, holds: replayed === 0 },
    {
      says: `${errors.length} answers were others than due; ${interrupted} were interrupted, of which ${consumedUntold} had been consumed`,
      holds: errors.length === 0,
    },
  ];
}

/** Prints how long sign-ins took. */
export function floodLines({ before, during, garbage }: Flood): readonly string[] {
  const line = (title: string, { count, median, p95, p99, longest }: Percentiles) =>
    row(title, [count, ...[median, p95, p99, longest].map((ms) => ms.toFixed(1))]);
  return [
    row('milliseconds', ['count', 'median', 'p95', 'p99', 'longest']),
    line('sign-ins, else', before),
    line('sign-ins, in the flood', during),
    line('garbage', garbage),
  ];
}

/** Judges a flood. */
export function judgeFlood(flood: Flood): readonly Claim[] {
  const { kinds, posts, perSecond, admitted, errors, before, during } = flood;
  const ratio = (of: 'median' | 'p95') => ({
    says: `in the flood, the ${of} of sign-ins is ${(during[of] / before[of]).toFixed(2)} times what it is else, of ${MAX_FLOOD_RATIO} at most`,
    holds: during[of] <= before[of] * MAX_FLOOD_RATIO,
  });
  return [
    {
      says: `${admitted} of ${posts} posts of ${kinds} kinds of garbage, ${perSecond.toFixed(0)} a second, let somebody in or broke something`,
      holds: admitted === 0,
    },
    { says: `${errors.length} honest sign-ins failed`, holds: errors.length === 0 },
    ratio('median'),
    ratio('p95'),
  ];
}
