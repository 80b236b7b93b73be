/** What the tests at strangers' identity providers left in vitest's report, as a table. Pure. */
import type { TestReport } from '../test/run-vitest.ts';

/** A line of the table: what was run, and what came of it. */
export interface InteropLine {
  readonly stranger: string;
  readonly version: string;
  /** Of the test. */
  readonly title: string;
  readonly flow: string;
  /** Which elements were signed and encrypted, with which algorithms. */
  readonly protection: string;
  readonly outcome: string;
  /** The code that the tampered twin was refused with; null where the genuine message has to be refused. */
  readonly twin: string | null;
}

/** The lines of the tests that passed, and the titles of those that did not. */
export function readLines(report: TestReport | null): {
  readonly lines: readonly InteropLine[];
  readonly failed: readonly string[];
} {
  const results = report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  const passed = results.filter(({ status }) => status === 'passed');
  const lines = passed.flatMap(({ meta }) => ('interop' in meta ? [meta.interop as InteropLine] : []));
  const failed = results.filter(({ status }) => status !== 'passed');
  return { lines, failed: failed.map(({ ancestorTitles, title }) => [...ancestorTitles, title].join(' > ')) };
}

/** A block for each stranger, with a line for each sign-in. */
export function formatLines(lines: readonly InteropLine[]): string {
  const blocks = Map.groupBy(lines, ({ stranger, version }) => `${stranger} ${version}`);
  return [...blocks].map(([title, block]) => `${title}\n${formatBlock(block)}`).join('\n\n');
}

function formatBlock(lines: readonly InteropLine[]): string {
  const rows = [
    ['test', 'flow', 'signed and encrypted', 'outcome', 'its tampered twin'],
    ...lines.map(({ title, flow, protection, outcome, twin }) => [
      title,
      flow,
      protection,
      outcome,
      twin === null ? '' : `refused: ${twin}`,
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}
