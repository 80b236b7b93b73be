/**
 * `npm test`: prerequisites, `npm run check`, and every test. Ends with one line, `N passed, N failed`. Arguments go to
 * vitest, so that `npm test -- test/saml` runs a part.
 */
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHAPTERS } from './attacks/chapters.ts';
import { formatSummary, summarizeAttacks } from './attacks/summary.ts';
import { type Count, countTests } from './test/count-tests.ts';
import { adviseOn, installPrerequisites } from './test/prerequisites.ts';
import { runVitest, type TestRun } from './test/run-vitest.ts';

/** A test that hangs ends the run, rather than the patience of whoever waits for it. */
const TIME_LIMIT_MS = 30 * 60_000;

process.chdir(join(import.meta.dirname, '..'));
// Tests start some two hundred processes of Node: each finds here what another has compiled.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'edge-saml-compile-cache');

const { passed, failed } = await runAll();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function runAll(): Promise<Count> {
  const missing = installPrerequisites();
  for (const prerequisite of missing) console.error(adviseOn(prerequisite));
  if (missing.length > 0) return { passed: 0, failed: missing.length };

  const check = spawnSync(process.execPath, ['scripts/check.ts'], { stdio: 'inherit' });
  const runs = await runTests(process.argv.slice(2));
  const counts = runs.map(({ report, status }) => countTests(report, status));
  const testResults = runs.flatMap(({ report }) => report?.testResults ?? []);
  console.log(`\n${formatSummary(summarizeAttacks({ testResults }, CHAPTERS))}\n`);
  const sum = (part: keyof Count) => counts.reduce((total, count) => total + count[part], 0);
  // The check is no test. It is counted only where it fails, since then the whole has failed.
  return { passed: sum('passed'), failed: sum('failed') + (check.status === 0 ? 0 : 1) };
}

/** Runs what is asked for. All of it is run in three parts side by side: two of them mostly wait for processes of their own. */
function runTests(args: readonly string[]): Promise<readonly TestRun[]> {
  if (args.length > 0) return Promise.all([runVitest(args, TIME_LIMIT_MS)]);
  return Promise.all([
    runVitest(['--project=node', '--project=workerd'], TIME_LIMIT_MS),
    runVitest(['--project=processes', 'test/flow', 'test/interop'], TIME_LIMIT_MS, 'at the end'),
    runVitest(['--project=processes', 'test/browser'], TIME_LIMIT_MS, 'at the end'),
  ]);
}
