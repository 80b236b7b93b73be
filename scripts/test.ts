/**
 * `npm test`: prerequisites, `npm run check`, and every test. Ends with one line, `N passed, N failed`. Arguments go to
 * vitest, so that `npm test -- test/saml` runs a part.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Count, countTests } from './test/count-tests.ts';
import { installPrerequisites } from './test/prerequisites.ts';

/** A test that hangs ends the run, rather than the patience of whoever waits for it. */
const TIME_LIMIT_MS = 9 * 60_000;

process.chdir(join(import.meta.dirname, '..'));

const { passed, failed } = runAll();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function runAll(): Count {
  const missing = installPrerequisites();
  for (const sentence of missing) console.error(sentence);
  if (missing.length > 0) return { passed: 0, failed: missing.length };

  const check = spawnSync(process.execPath, ['scripts/check.ts'], { stdio: 'inherit' });
  const tests = runVitest(process.argv.slice(2));
  // The check is no test. It is counted only where it fails, since then the whole has failed.
  return { passed: tests.passed, failed: tests.failed + (check.status === 0 ? 0 : 1) };
}

function runVitest(args: readonly string[]): Count {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const command = ['run', '-c', 'test/vitest.config.ts', ...reporters, ...args];
    const { status } = spawnSync('vitest', command, { stdio: 'inherit', timeout: TIME_LIMIT_MS });
    return countTests(readReport(report), status);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readReport(file: string) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
