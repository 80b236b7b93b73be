/**
 * `npm run mutation`: changes the core in every small way that Stryker knows, and looks whether a test notices. Prints what was
 * killed for each part, what was left out and why, the survivors that survivors.json gives no reason for, and the reasons that
 * nothing needs any more; fails where one of those is found, or fewer than 90% are killed. `-- xmldsig rules` takes these parts
 * only. Takes more than an hour. It works on a copy, so that the tree may be used meanwhile.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PARTS, type Part } from './mutation/parts.ts';
import { type Report, stoppedIn, survivorsIn, tally } from './mutation/report.ts';
import { readKnownSurvivors, type Survivor, without } from './mutation/survivors.ts';

const LEAST_PERCENT = 90;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`The parts are ${PARTS.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

process.chdir(join(import.meta.dirname, '..'));
const known = readKnownSurvivors();
let passed = true;
for (const part of PARTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const report = mutate(part);
  const { killed, survived, uncounted } = tally(report);
  const percent = (100 * killed) / (killed + survived);
  console.log(`${part.name}: ${killed} of ${killed + survived} mutants killed, ${percent.toFixed(1)}%`);
  for (const [why, count] of uncounted) console.log(`  not counted: ${count}, ${why}`);
  const survivors = survivorsIn(report);
  const unexplained = without(survivors, known);
  const gone = without(
    known.filter(({ file }) => file in report.files),
    [...survivors, ...stoppedIn(report)],
  );
  print('survive without a reason', unexplained);
  print('are listed and do not survive', gone);
  passed &&= percent >= LEAST_PERCENT && unexplained.length === 0 && gone.length === 0;
}
process.exitCode = passed ? 0 : 1;

/** As survivors.json has them. */
function print(what: string, mutants: readonly Survivor[]): void {
  if (mutants.length === 0) return;
  console.log(`  ${mutants.length} ${what}:`);
  for (const mutant of mutants) console.log(`  ${JSON.stringify(mutant)},`);
}

function mutate({ mutate, tests }: Part): Report {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-mutation-'));
  const [settings, report, keys] = ['stryker.json', 'report.json', 'keys'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  try {
    mkdirSync(keys);
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
        concurrency: Number(process.env['MUTATION_CONCURRENCY'] ?? 2),
        timeoutMS: 4_000,
        tempDirName: join(folder, 'copy'),
        reporters: ['json', 'progress-append-only'],
        jsonReporter: { fileName: report },
      }),
    );
    // Progress goes to standard error, so that the survivors can be piped.
    const { status } = spawnSync('stryker', ['run', settings], {
      stdio: ['ignore', 2, 2],
      env: {
        ...process.env,
        MUTATION_TESTS: tests.join(','),
        DIFFERENTIAL_DOCUMENTS: '60',
        TEST_KEYS: keys,
      },
    });
    if (status !== 0) throw new Error(`Stryker ended with status ${status}`);
    return JSON.parse(readFileSync(report, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
