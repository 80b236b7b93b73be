/**
 * The Worker under `wrangler dev`, offline, as a group of processes (wrangler, esbuild, workerd) that is ended as a
 * whole and is nobody else's: a Ctrl-C in the terminal does not reach it by itself. I/O: processes, loopback.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendOverLoopback } from './loopback.ts';
import { StartProblem } from './start-problem.ts';
import { readWranglerOutput } from './wrangler-output.ts';

export interface WorkerProcessOptions {
  readonly projectFolder: string;
  readonly port: number;
  readonly devVarsPath: string;
  /** Where KV and Durable Objects are kept. */
  readonly stateFolder: string;
  /** Takes what is worth reading of the output, line by line, once the Worker answers. */
  readonly show: (line: string) => void;
}

export interface WorkerProcess {
  /** Waits until the Worker answers that it has its settings. */
  ready(): Promise<void>;
  /** Settles when wrangler is gone, with the reason in words. */
  readonly ended: Promise<string>;
  end(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const POLL_MS = 100;
const ENDED_WITHIN_MS = 5_000;

const OFFLINE = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_WRITE_LOGS: 'false',
} as const;

/** Starts it; nothing is awaited. */
export function startWorkerProcess(options: WorkerProcessOptions): WorkerProcess {
  const child = spawnWrangler(options);
  const output = readWranglerOutput(child, options.show);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`wrangler cannot run, ${error.message}`));
    child.once('exit', (code, signal) => resolve(`wrangler ended with ${signal ?? `status ${code}`}`));
  });
  return {
    ended,
    async ready() {
      const until = Date.now() + READY_WITHIN_MS;
      while (!(await isServing(options.port))) {
        const gone = await Promise.race([ended, sleep(POLL_MS, null)]);
        if (gone !== null) throw new StartProblem(`The Worker did not start: ${gone}.\n${output.tail()}`);
        if (Date.now() > until) {
          throw new StartProblem(
            `The Worker did not answer within ${READY_WITHIN_MS / 1000} seconds.\n${output.tail()}`,
          );
        }
      }
      output.showFromNow();
    },
    async end() {
      if (child.pid !== undefined) await endGroup(child.pid);
    },
  };
}

function spawnWrangler({
  projectFolder,
  port,
  devVarsPath,
  stateFolder,
}: WorkerProcessOptions): ChildProcess {
  const args = [
    join(projectFolder, 'node_modules/wrangler/bin/wrangler.js'),
    'dev',
    '--ip=127.0.0.1',
    `--port=${port}`,
    `--var=BASE_DOMAIN:localhost:${port}`,
    `--env-file=${devVarsPath}`,
    `--persist-to=${stateFolder}`,
    '--show-interactive-dev-session=false',
  ];
  return spawn(process.execPath, args, {
    cwd: projectFolder,
    env: { ...process.env, ...OFFLINE },
    stdio: ['ignore', 'pipe', 'pipe'],
    // In a group of its own.
    detached: true,
  });
}

/** Says whether the Worker answers, with what it stands on; it is a problem if it answers that it lacks settings. */
async function isServing(port: number): Promise<boolean> {
  const answer = await sendOverLoopback(`http://localhost:${port}/healthz`, {
    headers: { accept: 'application/json' },
  }).catch(() => null);
  if (answer?.status === 503 && !answer.text.startsWith('failing'))
    throw new StartProblem(`The Worker refuses to serve: ${answer.text}`);
  return answer?.status === 200;
}

/** Ends every process of a group, gently first. One that ended and is never collected does not hold this up for ever. */
async function endGroup(pid: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    signalGroup(pid, signal);
    const until = Date.now() + ENDED_WITHIN_MS;
    while (Date.now() < until) {
      if (!signalGroup(pid, 0)) return;
      await sleep(POLL_MS);
    }
  }
}

/** False where there is none left. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    // A process that has ended but was not collected yet counts as forbidden on macOS.
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))
      return false;
    throw error;
  }
}
