/**
 * `npm run soak`: the deployed Worker on workerd over storage on disk, under sign-ins and session checks for minutes, and the
 * lookup of a tenant among 100,000. Prints what was measured, and ends with an error where a claim does not hold.
 * `--minutes <n>`, 5 unless it is given; `--tenants <n>`, 0 leaves the lookup out.
 */
import { parseArgs } from 'node:util';
import { tenant } from '../test/support/tenants.ts';
import { claimLines, judgeSoak, soakLines } from './soak/as-table.ts';
import { compareLookups } from './soak/lookups.ts';
import { sustain } from './soak/sustain.ts';
import { buildWorker } from './workerd/build-worker.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    tenants: { type: 'string', default: '100000' },
  },
});
const [minutes, many] = [Number(values.minutes), Number(values.tenants)];
// The Responses are good for an hour from the start.
if (!(minutes > 0 && minutes <= 45) || !Number.isSafeInteger(many) || many < 0) {
  console.error('--minutes has to be a number up to 45, --tenants a whole number.');
  process.exit(2);
}

const LOOKUP_TURNS = 800;

console.error(`${minutes} minutes of sign-ins and session checks`);
const soak = await sustain(buildWorker('wrangler.toml'), minutes * 60_000);
if (many > 0) console.error(`Storing ${many} tenants, and finding them`);
const lookups =
  many === 0 ? null : await compareLookups(tenant({ hostnames: [] }), { many, turns: LOOKUP_TURNS });
const claims = judgeSoak(soak, lookups);
for (const error of soak.errors.slice(0, 3)) console.log(error);
console.log([...soakLines(soak, lookups), '', ...claimLines(claims)].join('\n'));
process.exitCode = claims.every(({ holds }) => holds) ? 0 : 1;
