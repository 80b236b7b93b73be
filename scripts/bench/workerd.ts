/**
 * The Worker as it is deployed and a bare Hono worker, side by side in one workerd process, each on a port of its own,
 * without anything in front. Loopback only.
 */
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { buildWorker } from '../workerd/build-worker.ts';
import { deployedWorkerOf, workerOf } from '../workerd/deployed-options.ts';

export interface Workers {
  readonly oursPort: number;
  readonly barePort: number;
  close(): Promise<void>;
}

/** Builds and starts both. */
export async function startWorkers(): Promise<Workers> {
  const ours = deployedWorkerOf('ours', buildWorker('wrangler.toml'));
  const bare = workerOf('bare', buildWorker('scripts/bench/bare-worker/wrangler.toml'));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      // What the Workers log is not what this run prints.
      handleStructuredLogs: () => {},
      workers: [ours, bare],
    }),
  );
  const port = async (name: string) => Number((await miniflare.unsafeGetDirectURL(name)).port);
  const [oursPort, barePort] = [await port('ours'), await port('bare')];
  return { oursPort, barePort, close: () => miniflare.dispose() };
}
