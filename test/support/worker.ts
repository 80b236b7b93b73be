/**
 * The Worker as it is deployed: built by wrangler and run on workerd with real KV and Durable Objects, once for each
 * test file, with a port of its own. `fetch` reaches it there under any host name, without DNS; browsers reach it under
 * `http://<slug>.localhost:<port>`. Loopback only.
 */
import { createTestHarness, type TestHarness } from 'wrangler';
import { createApiClient, type TenantInput } from '../../src/api-client/api-client.ts';
import type { CookieSecret } from '../../src/session/purpose-keys.ts';
import type { Env } from '../../src/settings.ts';
import { type Administration, administrationOf } from '../../src/stores/administration.ts';
import type { Tenant } from '../../src/tenants/tenant.ts';
import { fetchThrough, type HttpRequest, send } from './http-client.ts';
import { keyPairPem } from './key-pairs.ts';
import { GENUINE, testKey } from './signed-response.ts';

/** The Worker needs no network, so it does not look for Cloudflare's either. */
Object.assign(process.env, { CLOUDFLARE_CF_FETCH_ENABLED: 'false' });

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
  const configured = {
    COOKIE_KEYS: listCookieKeys(TEST_COOKIE_SECRET),
    OPERATOR_TOKEN,
    SP_KEY_1: keyPairPem(testKey('spA')),
    SP_KEY_ROLES: '1:active',
    ...secrets,
  };
  const others = beside.map((path) => ({ configPath: path }));
  const harness: TestHarness = createTestHarness({
    workers: [{ configPath, secrets: configured }, ...others],
  });
  const { url } = await harness.listen();
  const baseDomain = `localhost:${url.port}`;
  const configure = (changed: Readonly<Record<string, string>>) =>
    harness.update({
      workers: [
        { configPath, vars: { BASE_DOMAIN: baseDomain }, secrets: { ...configured, ...changed } },
        ...others,
      ],
    });
  await configure({});

  const origin = (slug: string | null) => `http://${slug === null ? '' : `${slug}.`}${baseDomain}`;
  const fetch = (address: string, request?: HttpRequest) => send(Number(url.port), address, request);

  const api = createApiClient({
    origin: origin(null),
    token: OPERATOR_TOKEN,
    fetch: fetchThrough(Number(url.port)),
  });

  return {
    baseDomain,
    origin,
    fetch,
    configure,
    async putTenant(slug, { connection, connections = [tenantConnection(connection)], ...changes } = {}) {
      await api.tenant(slug).put({ displayName: slug, connections, ...changes } as TenantInput);
    },
    async readTenant(slug) {
      const env = await harness.getWorker<Env>().getEnv();
      const tenant = await env.TENANTS.get<Tenant>(`tenant/${slug}`, 'json');
      if (tenant === null) throw new Error(`there is no tenant ${slug}`);
      return tenant;
    },
    async administration() {
      return administrationOf(await harness.getWorker<Env>().getEnv());
    },
    env: () => harness.getWorker<Env>().getEnv(),
    async corruptTenant(slug, text) {
      const env = await harness.getWorker<Env>().getEnv();
      await env.TENANTS.put(`tenant/${slug}`, text);
    },
    takeLog() {
      const lines = harness.getLogs().map(({ message }) => message);
      harness.clearLogs();
      return lines;
    },
    close: () => harness.close(),
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
