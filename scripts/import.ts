/**
 * `npm run import`: many tenants at once, from a JSON file or a folder of metadata files, through the API. It can be run again: what
 * is as it should be stays untouched. Status 0 when all is as the source has it, 1 where something was refused, 2 when nothing
 * was begun.
 */
import { ApiProblem, createApiClient } from '../src/api-client/api-client.ts';
import { checkEntries } from './import/check-entries.ts';
import { readEntries } from './import/entries.ts';
import { importEntry } from './import/import-entry.ts';
import { ImportProblem } from './import/import-problem.ts';
import { readOptions } from './import/options.ts';
import { progressOf } from './import/progress.ts';
import { type Imported, writeReport } from './import/report.ts';

/** As many at a time as the API's rate has room for. */
const AT_ONCE = 4;

async function run(): Promise<number> {
  const { source, origin, token, isDryRun } = readOptions(process.argv.slice(2), process.env);
  const entries = await checkEntries(readEntries(source), origin, Date.now());
  const api = createApiClient({ origin, token });
  const imported: Imported[] = [];
  const showProgress = progressOf(entries.length, process.stderr);
  const queue = [...entries];
  const work = async () => {
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
      const outcome = await importEntry(api, entry, isDryRun);
      imported.push({ where: entry.where, slug: entry.slug, outcome });
      showProgress(imported.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const order = new Map(entries.map(({ slug }, index) => [slug, index]));
  imported.sort((one, other) => (order.get(one.slug) ?? 0) - (order.get(other.slug) ?? 0));
  console.log(writeReport(imported, isDryRun));
  return imported.some(({ outcome }) => outcome.kind === 'refused') ? 1 : 0;
}

try {
  process.exitCode = await run();
} catch (error) {
  process.exitCode = 2;
  if (error instanceof ImportProblem) console.error(error.message);
  else if (error instanceof ApiProblem) console.error(`${error.message} (${error.code})`);
  else if (error instanceof TypeError)
    console.error(`The API cannot be reached: ${String(error.cause ?? error.message)}`);
  else console.error(error);
}
