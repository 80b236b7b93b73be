/**
 * Tenant records in KV: `tenant/<slug>`, for each custom hostname `host/<hostname>`, and for each proven email domain
 * `domain/<domain>`, hold the whole compiled record as JSON, so that the hot path reads one key. They are written by the tenant's record alone, which publishes them.
 * Slugs and hostnames are in canonical form, without `/` or `:`, before they become keys. What is read back was written
 * here and is trusted, if its shape and its key agree. I/O: KV.
 *
 * How old can a record be? This isolate keeps it for 30 s, KV's own cache at this edge for 30 s more, and a write takes
 * up to 60 s to reach every edge: a removed certificate or tenant is gone everywhere within 2 minutes.
 */
import type { HostOwner } from '../tenants/deployment.ts';
import { TENANT_SCHEMA, type Tenant } from '../tenants/tenant.ts';
import { reach, SIGN_IN_WAIT_MILLISECONDS } from './outage.ts';

const FOUND_FOR_MILLISECONDS = 30_000;
const MISSING_FOR_MILLISECONDS = 5_000;
/** KV's minimum. */
const KV_CACHE_SECONDS = 30;
/** Bounds what requests for made-up names can take of an isolate's 128 MB. */
const MAX_CACHED_KEYS = 1_000;

/** How long after a write the record from before may still be served somewhere. */
export const EVERYWHERE_AFTER_MILLISECONDS = 120_000;

type Cached = { readonly tenant: Tenant | null; readonly until: number };

/** One cache for this isolate, however often a store is made: a Worker has one namespace of tenants. */
const cache = new Map<string, Cached>();

export class TenantStore {
  readonly #namespace: KVNamespace;

  constructor(namespace: KVNamespace) {
    this.#namespace = namespace;
  }

  /** Finds the tenant of a request's host, as it was at most 2 minutes ago. `now`: milliseconds since 1970. */
  async findByHost(owner: HostOwner, now: number): Promise<Tenant | null> {
    const key = hostKey(owner);
    return key === null ? null : this.#find(key, now);
  }

  /** Finds the tenant that has proven an email domain, canonical, to be its own; as old as that of a host may be. */
  findByEmailDomain(domain: string, now: number): Promise<Tenant | null> {
    return this.#find(domainKey(domain), now);
  }

  /** Finds the tenant of a slug past this isolate's cache. Throws where the record is not JSON. */
  findBySlug(slug: string): Promise<Tenant | null> {
    return this.#read(slugKey(slug));
  }

  async #find(key: string, now: number): Promise<Tenant | null> {
    const cached = recall(key, now);
    if (cached !== undefined) return cached;
    // The promise of a read is not kept for others: in Workers one request may not wait for the I/O of another.
    const tenant = await this.#read(key);
    const lifetime = tenant === null ? MISSING_FOR_MILLISECONDS : FOUND_FOR_MILLISECONDS;
    remember(key, { tenant, until: now + lifetime });
    return tenant;
  }

  async #read(key: string): Promise<Tenant | null> {
    const text = await reach('tenant_unavailable', SIGN_IN_WAIT_MILLISECONDS, () =>
      this.#namespace.get(key, { type: 'text', cacheTtl: KV_CACHE_SECONDS }),
    );
    return checkStoredTenant(key, text === null ? null : (JSON.parse(text) as Tenant | null));
  }
}

/** Finds the tenant of a request's host as `findByHost` does, without waiting: null also where KV has to be asked. */
export function recallTenant(owner: HostOwner, now: number): Tenant | null {
  const key = hostKey(owner);
  return (key === null ? null : recall(key, now)) ?? null;
}

/** Forgets what this isolate keeps of keys that were written. */
export function forgetCached(keys: Iterable<string>): void {
  for (const key of keys) cache.delete(key);
}

function recall(key: string, now: number): Tenant | null | undefined {
  const cached = cache.get(key);
  return cached !== undefined && now < cached.until ? cached.tenant : undefined;
}

function remember(key: string, cached: Cached): void {
  cache.delete(key);
  const [oldest] = cache.keys();
  if (oldest !== undefined && cache.size >= MAX_CACHED_KEYS) cache.delete(oldest);
  cache.set(key, cached);
}

/** What the keys of all tenants' records begin with. */
export const SLUG_KEY_PREFIX = 'tenant/';

const slugKey = (slug: string) => `${SLUG_KEY_PREFIX}${slug}`;
const hostnameKey = (hostname: string) => `host/${hostname}`;
const domainKey = (domain: string) => `domain/${domain}`;

function hostKey(owner: HostOwner): string | null {
  if (owner.kind === 'operator') return null;
  return owner.kind === 'slug' ? slugKey(owner.slug) : hostnameKey(owner.hostname);
}

/** Lists the keys that a tenant's record is at; the one of its slug comes last. */
export function listKeys({
  slug,
  hostnames,
  provenDomains = [],
}: Pick<Tenant, 'slug' | 'hostnames' | 'provenDomains'>): readonly string[] {
  return [...hostnames.map(hostnameKey), ...provenDomains.map(domainKey), slugKey(slug)];
}

/** Reads the text that is at a key; null for what is no record, or that of another key. */
export function parseStoredTenant(key: string, text: string): Tenant | null {
  try {
    return checkStoredTenant(key, JSON.parse(text) as Tenant | null);
  } catch {
    return null;
  }
}

function checkStoredTenant(key: string, record: Tenant | null): Tenant | null {
  return record?.schema === TENANT_SCHEMA && listKeys(record).includes(key) ? record : null;
}
