/**
 * The mutants that are known to survive, each with the reason why it is harmless: survivors.json. A mutant is known by what it
 * changes and the line of code it stands in, not by the number of that line, which any edit above shifts.
 */
import { readFileSync } from 'node:fs';

export interface Survivor {
  readonly file: string;
  /** The line, without its indentation. */
  readonly code: string;
  /** Which one it is, counted from one, where the file has the same mutant of the same line more than once. */
  readonly occurrence: number;
  readonly mutator: string;
  /** What is replaced, up to the end of that line. */
  readonly original: string;
  readonly replacement: string;
}

interface Reason {
  readonly reason: string;
  readonly mutants: readonly Survivor[];
}

/** Reads the list of survivors. */
export function readKnownSurvivors(): Survivor[] {
  const reasons: readonly Reason[] = JSON.parse(
    readFileSync(new URL('survivors.json', import.meta.url), 'utf8'),
  );
  return reasons.flatMap(({ mutants }) => mutants);
}

export function isSameMutant(one: Survivor, other: Survivor): boolean {
  return (
    one.file === other.file &&
    one.code === other.code &&
    one.occurrence === other.occurrence &&
    one.mutator === other.mutator &&
    one.original === other.original &&
    one.replacement === other.replacement
  );
}

/** Those of `mutants` that are not among `others`. */
export function without(mutants: readonly Survivor[], others: readonly Survivor[]): Survivor[] {
  return mutants.filter((mutant) => !others.some((other) => isSameMutant(mutant, other)));
}
