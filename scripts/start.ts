/**
 * `npm start`: everything that a developer needs, on this machine alone: secrets, the Worker under `wrangler dev`,
 * identity providers, two tenants. Runs until Ctrl-C; any problem is one sentence, and status 1.
 */
import { join } from 'node:path';
import { type Environment, startEnvironment } from './start/environment.ts';
import { readOptions } from './start/options.ts';
import { StartProblem } from './start/start-problem.ts';
import { buildWelcome } from './start/welcome.ts';

const PROJECT_FOLDER = join(import.meta.dirname, '..');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PARENT_POLL_MS = 500;

const interrupted = new Promise<'interrupted'>((resolve) => {
  // They stay caught while everything is being ended: npm passes on what the terminal has sent already.
  for (const signal of SIGNALS) process.on(signal, () => resolve('interrupted'));
  watchNpm(() => resolve('interrupted'));
});

/** When npm is ended, its shell does not pass that on; but then this process gets another parent. */
function watchNpm(gone: () => void): void {
  const parent = process.ppid;
  if (!('npm_lifecycle_event' in process.env)) return;
  setInterval(() => process.ppid !== parent && gone(), PARENT_POLL_MS).unref();
}

async function run(): Promise<void> {
  const options = readOptions(process.argv.slice(2), PROJECT_FOLDER);
  console.log('Starting the Worker and the identity providers …');
  const environment = await startEnvironment(options, PROJECT_FOLDER, (line) => console.log(line));
  try {
    await Promise.race([untilBroken(environment), interrupted]);
  } finally {
    await environment.end();
  }
}

async function untilBroken({ ready, broken }: Environment): Promise<never> {
  console.log(buildWelcome(await ready()));
  throw new StartProblem(`The Worker is gone: ${await broken}. The rest was ended, too.`);
}

try {
  await run();
} catch (error) {
  // Whatever is no StartProblem is a bug, and wants its stack.
  console.error(error instanceof StartProblem ? error.message : error);
  process.exitCode = 1;
}
