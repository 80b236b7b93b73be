/**
 * `npm run interop`: signs in at every stranger's identity provider, through the Worker on workerd, and prints a table of
 * what was run. Installs what is missing where it may, and otherwise says what was skipped and why.
 */
import { join } from 'node:path';
import { STRANGERS } from './interop/strangers.ts';
import { formatLines, readLines } from './interop/table.ts';
import { adviseOn, installPrerequisites } from './test/prerequisites.ts';
import { runVitest } from './test/run-vitest.ts';

const TIME_LIMIT_MS = 20 * 60_000;

process.chdir(join(import.meta.dirname, '..'));

const missing = installPrerequisites();
const lacks = (needs: readonly string[]) =>
  missing.filter(({ debianPackages }) => needs.includes(debianPackages));
const present = STRANGERS.filter(({ needs }) => lacks(needs).length === 0);
const absent = STRANGERS.filter(({ needs }) => lacks(needs).length > 0);

const files = present.flatMap((stranger) => stranger.files.map((name) => `test/interop/${name}.test.ts`));
const { report, status } = await runVitest(files, TIME_LIMIT_MS);
const { lines, failed } = readLines(report);

console.log(`\n${formatLines(lines)}\n`);
for (const title of failed) console.log(`failed: ${title}`);
for (const { stranger, needs } of absent) {
  console.log(`skipped: ${stranger}. ${lacks(needs).map(adviseOn).join(' ')}`);
}
const accepted = lines.filter(({ twin }) => twin !== null).length;
console.log(
  `${lines.length} sign-ins and logouts at ${present.length} strangers: ${accepted} accepted, each with a tampered twin refused; ` +
    `${lines.length - accepted} refused, as they have to be; ${failed.length} failed, ${absent.length} strangers skipped`,
);
process.exitCode = status === 0 ? 0 : 1;
