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

/** The mutants that no test noticed, each once however often it stands in a line. */
export function survivorsIn({ files }: Report): Survivor[] {
  const found: Survivor[] = [];
  for (const [file, { source, mutants }] of Object.entries(files)) {
    const lines = source.split('\n');
    for (const { status, mutatorName, replacement = '', location } of mutants) {
      const code = lines[location.start.line - 1] ?? '';
      const survivor = {
        file,
        code: code.trim(),
        mutator: mutatorName,
        original: originalOf(code, location),
        replacement: replacement.replaceAll(/\s+/g, ' '),
      };
      if (SURVIVED.includes(status) && !found.some((other) => isSameMutant(other, survivor)))
        found.push(survivor);
    }
  }
  return found;
}

/** What is replaced, up to the end of the line: the rest may change without making another mutant of it. */
function originalOf(code: string, { start, end }: Mutant['location']): string {
  return code.slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined);
}
