/**
 * A Worker on workerd over storage on disk that outlives it: killed in the middle of whatever it does, started again over the
 * same storage. Loopback only; kills no process but the one that it started.
 */
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { deployedWorkerOf } from './deployed-options.ts';
import { withWorkerdId } from './workerd-ids.ts';

export interface StoredWorker {
  readonly port: number;
  /** Of the workerd process. */
  readonly pid: number;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the module of a Worker over a folder. */
export async function startStoredWorker(script: string, folder: string): Promise<StoredWorker> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      resourcePersistencePath: folder,
      // What the Worker logs is not what a run prints.
      handleStructuredLogs: () => {},
      workers: [deployedWorkerOf('ours', script)],
    }),
  );
  const { pid } = await withWorkerdId(() => miniflare.ready);
  return {
    port: Number((await miniflare.unsafeGetDirectURL('ours')).port),
    pid,
    async kill() {
      process.kill(pid, 'SIGKILL');
      await miniflare.dispose().catch(() => {});
    },
    close: () => miniflare.dispose(),
  };
}
