/** Reads Stryker's report: the mutation testing elements schema, as far as it is used here. */
import { isSameMutant, type Survivor } from './survivors.ts';

export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
  readonly status: string;
  readonly statusReason?: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** Both count from one. */
interface Position {
  readonly line: number;
  readonly column: number;
}

const KILLED = ['Killed', 'Timeout'];
const SURVIVED = ['Survived', 'NoCoverage'];

export interface Tally {
  /** How many mutants a test noticed. */
  readonly killed: number;
  /** How many none did. */
  readonly survived: number;
  /** How many were left out, by the reason, and how many did not run, by what Stryker calls that. */
  readonly uncounted: ReadonlyMap<string, number>;
}

export function tally({ files }: Report): Tally {
  const uncounted = new Map<string, number>();
  let [killed, survived] = [0, 0];
  for (const { status, statusReason } of Object.values(files).flatMap(({ mutants }) => mutants)) {
    if (KILLED.includes(status)) killed++;
    else if (SURVIVED.includes(status)) survived++;
    else {
      const why = status === 'Ignored' ? (statusReason ?? status) : status;
      uncounted.set(why, (uncounted.get(why) ?? 0) + 1);
    }
  }
  return { killed, survived, uncounted };
}

/** The mutants that no test noticed, in the order of the code. */
export function survivorsIn(report: Report): Survivor[] {
  return mutantsIn(report, SURVIVED);
}

/** The mutants that were stopped, which on a busy machine may have been slow and nothing else. */
export function stoppedIn(report: Report): Survivor[] {
  return mutantsIn(report, ['Timeout']);
}

function mutantsIn({ files }: Report, statuses: readonly string[]): Survivor[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    const seen: Survivor[] = [];
    return mutants.toSorted(byPosition).flatMap(({ status, mutatorName, replacement = '', location }) => {
      const code = lines[location.start.line - 1] ?? '';
      const first: Survivor = {
        file,
        code: code.trim(),
        occurrence: 1,
        mutator: mutatorName,
        original: originalOf(code, location),
        replacement: replacement.replaceAll(/\s+/g, ' '),
      };
      const occurrence = 1 + seen.filter((other) => isSameMutant(first, { ...other, occurrence: 1 })).length;
      const mutant = { ...first, occurrence };
      seen.push(mutant);
      return statuses.includes(status) ? [mutant] : [];
    });
  });
}

/** What begins at the same place comes largest first, so that those alike always have the same order. */
function byPosition({ location: a }: Mutant, { location: b }: Mutant): number {
  return (
    a.start.line - b.start.line ||
    a.start.column - b.start.column ||
    b.end.line - a.end.line ||
    b.end.column - a.end.column
  );
}

/** What is replaced, up to the end of the line: the rest may change without making another mutant of it. */
function originalOf(code: string, { start, end }: Mutant['location']): string {
  return code.slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined);
}
