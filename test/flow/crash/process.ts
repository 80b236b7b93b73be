/**
 * workerd over storage on disk that outlives it: started, called, killed in the middle of whatever it does, started again over
 * the same storage. Loopback only; kills no process but the one that it started.
 */
import { convertV4MiniflareOptions, Miniflare, Response } from 'miniflare';
import { withWorkerdId } from '../../../scripts/workerd/workerd-ids.ts';
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

/** Starts workerd over a folder of storage, its clock some time ahead. */
export async function startProcess(
  script: string,
  folder: string,
  watch: Watch,
  aheadMilliseconds = 0,
): Promise<Process> {
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
  const { started: url, pid } = await withWorkerdId(() => miniflare.ready);
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
