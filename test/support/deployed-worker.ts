/**
 * The Worker as it is built for deployment, on workerd with real storage and nothing in front of it or behind: what it calls on
 * this machine it reaches by workerd's own HTTP, and answers come back as workerd sends them. For what the development server's
 * proxies would change: streams, redirects, WebSockets. Loopback only.
 */
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { buildWorker } from '../../scripts/workerd/build-worker.ts';
import { deployedWorkerOf, OPERATOR_TOKEN } from '../../scripts/workerd/deployed-options.ts';
import { createApiClient, type TenantInput } from '../../src/api-client/api-client.ts';
import { findFreePort } from './free-port.ts';
import { fetchThrough, type HttpRequest, send } from './http-client.ts';
import { type TenantChanges, tenantConnection } from './worker.ts';

export interface DeployedWorker {
  readonly port: number;
  /** `localhost:<port>`. */
  readonly baseDomain: string;
  origin(slug: string | null): string;
  fetch(url: string, request?: HttpRequest): Promise<Response>;
  putTenant(slug: string, changes?: TenantChanges): Promise<void>;
  close(): Promise<void>;
}

/** Builds and starts it, with these variables and secrets besides those that it needs. */
export async function startDeployedWorker(
  variables: Readonly<Record<string, string>>,
): Promise<DeployedWorker> {
  const port = await findFreePort();
  const baseDomain = `localhost:${port}`;
  const worker = deployedWorkerOf('ours', buildWorker('wrangler.toml'));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      handleStructuredLogs: () => {},
      workers: [
        {
          ...worker,
          bindings: { ...worker.bindings, BASE_DOMAIN: baseDomain, ...variables },
          unsafeDirectSockets: [{ host: '127.0.0.1', port }],
        },
      ],
    }),
  );
  await miniflare.ready;
  const origin = (slug: string | null) => `http://${slug === null ? '' : `${slug}.`}${baseDomain}`;
  const api = createApiClient({ origin: origin(null), token: OPERATOR_TOKEN, fetch: fetchThrough(port) });
  return {
    port,
    baseDomain,
    origin,
    fetch: (url, request) => send(port, url, request),
    async putTenant(slug, { connection, connections = [tenantConnection(connection)], ...changes } = {}) {
      await api.tenant(slug).put({ displayName: slug, connections, ...changes } as TenantInput);
    },
    close: () => miniflare.dispose(),
  };
}
