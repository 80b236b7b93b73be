/**
 * `npm run explain -- REF`: all that is known under a reference number, asked of the API and told in words. Status 0 where something
 * is, 1 where nothing is kept under it, 2 where it could not be asked.
 */
import { join } from 'node:path';
import { ApiProblem, createApiClient } from '../src/api-client/api-client.ts';
import { asText } from './explain/as-text.ts';
import { ExplainProblem, readOptions } from './explain/options.ts';
import { styleFor, visible } from './inspect/terminal-text.ts';

const PROJECT_FOLDER = join(import.meta.dirname, '..');
const NOTHING_KEPT = 1;
const NOT_ASKED = 2;

try {
  await run();
} catch (error) {
  process.exitCode = NOT_ASKED;
  if (error instanceof ExplainProblem) console.error(error.message);
  else if (error instanceof ApiProblem) console.error(`${visible(error.message)} (${visible(error.code)})`);
  else if (error instanceof TypeError)
    console.error(`The API cannot be reached: ${String(error.cause ?? error.message)}`);
  else console.error(error);
}

async function run(): Promise<void> {
  const { reference, origin, token } = readOptions(process.argv.slice(2), process.env, PROJECT_FOLDER);
  const api = createApiClient({ origin, token });
  try {
    const { body } = await api.reference(reference);
    console.log(asText(body, styleFor(process.stdout.isTTY ?? false)));
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'reference_unknown') throw error;
    console.log(
      `Nothing is kept under ${reference}. It was never given out here, or what it stood for is forgotten by now, or it was before anything said of which tenant it is; the log may still have it.`,
    );
    process.exitCode = NOTHING_KEPT;
  }
}
