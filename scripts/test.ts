/**
 * `npm test`: prerequisites, `npm run check`, and every test. Ends with one line, `N passed, N failed`. Arguments go to
 * vitest, so that `npm test -- test/saml` runs a part.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CHAPTERS } from './attacks/chapters.ts';
import { formatSummary, summarizeAttacks } from './attacks/summary.ts';
import { type Count, countTests } from './test/count-tests.ts';
import { adviseOn, installPrerequisites } from './test/prerequisites.ts';
import { runVitest } from './test/run-vitest.ts';

/** A test that hangs ends the run, rather than the patience of whoever waits for it. */
const TIME_LIMIT_MS = 30 * 60_000;

process.chdir(join(import.meta.dirname, '..'));

const { passed, failed } = runAll();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function runAll(): Count {
  const missing = installPrerequisites();
  for (const prerequisite of missing) console.error(adviseOn(prerequisite));
  if (missing.length > 0) return { passed: 0, failed: missing.length };

  const check = spawnSync(process.execPath, ['scripts/check.ts'], { stdio: 'inherit' });
  const { report, status } = runVitest(process.argv.slice(2), TIME_LIMIT_MS);
  const tests = countTests(report, status);
  if (report !== null) console.log(`\n${formatSummary(summarizeAttacks(report, CHAPTERS))}\n`);
  // The check is no test. It is counted only where it fails, since then the whole has failed.
  return { passed: tests.passed, failed: tests.failed + (check.status === 0 ? 0 : 1) };
}
