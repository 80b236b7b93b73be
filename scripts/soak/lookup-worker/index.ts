/**
 * The Worker's own lookup of tenants, one after the other and each past the isolate's cache, over one of two namespaces; and what
 * fills them. Called by the run that started it.
 */
import { forgetCached, listKeys, TenantStore } from '../../../src/stores/tenant-store.ts';
import type { Tenant } from '../../../src/tenants/tenant.ts';

interface Bindings {
  readonly FEW: KVNamespace;
  readonly MANY: KVNamespace;
}

/** What to do: in which namespace, to whose records. */
export interface Work {
  readonly namespace: keyof Bindings;
  readonly slugs: readonly string[];
  /** To be stored under each slug; null to look them up. */
  readonly record: Tenant | null;
}

export default {
  /** Answers with how many were stored or found. */
  async fetch(request: Request, env: Bindings): Promise<Response> {
    const { namespace, slugs, record } = await request.json<Work>();
    return Response.json(
      record === null ? await lookUp(env[namespace], slugs) : await store(env[namespace], slugs, record),
    );
  },
};

async function lookUp(namespace: KVNamespace, slugs: readonly string[]): Promise<number> {
  const tenants = new TenantStore(namespace);
  let found = 0;
  for (const slug of slugs) {
    forgetCached(listKeys({ slug, hostnames: [] }));
    const tenant = await tenants.findByHost({ kind: 'slug', slug, host: `${slug}.localhost` }, 0);
    if (tenant?.slug === slug) found++;
  }
  return found;
}

async function store(namespace: KVNamespace, slugs: readonly string[], record: Tenant): Promise<number> {
  await Promise.all(
    slugs.map((slug) => namespace.put(`tenant/${slug}`, JSON.stringify({ ...record, slug }))),
  );
  return slugs.length;
}
