/**
 * `npm run faults`: the deployed Worker while what it stands on fails, while its process is killed, and while it is flooded with the
 * garbage of the attack tests. Prints what people meet, and ends with an error where a claim does not hold.
 * `--sign-ins <n>`, 1,000 unless it is given, `--posts <n>` of garbage, 10,000, at `--per-second <n>`, 100.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CHAPTERS } from './attacks/chapters.ts';
import { floodLines, judgeFlood, judgeOutages, judgePowerCuts, outageLines } from './faults/as-table.ts';
import { flood } from './faults/flood.ts';
import { seeOutages } from './faults/outages.ts';
import { cutPower } from './faults/power-cuts.ts';
import { claimLines } from './soak/as-table.ts';
import { buildWorker } from './workerd/build-worker.ts';

process.chdir(join(import.meta.dirname, '..'));

const { values } = parseArgs({
  options: {
    'sign-ins': { type: 'string', default: '1000' },
    posts: { type: 'string', default: '10000' },
    'per-second': { type: 'string', default: '100' },
  },
});
const [signIns, posts, perSecond] = [values['sign-ins'], values.posts, values['per-second']].map(Number) as [
  number,
  number,
  number,
];
if (![signIns, posts, perSecond].every((value) => Number.isSafeInteger(value) && value > 0)) {
  console.error('--sign-ins, --posts and --per-second have to be whole numbers.');
  process.exit(2);
}

const CUTS = 4;
const ROUNDS = 20;
const SIGN_INS_BEFORE = 40;

console.error('What the Worker stands on fails');
const steps = await seeOutages({ idpIsSilent: true });
console.log(outageLines(steps).join('\n'));

console.error('The power goes');
const script = buildWorker('wrangler.toml');
const cuts = await cutPower(script, { signIns, cuts: CUTS });

console.error('Garbage is posted');
const files = CHAPTERS.slice(0, 2).flatMap((chapter) => chapter.files);
const flooded = await flood(script, {
  files,
  posts,
  perSecond,
  rounds: ROUNDS,
  signInsBefore: SIGN_INS_BEFORE,
});
for (const error of [...cuts.errors, ...flooded.errors].slice(0, 3)) console.log(error);
const claims = [...judgeOutages(steps), ...judgePowerCuts(cuts), ...judgeFlood(flooded)];
console.log(['', ...floodLines(flooded), '', ...claimLines(claims)].join('\n'));
process.exitCode = claims.every(({ holds }) => holds) ? 0 : 1;
