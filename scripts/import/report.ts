/** What came of an import, in lines: what was refused and changed by name, what is new and the same by number. Pure. */
import type { Outcome } from './import-entry.ts';

export interface Imported {
  readonly where: string;
  readonly slug: string;
  readonly outcome: Outcome;
}

/** Writes the report. */
export function writeReport(imported: readonly Imported[], isDryRun: boolean): string {
  const count = (kind: Outcome['kind']) => imported.filter(({ outcome }) => outcome.kind === kind).length;
  const lines = imported.flatMap(writeLine);
  const would = isDryRun ? 'would be ' : '';
  const summary = [
    `${count('made')} ${would}made`,
    `${count('changed')} ${would}changed`,
    `${count('same')} the same`,
    ...(count('refused') > 0 ? [`${count('refused')} refused`] : []),
  ].join(', ');
  return [...lines, ...(lines.length > 0 ? [''] : []), `${summary}.`].join('\n');
}

function writeLine({ where, slug, outcome }: Imported): readonly string[] {
  switch (outcome.kind) {
    case 'made':
      return [`+ ${slug}`];
    case 'changed':
      return [`~ ${slug}: ${outcome.fields.join(', ')}`];
    case 'refused':
      return [`✗ ${slug} (${where}): ${outcome.reason}`];
    case 'same':
      return [];
  }
}
