/**
 * Tenant records in KV: `tenant/<slug>`, and for each custom hostname `host/<hostname>`, hold the whole compiled
 * record as JSON, so that the hot path reads one key. Slugs and hostnames are in canonical form, without `/` or `:`,
 * before they become keys. What is read back was written here and is trusted, if its shape and its key agree.
 * I/O: KV.
 *
 * How old can a record be? This isolate keeps it for 30 s, KV's own cache at this edge for 30 s more, and a write takes
 * up to 60 s to reach every edge: a removed certificate or tenant is gone everywhere within 2 minutes.
 *
 * KV has no compare-and-set. Two saves of one tenant at the same moment, or from two places within a minute, may get
 * the same version, and the later one stays; two tenants that claim one hostname at the same moment may both get it, and
 * then it belongs to the later one. Administration has to come from one place at a time.
 */
import { type Facts, failure, type Result, success } from '../result.ts';
import type { HostOwner } from '../tenants/deployment.ts';
import { TENANT_SCHEMA, type Tenant } from '../tenants/tenant.ts';

const FOUND_FOR_MILLISECONDS = 30_000;
const MISSING_FOR_MILLISECONDS = 5_000;
/** KV's minimum. */
const KV_CACHE_SECONDS = 30;
/** Bounds what requests for made-up names can take of an isolate's 128 MB. */
const MAX_CACHED_KEYS = 1_000;

/** What a list shows of a tenant; kept as KV metadata, so that listing reads no record. */
export interface TenantListing {
  readonly slug: string;
  readonly displayName: string;
  readonly version: number;
  readonly updatedAt: string;
}

export interface TenantPage {
  readonly tenants: readonly TenantListing[];
  /** Where the next page begins; null after the last. */
  readonly cursor: string | null;
}

type Cached = { readonly tenant: Tenant | null; readonly until: number };

/** One cache for each namespace of this isolate, however often a store is made for it. */
const caches = new WeakMap<KVNamespace, Map<string, Cached>>();

export class TenantStore {
  readonly #namespace: KVNamespace;
  readonly #cache: Map<string, Cached>;

  constructor(namespace: KVNamespace) {
    this.#namespace = namespace;
    this.#cache = caches.get(namespace) ?? new Map();
    caches.set(namespace, this.#cache);
  }

  /** Finds the tenant of a request's host, as it was at most 2 minutes ago. `now`: milliseconds since 1970. */
  async findByHost(owner: HostOwner, now: number): Promise<Tenant | null> {
    if (owner.kind === 'operator') return null;
    const key = owner.kind === 'slug' ? slugKey(owner.slug) : hostnameKey(owner.hostname);
    const cached = this.#cache.get(key);
    if (cached !== undefined && now < cached.until) return cached.tenant;
    // The promise of a read is not kept for others: in Workers one request may not wait for the I/O of another.
    const tenant = await this.#read(key);
    const lifetime = tenant === null ? MISSING_FOR_MILLISECONDS : FOUND_FOR_MILLISECONDS;
    this.#remember(key, { tenant, until: now + lifetime });
    return tenant;
  }

  /** Finds the tenant of a slug for administration, past this isolate's cache. */
  findBySlug(slug: string): Promise<Tenant | null> {
    return this.#read(slugKey(slug));
  }

  /**
   * Writes a record in place of the previous one, unless another tenant has one of its hostnames. The record at the slug
   * is written last: until then the old one still names the hostnames to give up, so that a save that broke off half-way
   * can be repeated.
   */
  async save(tenant: Tenant, previous: Tenant | null): Promise<Result<Tenant, Facts<'hostname_taken'>>> {
    for (const hostname of tenant.hostnames) {
      const holder = await this.#read(hostnameKey(hostname));
      if (holder !== null && holder.id !== tenant.id) {
        return failure('hostname_taken', 'a hostname that no other tenant has', hostname);
      }
    }
    const givenUp = previous?.hostnames.filter((hostname) => !tenant.hostnames.includes(hostname)) ?? [];
    await this.#delete(givenUp.map(hostnameKey));
    await Promise.all(tenant.hostnames.map((hostname) => this.#put(hostnameKey(hostname), tenant)));
    await this.#put(slugKey(tenant.slug), tenant);
    return success(tenant);
  }

  /** Deletes a tenant with all its hostnames; the record at the slug last, as in `save`. */
  async remove(tenant: Tenant): Promise<void> {
    await this.#delete(tenant.hostnames.map(hostnameKey));
    await this.#delete([slugKey(tenant.slug)]);
  }

  /** Lists tenants by slug, from where an earlier page ended. */
  async list(limit: number, cursor: string | null): Promise<TenantPage> {
    const page = await this.#namespace.list<TenantListing>({ prefix: slugKey(''), limit, cursor });
    const tenants = page.keys.flatMap(({ metadata }) => metadata ?? []);
    return { tenants, cursor: page.list_complete ? null : page.cursor };
  }

  async #read(key: string): Promise<Tenant | null> {
    const record = await this.#namespace.get<Tenant>(key, { type: 'json', cacheTtl: KV_CACHE_SECONDS });
    return record?.schema === TENANT_SCHEMA && listKeys(record).includes(key) ? record : null;
  }

  async #put(key: string, tenant: Tenant): Promise<void> {
    const { slug, displayName, version, updatedAt } = tenant;
    const metadata: TenantListing = { slug, displayName, version, updatedAt };
    await this.#namespace.put(key, JSON.stringify(tenant), { metadata });
    this.#cache.delete(key);
  }

  async #delete(keys: readonly string[]): Promise<void> {
    await Promise.all(keys.map((key) => this.#namespace.delete(key)));
    for (const key of keys) this.#cache.delete(key);
  }

  #remember(key: string, cached: Cached): void {
    this.#cache.delete(key);
    const [oldest] = this.#cache.keys();
    if (oldest !== undefined && this.#cache.size >= MAX_CACHED_KEYS) this.#cache.delete(oldest);
    this.#cache.set(key, cached);
  }
}

const slugKey = (slug: string) => `tenant/${slug}`;
const hostnameKey = (hostname: string) => `host/${hostname}`;

function listKeys({ slug, hostnames }: Tenant): readonly string[] {
  return [slugKey(slug), ...hostnames.map(hostnameKey)];
}
