/** The summary of a soak, for people. Pure. */
import type { Timing } from '../bench/measure.ts';
import type { LookupTimes } from './lookups.ts';
import { cutIntoParts, judgeMemory, MAX_GROWTH, type Percentiles, percentilesOf } from './samples.ts';
import type { Soak } from './sustain.ts';

/** One claim, and whether it holds. */
export interface Claim {
  readonly says: string;
  readonly holds: boolean;
}

/** What a lookup among many may take, in lookups among few. */
export const MAX_LOOKUP_RATIO = 1.1;
const PARTS = 5;

/** Judges what was claimed. */
export function judgeSoak(soak: Soak, lookups: LookupTimes | null): readonly Claim[] {
  const { warm, end, isFlat } = judgeMemory(soak.memory);
  const answers = soak.signIns.length + soak.checks.length;
  const { share, octets } = MAX_GROWTH;
  const bound = `at most ${share * 100}% and ${megabytes(octets)} may be added`;
  const among = lookups && {
    says: `a tenant is found among many in ${lookups.ratio.toFixed(2)} times what it takes among few, of ${MAX_LOOKUP_RATIO} at most`,
    holds: lookups.ratio <= MAX_LOOKUP_RATIO,
  };
  return [
    { says: `${soak.errors.length} errors in ${answers} answers`, holds: soak.errors.length === 0 },
    { says: `memory went from ${megabytes(warm)} to ${megabytes(end)}: ${bound}`, holds: isFlat },
    ...(among === null ? [] : [among]),
  ];
}

/** Prints what was measured. */
export function soakLines(soak: Soak, lookups: LookupTimes | null): readonly string[] {
  const { start, warm, end, octetsPerMinute } = judgeMemory(soak.memory);
  return [
    row('milliseconds', ['count', 'median', 'p95', 'p99', 'longest']),
    ...['signIns' as const, 'checks' as const].flatMap((kind) => [
      percentilesRow(kind === 'signIns' ? 'sign-ins' : 'session checks', percentilesOf(soak[kind])),
      ...cutIntoParts(soak[kind], PARTS, soak.durationMs).map((part, index) =>
        percentilesRow(`  part ${index + 1} of ${PARTS}`, part),
      ),
    ]),
    `${soak.renewals} of the checks asked the ledger`,
    '',
    row('memory of workerd', ['start', 'warm', 'end', 'a minute']),
    row('', [start, warm, end, octetsPerMinute].map(megabytes)),
    ...(lookups === null
      ? []
      : [
          '',
          row('finding a tenant, ms', ['lower', 'median', 'upper']),
          lookupRow('  of few', lookups.few),
          lookupRow('  of the same, among many', lookups.sameAmongMany),
          lookupRow('  of any of the many', lookups.anyOfMany),
        ]),
  ];
}

/** Prints whether each claim holds. */
export function claimLines(claims: readonly Claim[]): readonly string[] {
  return claims.map(({ says, holds }) => `${holds ? 'holds' : 'FAILS'}  ${says}`);
}

/** A line of a table. */
export function row(title: string, cells: readonly (string | number)[]): string {
  return title.padEnd(26) + cells.map((cell) => String(cell).padStart(11)).join('');
}

function lookupRow(title: string, { lowerQuartile, median, upperQuartile }: Timing): string {
  return row(
    title,
    [lowerQuartile, median, upperQuartile].map((ms) => ms.toFixed(3)),
  );
}

function percentilesRow(title: string, { count, median, p95, p99, longest }: Percentiles): string {
  return row(title, [count, ...[median, p95, p99, longest].map((ms) => ms.toFixed(1))]);
}

function megabytes(octets: number): string {
  return `${(octets / 1024 / 1024).toFixed(1)} MB`;
}
