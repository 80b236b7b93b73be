/** Reads Stryker's report: the mutation testing elements schema, as far as it is used here. */
export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

const KILLED = ['Killed', 'Timeout'];
const SURVIVED = ['Survived', 'NoCoverage'];

/** How many mutants a test noticed, and how many none did. */
export function tally({ files }: Report): { readonly killed: number; readonly survived: number } {
  const all = Object.values(files).flatMap(({ mutants }) => mutants);
  return {
    killed: all.filter(({ status }) => KILLED.includes(status)).length,
    survived: all.filter(({ status }) => SURVIVED.includes(status)).length,
  };
}

/** A line for each mutant that no test noticed: where it is, the code, and what it becomes. */
export function survivorLines({ files }: Report): string[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants
      .filter(({ status }) => SURVIVED.includes(status))
      .map(({ mutatorName, replacement = '', location: { start } }) => {
        const code = (lines[start.line - 1] ?? '').trim();
        return `${file}:${start.line}:${start.column} ${mutatorName}: ${code} => ${replacement.replaceAll(/\s+/g, ' ')}`;
      });
  });
}
