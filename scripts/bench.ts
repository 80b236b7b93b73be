/**
 * `npm run bench`: how fast verification is, beside the cryptography alone and beside others, and what the Worker adds to
 * a bare one. A readable table with the budgets beside the figures; `--json` prints the figures alone, `--quick` takes
 * fewer documents and turns and ends within 45 seconds. The figures of one run compare; those of two runs do not.
 */

import { toJson } from './bench/as-json.ts';
import {
  hostileLines,
  memoryLine,
  servingLines,
  verificationLines,
  workerCaseLines,
  workerLines,
} from './bench/as-table.ts';
import { measureHostile } from './bench/hostile.ts';
import { measureMemory } from './bench/memory.ts';
import { measureOnWorkerd } from './bench/on-workerd.ts';
import { readPlan } from './bench/plan.ts';
import { measureServing } from './bench/serving.ts';
import { measureVerification } from './bench/verification.ts';
import { measureBundle } from './bundle.ts';

const plan = readPlan(process.argv.slice(2), process.env);
const print = (lines: readonly string[]) => {
  if (!plan.json) console.log(lines.join('\n'));
};
/** What is under way goes to standard error, so that the figures can be piped. */
const tell = (what: string) => process.stderr.write(`${what} …\n`);

const cases = await measureVerification(plan.verification, tell);
print(verificationLines(cases));

tell('The same on workerd');
const workerCases = await measureOnWorkerd(plan.onWorkerd);
print(workerCaseLines(workerCases));

if (!plan.json) {
  tell('Hostile documents');
  print(hostileLines(await measureHostile(plan.hostile)));
  tell('Memory');
  print([memoryLine(measureMemory())]);
}

tell('The Worker on workerd');
const serving = await measureServing(plan.serving);
print(servingLines(serving));

tell('The size of the Worker and its start-up');
const bundle = await measureBundle(plan.startup);
print(workerLines(bundle));

if (plan.json) console.log(JSON.stringify(toJson(cases, workerCases, bundle, serving)));
