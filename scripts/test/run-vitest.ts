/** Runs vitest, whose output goes to the terminal, and reads its JSON report. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
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

/**
 * Runs the tests that the arguments choose, all without any. It has to be called in the root of the project. What it prints
 * comes `at once`, or all of it `at the end`, where something else runs beside it, or only `if it fails`.
 */
export async function runVitest(
  args: readonly string[],
  timeLimitMs: number,
  prints: 'at once' | 'at the end' | 'if it fails' = 'at once',
): Promise<TestRun> {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-test-'));
  const file = join(folder, 'report.json');
  const output = join(folder, 'output.txt');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  // What a test logs matters where it fails.
  const command = ['run', '-c', 'test/vitest.config.ts', '--silent=passed-only', ...reporters, ...args];
  try {
    const held = prints === 'at once' ? null : openSync(output, 'w');
    const status = await run(command, held ?? 'inherit', timeLimitMs);
    if (held !== null) {
      closeSync(held);
      if (prints === 'at the end' || status !== 0) process.stdout.write(readFileSync(output));
    }
    return { report: readReport(file), status };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(
  args: readonly string[],
  output: number | 'inherit',
  timeLimitMs: number,
): Promise<number | null> {
  const child = spawn('vitest', args, { stdio: ['inherit', output, output], timeout: timeLimitMs });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

function readReport(file: string): TestReport | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
