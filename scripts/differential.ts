/**
 * `npm run differential`: 5,000 signed documents made at random, verified by us, by xmlsec1 and by xmldsigjs, with the reason of
 * every disagreement; then 20,000 documents through our canonicalisation and libxml2's. `-- --seed <n> --count <n>` compares other
 * signed documents, and nothing else.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { compareSignatures } from '../test/differential/compare-signatures.ts';
import { DISAGREEMENTS } from '../test/differential/disagreements.ts';
import { parseOrShowUsage } from './usage.ts';

const USAGE = `npm run differential -- [--seed 1] [--count 5000]

  --seed   that of the first signed document; the next one has the next
  --count  how many signed documents; with either of the two, canonical forms are left out`;

const values = parseOrShowUsage(USAGE, () =>
  parseArgs({
    options: { seed: { type: 'string' }, count: { type: 'string' }, help: { type: 'boolean' } },
  }),
);
const [seed, count] = [Number(values.seed ?? 1), Number(values.count ?? 5_000)];
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(count) || seed < 0 || count < 1) {
  console.error('--seed and --count have to be whole numbers.');
  process.exit(2);
}

const { accepted, refused, explained, unexplained } = await compareSignatures(seed, count, (done) =>
  process.stderr.write(`${done} signed documents …\n`),
);
const row = (number: number, label: string) => `${String(number).padStart(6)}  ${label}`;
console.log(
  [
    row(count, `signed documents, seeds ${seed} to ${seed + count - 1}`),
    row(accepted, 'hold for all three'),
    row(refused, 'hold for none'),
    ...DISAGREEMENTS.flatMap((reason) => {
      const number = explained.get(reason) ?? 0;
      const verdict = reason.weAccept ? 'we accept' : 'we refuse';
      return number === 0 ? [] : [row(number, `${reason.between} disagree, ${verdict}: ${reason.because}`)];
    }),
    row(unexplained.length, 'disagreements without a reason'),
    ...unexplained.map((sentence) => `        ${sentence}`),
  ].join('\n'),
);

const canonical = values.seed === undefined && values.count === undefined ? compareCanonicalForms() : 0;
process.exitCode = unexplained.length === 0 && canonical === 0 ? 0 : 1;

function compareCanonicalForms(): number | null {
  return spawnSync(
    'vitest',
    [
      'run',
      ...['-c', 'test/vitest.config.ts', '--project', 'node'],
      ...['test/differential/canonicalize.test.ts', 'test/differential/well-formedness.test.ts'],
    ],
    { stdio: 'inherit', env: { ...process.env, DIFFERENTIAL_DOCUMENTS: '20000' } },
  ).status;
}
