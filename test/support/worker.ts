/**
 * The Worker as it is deployed: built by wrangler, once in each process, and run on workerd as wrangler.toml says, with real KV and
 * Durable Objects, once for each test file, with a port of its own. `fetch` reaches it there under any host name, without DNS;
 * browsers reach it under `http://<slug>.localhost:<port>`. Loopback only.
 */
import { setImmediate } from 'node:timers/promises';
import { convertV4MiniflareOptions, Miniflare, NoOpLog } from 'miniflare';
import {
  unstable_readConfig as readConfig,
  unstable_getMiniflareWorkerOptions as readOptions,
} from 'wrangler';
import { buildWorker } from '../../scripts/workerd/build-worker.ts';
import { createApiClient, type TenantInput } from '../../src/api-client/api-client.ts';
import type { CookieSecret } from '../../src/session/purpose-keys.ts';
import type { Env } from '../../src/settings.ts';
import { type Administration, administrationOf } from '../../src/stores/administration.ts';
import type { Tenant } from '../../src/tenants/tenant.ts';
import { findFreePort } from './free-port.ts';
import { fetchThrough, type HttpRequest, send } from './http-client.ts';
import { keyPairPem } from './key-pairs.ts';
import { GENUINE, testKey } from './signed-response.ts';

export const OPERATOR_TOKEN = 'operator-token-of-the-tests-0123456789';
export const TEST_COOKIE_SECRET: CookieSecret = { id: 'k1', secret: new Uint8Array(32).fill(1) };

/** As the COOKIE_KEYS secret lists them. */
export function listCookieKeys(...secrets: readonly CookieSecret[]): string {
  return secrets.map(({ id, secret }) => `${id}:${Buffer.from(secret).toString('base64url')}`).join(',');
}

export interface TestWorker {
  /** `localhost:<port>`. */
  readonly baseDomain: string;
  /** The origin of a tenant, or with null the operator's. */
  origin(slug: string | null): string;
  /** Sends one request, to any host name. */
  fetch(url: string, request?: HttpRequest): Promise<Response>;
  /** Saves a tenant through the operator API, with a connection to the genuine identity provider unless told otherwise. */
  putTenant(slug: string, changes?: TenantChanges): Promise<void>;
  /** The compiled record, as KV has it. */
  readTenant(slug: string): Promise<Tenant>;
  /** The records of tenants and the directory, as the console and the API reach them. */
  administration(): Promise<Administration>;
  /** The bindings, as the Worker has them. */
  env(): Promise<Env>;
  /** Puts a text in the place of a record. */
  corruptTenant(slug: string, text: string): Promise<void>;
  /** Changes secrets, with all that is stored left as it is. */
  configure(secrets: Readonly<Record<string, string>>): Promise<void>;
  /** What the Worker logged, line by line, since the last call. */
  takeLog(): readonly string[];
  close(): Promise<void>;
}

export interface TenantChanges {
  readonly displayName?: string;
  readonly session?: object;
  readonly hostnames?: readonly string[];
  readonly acs?: 'own' | 'shared';
  readonly application?: object;
  readonly discoveryServiceUrl?: string;
  /** Changes to the one connection, or several. */
  readonly connection?: object;
  readonly connections?: readonly object[];
}

const CONFIG_PATH = new URL('../../wrangler.toml', import.meta.url).pathname;

/**
 * Starts the Worker with its secrets, some of them changed; `configPath` is for one that has more than the deployed one, `beside`
 * for Workers of others, each with its own configuration, which are reached by their routes and bindings.
 */
export async function startWorker(
  secrets: Readonly<Record<string, string>> = {},
  configPath: string = CONFIG_PATH,
  beside: readonly string[] = [],
): Promise<TestWorker> {
  const port = await findFreePort();
  const baseDomain = `localhost:${port}`;
  const bindings = {
    BASE_DOMAIN: baseDomain,
    COOKIE_KEYS: listCookieKeys(TEST_COOKIE_SECRET),
    OPERATOR_TOKEN,
    SP_KEY_1: keyPairPem(testKey('spA')),
    SP_KEY_ROLES: '1:active',
    ...secrets,
  };
  const lines: string[] = [];
  const options = (changed: Readonly<Record<string, string>>) =>
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port,
      // The Worker needs no network, so nobody asks Cloudflare's what it would say of a request.
      cf: false,
      log: new NoOpLog(),
      handleStructuredLogs: ({ message }) => lines.push(message),
      workers: [
        workerOf(configPath, { ...bindings, ...changed }),
        ...beside.map((path) => workerOf(path, {})),
      ],
    });
  const miniflare = new Miniflare(options({}));
  await miniflare.ready;
  const env = () => miniflare.getBindings<Env>();

  const origin = (slug: string | null) => `http://${slug === null ? '' : `${slug}.`}${baseDomain}`;
  const fetch = async (address: string, request?: HttpRequest) => {
    const response = await send(port, address, request);
    // What workerd logged before it answered has arrived by now, but on another socket: it is read in this turn.
    await setImmediate();
    return response;
  };

  const api = createApiClient({
    origin: origin(null),
    token: OPERATOR_TOKEN,
    fetch: fetchThrough(port),
  });

  return {
    baseDomain,
    origin,
    fetch,
    configure: (changed) => miniflare.setOptions(options(changed)),
    async putTenant(slug, { connection, connections = [tenantConnection(connection)], ...changes } = {}) {
      await api.tenant(slug).put({ displayName: slug, connections, ...changes } as TenantInput);
    },
    async readTenant(slug) {
      const { TENANTS } = await env();
      const tenant = await TENANTS.get<Tenant>(`tenant/${slug}`, 'json');
      if (tenant === null) throw new Error(`there is no tenant ${slug}`);
      return tenant;
    },
    administration: async () => administrationOf(await env()),
    env,
    async corruptTenant(slug, text) {
      const { TENANTS } = await env();
      await TENANTS.put(`tenant/${slug}`, text);
    },
    takeLog: () => lines.splice(0),
    close: () => miniflare.dispose(),
  };
}

/** What workerd is told of the Worker that this configuration describes, with more variables. */
function workerOf(configPath: string, variables: Readonly<Record<string, string>>) {
  const config = readConfig({ config: configPath });
  const { workerOptions } = readOptions(config);
  const routes: readonly (string | { readonly pattern: string })[] = config.routes ?? [];
  return {
    ...workerOptions,
    name: config.name,
    routes: routes.map((route) => (typeof route === 'string' ? route : route.pattern)),
    modules: [{ type: 'ESModule' as const, path: 'worker.js', contents: buildWorker(configPath) }],
    bindings: { ...(config.vars as Record<string, string>), ...variables },
  };
}

/** A connection as the API takes it, to the identity provider that signs the genuine Response. */
export function tenantConnection(changes: object = {}, identityProvider: object = {}): object {
  return {
    id: 'idp',
    displayName: 'Test directory',
    identityProvider: {
      entityId: GENUINE.idpEntityId,
      signInUrl: 'https://idp.example.com/sso',
      certificates: [testKey('rsaA').certificatePem],
      ...identityProvider,
    },
    ...changes,
  };
}
