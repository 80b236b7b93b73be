/** What the tests of attacks left in vitest's report, as a table by chapter. Pure. */
import type { TestReport } from '../test/run-vitest.ts';
import type { Chapter } from './chapters.ts';

/** The messages that a test had judged. A message that has to be refused and is not fails its test. */
export interface Tally {
  readonly refused: number;
  readonly accepted: number;
}

export interface ChapterSummary extends Tally {
  readonly title: string;
  readonly tests: number;
  readonly failed: number;
}

/** Sums up the tests of each chapter. Throws for a file of `test/attacks` that belongs to none. */
export function summarizeAttacks(
  report: Pick<TestReport, 'testResults'>,
  chapters: readonly Chapter[],
): ChapterSummary[] {
  const summaries = new Map(
    chapters.map(({ title }) => [title, { title, tests: 0, failed: 0, refused: 0, accepted: 0 }]),
  );
  for (const { name, assertionResults } of report.testResults) {
    const path = pathInTests(name);
    const chapter = chapters.find((candidate) => filesOf(candidate).includes(path));
    const summary = summaries.get(chapter?.title ?? '');
    if (summary === undefined) {
      if (!path.startsWith('attacks/')) continue;
      throw new Error(`${path} is in no chapter of scripts/attacks/chapters.ts`);
    }
    for (const { status, meta } of assertionResults) {
      const { refused, accepted } =
        'messages' in meta ? (meta.messages as Tally) : { refused: 0, accepted: 0 };
      summary.tests++;
      summary.failed += status === 'passed' ? 0 : 1;
      summary.refused += refused;
      summary.accepted += accepted;
    }
  }
  return [...summaries.values()];
}

/** The files of a chapter: paths in `test`, without `.test.ts`. */
export function filesOf({ files, beside = [] }: Chapter): readonly string[] {
  return [...files.map((file) => `attacks/${file}`), ...beside];
}

function pathInTests(name: string): string {
  return name.replace(/^.*\/test\//, '').replace(/\.test\.ts$/, '');
}

const COLUMNS = ['tests', 'failed', 'refused', 'accepted'] as const;

/** A line for each chapter and one for all. `accepted` are the unforged twins and other honest messages. */
export function formatSummary(chapters: readonly ChapterSummary[]): string {
  const total = { title: 'all', tests: 0, failed: 0, refused: 0, accepted: 0 };
  for (const chapter of chapters) {
    for (const column of COLUMNS) total[column] += chapter[column];
  }
  const line = (title: string, cells: readonly (string | number)[]) =>
    title.padEnd(28) + cells.map((cell) => String(cell).padStart(10)).join('');
  return [
    line('messages', COLUMNS),
    ...[...chapters, total].map(({ title, tests, failed, refused, accepted }) =>
      line(title, [tests, failed, ...(refused + accepted === 0 ? ['-', '-'] : [refused, accepted])]),
    ),
  ].join('\n');
}
