/**
 * `npm run mutation`: changes the core in every small way that Stryker knows, and looks whether a test notices. Prints what was
 * killed for each part, and the survivors, of which survivors.md says why each is harmless. `-- xmldsig rules` takes these parts only.
 * Takes the better part of an hour. It works on a copy, so that the tree may be used meanwhile.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PARTS, type Part } from './mutation/parts.ts';
import { type Report, survivorLines, tally } from './mutation/report.ts';

const LEAST_PERCENT = 90;

const wanted = process.argv.slice(2);
const parts = wanted.length === 0 ? PARTS : PARTS.filter(({ name }) => wanted.includes(name));
if (parts.length === 0) {
  console.error(`The parts are ${PARTS.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

process.chdir(join(import.meta.dirname, '..'));
let passed = true;
for (const part of parts) {
  const report = mutate(part);
  const { killed, survived } = tally(report);
  const percent = (100 * killed) / (killed + survived);
  passed &&= percent >= LEAST_PERCENT;
  console.log(`${part.name}: ${killed} of ${killed + survived} mutants killed, ${percent.toFixed(1)}%`);
  for (const line of survivorLines(report)) console.log(`  ${line}`);
}
process.exitCode = passed ? 0 : 1;

function mutate({ mutate, tests }: Part): Report {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-mutation-'));
  const [settings, report] = [join(folder, 'stryker.json'), join(folder, 'report.json')];
  try {
    writeFileSync(
      settings,
      JSON.stringify({
        testRunner: 'vitest',
        plugins: ['@stryker-mutator/vitest-runner', './scripts/mutation/ignore-facts.ts'],
        ignorers: ['facts'],
        vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
        coverageAnalysis: 'perTest',
        // What is made once, when a module is loaded, such as the table of algorithms, would need every test for each mutant.
        ignoreStatic: true,
        // Stryker would rewrite paths in it, by an interface that TypeScript 7 has not got; there are none.
        tsconfigFile: 'no-tsconfig.json',
        mutate,
        concurrency: 2,
        timeoutMS: 4_000,
        tempDirName: join(folder, 'copy'),
        reporters: ['json', 'progress-append-only'],
        jsonReporter: { fileName: report },
      }),
    );
    // Progress goes to standard error, so that the survivors can be piped.
    const { status } = spawnSync('stryker', ['run', settings], {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, MUTATION_TESTS: tests.join(','), DIFFERENTIAL_DOCUMENTS: '60' },
    });
    if (status !== 0) throw new Error(`Stryker ended with status ${status}`);
    return JSON.parse(readFileSync(report, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
