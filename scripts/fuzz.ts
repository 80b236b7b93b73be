/**
 * `npm run fuzz`: 200,000 mutants of signed and encrypted responses, none of which may be accepted unless it says exactly what
 * the response says. `-- --seed <n> --count <n>` runs others; the seed of a find with `--count 1` makes it again.
 */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz/fuzz.ts';
import { parseOrShowUsage } from './usage.ts';

const USAGE = `npm run fuzz -- [--seed 1] [--count 200000]

  --seed   that of the first mutant; the next one has the next. That of a find, with --count 1, makes it again
  --count  how many mutants`;

const values = parseOrShowUsage(USAGE, () =>
  parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '200000' },
      help: { type: 'boolean' },
    },
  }),
);
const [seed, count] = [Number(values.seed), Number(values.count)];
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(count) || seed < 0 || count < 1) {
  console.error('--seed and --count have to be whole numbers.');
  process.exit(2);
}

const started = performance.now();
const { mutants, identical, refused, finds } = await fuzz(seed, count, (done) =>
  process.stderr.write(`${done} mutants …\n`),
);
const seconds = (performance.now() - started) / 1000;

for (const find of finds) {
  console.log(`FOUND with seed ${find.seed}, in "${find.base}": ${find.problem}\n${find.mutant}\n`);
}
const row = (label: string, number: number) => `${label.padEnd(44)} ${String(number).padStart(8)}`;
const byCount = [...refused].sort(([, a], [, b]) => b - a);
console.log(
  [
    row(`mutants, seeds ${seed} to ${seed + count - 1}`, mutants),
    row('accepted, saying what the response says', identical),
    row('refused', mutants - identical - finds.length),
    ...byCount.map(([code, number]) => row(`  ${code}`, number)),
    row('accepted, saying something else', finds.length),
    `${seconds.toFixed(0)} s, ${Math.round(mutants / seconds)} mutants a second`,
  ].join('\n'),
);
process.exitCode = finds.length === 0 ? 0 : 1;
