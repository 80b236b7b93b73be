/** Runs vitest, whose output goes to the terminal, and reads its JSON report. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The part of the report that is read here. */
export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly TestFileResult[];
}

export interface TestFileResult {
  /** The absolute path. */
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly TestResult[];
}

export interface TestResult {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
  /** What the test left for scripts to read. */
  readonly meta: object;
}

export interface TestRun {
  /** Null where vitest did not get that far. */
  readonly report: TestReport | null;
  /** The exit status; null where it was ended, as by the time limit. */
  readonly status: number | null;
}

/** Runs the tests that the arguments choose, all without any. It has to be called in the root of the project. */
export function runVitest(args: readonly string[], timeLimitMs: number): TestRun {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-test-'));
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  try {
    const command = ['run', '-c', 'test/vitest.config.ts', ...reporters, ...args];
    const { status } = spawnSync('vitest', command, { stdio: 'inherit', timeout: timeLimitMs });
    return { report: readReport(file), status };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readReport(file: string): TestReport | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
