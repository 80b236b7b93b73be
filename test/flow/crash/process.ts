/**
 * workerd over storage on disk that outlives it: started, called, killed in the middle of whatever it does, started again over
 * the same storage. Loopback only; kills no process but the one that it started.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare, Response } from 'miniflare';
import type { Call, Step } from './worker.ts';

/** Tells of each step; the step is made once this ends. One that never ends stalls it. */
export type Watch = (step: Step) => Promise<void>;

export interface Process {
  call<Value>(
    target: Call['target'],
    id: string,
    method: string,
    ...args: readonly unknown[]
  ): Promise<Value>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

/** Builds the Worker of this test, once. */
export function buildWorker(): string {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-crash-worker-'));
  try {
    execFileSync(
      'wrangler',
      ['deploy', '--config', join(import.meta.dirname, 'wrangler.toml'), '--dry-run', '--outdir', folder],
      { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, CI: 'true' } },
    );
    return readFileSync(join(folder, 'worker.js'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Starts workerd over a folder of storage, its clock some time ahead. */
export async function startProcess(
  script: string,
  folder: string,
  watch: Watch,
  aheadMilliseconds = 0,
): Promise<Process> {
  const before = listWorkerds();
  const sqlite = (className: string) => ({ className, useSQLite: true });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      resourcePersistencePath: folder,
      handleStructuredLogs: () => {},
      name: 'crash',
      modules: [{ type: 'ESModule', path: 'worker.js', contents: script }],
      compatibilityDate: '2026-11-01',
      compatibilityFlags: ['nodejs_compat'],
      bindings: { AHEAD_MILLISECONDS: aheadMilliseconds },
      kvNamespaces: ['TENANTS'],
      durableObjects: {
        TENANT_RECORD: sqlite('TenantRecord'),
        DIRECTORY: sqlite('Directory'),
        SIGN_IN_LEDGER: sqlite('SignInLedger'),
        OPERATOR_ACCOUNTS: sqlite('OperatorAccounts'),
      },
      serviceBindings: {
        STEPS: async (request: { text(): Promise<string> }) => {
          await watch(JSON.parse(await request.text()) as Step);
          return new Response(null);
        },
      },
    }),
  );
  const url = await miniflare.ready;
  const [pid, ...others] = listWorkerds().filter((each) => !before.includes(each));
  if (pid === undefined || others.length > 0) throw new Error('workerd is not to be told from others');
  return {
    async call(target, id, method, ...args) {
      const response = await fetch(url, {
        method: 'POST',
        body: JSON.stringify({ target, id, method, args } satisfies Call),
      });
      if (!response.ok) throw new Error(`${method}: ${response.status} ${await response.text()}`);
      return ((await response.json()) as { value: never }).value;
    },
    async kill() {
      process.kill(pid, 'SIGKILL');
      await miniflare.dispose().catch(() => {});
    },
  };
}

/** The workerd processes that this process has started. */
function listWorkerds(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const [, command, parent] =
          /^\d+ \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
        return command === 'workerd' && Number(parent) === process.pid;
      } catch {
        return false;
      }
    })
    .map(Number);
}
