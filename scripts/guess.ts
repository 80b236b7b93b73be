/**
 * `node scripts/guess.ts`: 1,000 wrong recovery addresses, passwords and codes against the running Worker, with figures of what
 * was let through and whether the time of an answer tells anything. `--count <n>` makes fewer, or more.
 */
import { parseArgs } from 'node:util';
import { startWorker } from '../test/support/worker.ts';
import { guess } from './guess/guess.ts';

const { values } = parseArgs({ options: { count: { type: 'string', default: '1000' } } });
const count = Number(values.count);
if (!Number.isSafeInteger(count) || count < 1) {
  console.error('--count has to be a whole number.');
  process.exit(2);
}

const worker = await startWorker();
try {
  const { addresses, attempts } = await guess(worker, count);
  console.log(`${addresses.guesses} guesses at addresses, ${addresses.told} answered unlike an unknown page`);
  for (const { what, median, p95 } of addresses.timings) {
    console.log(`  ${what.padEnd(40)} median ${median.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms`);
  }
  for (const { what, guesses, letThrough, mostAllowed, signedIn } of attempts) {
    console.log(
      `${guesses} wrong ${what}: ${letThrough} looked at (at most ${mostAllowed} in that time), ${signedIn} let in`,
    );
  }
  const isGood =
    addresses.told === 0 &&
    attempts.every(({ letThrough, mostAllowed, signedIn }) => letThrough <= mostAllowed && signedIn === 0);
  process.exitCode = isGood ? 0 : 1;
} finally {
  await worker.close();
}
