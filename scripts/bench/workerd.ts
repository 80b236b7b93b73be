/**
 * The Worker as it is deployed and a bare Hono worker, side by side in one workerd process, each on a port of its own,
 * without anything in front, and both before the same application. Loopback only.
 */
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { makeTokenKey } from '../keygen/token-keys.ts';
import { buildWorker } from '../workerd/build-worker.ts';
import { deployedWorkerOf, workerOf } from '../workerd/deployed-options.ts';

export interface Workers {
  readonly oursPort: number;
  readonly barePort: number;
  close(): Promise<void>;
}

/** An answer as long as that of a session check, which is what all of this is about: nothing is to take longer than passing it on. */
const APPLICATION = `
  const answer = { headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' } };
  export default { fetch: () => new Response('x'.repeat(1_500), answer) };`;

/** Builds and starts both. */
export async function startWorkers(): Promise<Workers> {
  const serviceBindings = { APP: 'application' };
  const deployed = deployedWorkerOf('ours', buildWorker('wrangler.toml'));
  const TOKEN_KEYS = JSON.stringify({ keys: [makeTokenKey('P-256', new Date())] });
  const ours = { ...deployed, serviceBindings, bindings: { ...deployed.bindings, TOKEN_KEYS } };
  const application = workerOf('application', APPLICATION);
  const bare = {
    ...workerOf('bare', buildWorker('scripts/bench/bare-worker/wrangler.toml')),
    serviceBindings,
  };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      // What the Workers log is not what this run prints.
      handleStructuredLogs: () => {},
      workers: [ours, bare, application],
    }),
  );
  const port = async (name: string) => Number((await miniflare.unsafeGetDirectURL(name)).port);
  const [oursPort, barePort] = [await port('ours'), await port('bare')];
  return { oursPort, barePort, close: () => miniflare.dispose() };
}
