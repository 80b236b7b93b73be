import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { TenantStore } from '../../src/stores/tenant-store.ts';
import type { HostOwner } from '../../src/tenants/deployment.ts';
import type { Tenant } from '../../src/tenants/tenant.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

const store = new TenantStore(env.TENANTS);
const bySlug = (slug: string): HostOwner => ({ kind: 'slug', slug, host: `${slug}.localhost:8787` });
const byHostname = (hostname: string): HostOwner => ({ kind: 'hostname', hostname, host: hostname });

/** A tenant that no other test has. */
function tenant(changes: Partial<Tenant> = {}): Tenant {
  const id = crypto.randomUUID();
  return {
    schema: 1,
    id,
    slug: `t-${id.slice(0, 8)}`,
    version: 1,
    updatedAt: '2026-11-21T12:00:00.000Z',
    displayName: 'Acme ✓',
    hostnames: [],
    logoUrl: null,
    privacyStatementUrl: null,
    connections: [],
    session: { lifetimeSeconds: 3_600, idleTimeoutSeconds: 600 },
    ...changes,
  };
}

const newHostname = () => `${crypto.randomUUID()}.example`;

describe('finding', () => {
  test('gives the record back as it was saved, under its slug and each hostname', async () => {
    const acme = tenant({ hostnames: [newHostname(), newHostname()] });
    await store.save(acme, null);
    expect(await store.findByHost(bySlug(acme.slug), NOW)).toEqual(acme);
    expect(await store.findBySlug(acme.slug)).toEqual(acme);
    for (const hostname of acme.hostnames) {
      expect(await store.findByHost(byHostname(hostname), NOW)).toEqual(acme);
    }
  });

  test('finds nothing at the operator’s host and for what was never saved', async () => {
    expect(await store.findByHost({ kind: 'operator', host: 'localhost:8787' }, NOW)).toBeNull();
    for (const slug of ['constructor', 'nobody']) {
      expect(await store.findByHost(bySlug(slug), NOW)).toBeNull();
      expect(await store.findBySlug(slug)).toBeNull();
    }
  });

  test('does not serve a record of another shape', async () => {
    const acme = tenant();
    await env.TENANTS.put(`tenant/${acme.slug}`, JSON.stringify({ ...acme, schema: 0 }));
    expect(await store.findByHost(bySlug(acme.slug), NOW)).toBeNull();
    expect(await store.findBySlug(acme.slug)).toBeNull();
  });

  test('does not serve a record under a key that it does not name', async () => {
    const [acme, hostname] = [tenant(), newHostname()];
    await env.TENANTS.put(`host/${hostname}`, JSON.stringify(acme));
    expect(await store.findByHost(byHostname(hostname), NOW)).toBeNull();
  });
});

describe('the cache of the isolate', () => {
  /** Changes what KV has behind the back of the isolate, as a save elsewhere does. */
  const replaceElsewhere = (after: Tenant) => env.TENANTS.put(`tenant/${after.slug}`, JSON.stringify(after));

  test.each([
    [29_999, 1],
    [30_000, 2],
    [30_001, 2],
  ])('serves what it found for 30 s: after %i ms it is version %i', async (age, version) => {
    const acme = tenant();
    await store.save(acme, null);
    await store.findByHost(bySlug(acme.slug), NOW);
    await replaceElsewhere({ ...acme, version: 2 });
    expect(await store.findByHost(bySlug(acme.slug), NOW + age)).toMatchObject({ version });
  });

  test.each([
    [4_999, false],
    [5_000, true],
    [5_001, true],
  ])('believes for 5 s that there is no tenant: after %i ms it is found: %s', async (age, found) => {
    const acme = tenant();
    await store.findByHost(bySlug(acme.slug), NOW);
    await replaceElsewhere(acme);
    expect((await store.findByHost(bySlug(acme.slug), NOW + age)) !== null).toBe(found);
  });

  test('is shared by every store of one namespace, and emptied by saving and removing', async () => {
    const acme = tenant({ hostnames: [newHostname()] });
    const [hostname = ''] = acme.hostnames;
    const other = new TenantStore(env.TENANTS);
    await store.save(acme, null);
    await store.findByHost(byHostname(hostname), NOW);
    await store.findByHost(bySlug(acme.slug), NOW);
    const next = { ...acme, version: 2 };
    await other.save(next, acme);
    expect(await store.findByHost(byHostname(hostname), NOW)).toEqual(next);
    expect(await store.findByHost(bySlug(acme.slug), NOW)).toEqual(next);
    await other.remove(next);
    expect(await store.findByHost(byHostname(hostname), NOW)).toBeNull();
    expect(await store.findByHost(bySlug(acme.slug), NOW)).toBeNull();
  });

  test('is not needed for administration', async () => {
    const acme = tenant();
    await store.save(acme, null);
    await store.findByHost(bySlug(acme.slug), NOW);
    await replaceElsewhere({ ...acme, version: 2 });
    expect(await store.findBySlug(acme.slug)).toMatchObject({ version: 2 });
  });

  test('forgets the oldest of more than a thousand names', async () => {
    const acme = tenant();
    await store.save(acme, null);
    await store.findByHost(bySlug(acme.slug), NOW);
    await replaceElsewhere({ ...acme, version: 2 });
    const names = Array.from({ length: 1_000 }, () => newHostname());
    await Promise.all(names.map((name) => store.findByHost(byHostname(name), NOW)));
    expect(await store.findByHost(bySlug(acme.slug), NOW)).toMatchObject({ version: 2 });
  });
});

describe('hostnames', () => {
  test('are refused to a second tenant, which is then not saved at all', async () => {
    const [acme, free] = [tenant({ hostnames: [newHostname()] }), newHostname()];
    await store.save(acme, null);
    const globex = tenant({ hostnames: [free, ...acme.hostnames] });
    const saved = await store.save(globex, null);
    expect(saved).toMatchObject({
      ok: false,
      failure: { code: 'hostname_taken', received: acme.hostnames[0] },
    });
    expect(await store.findBySlug(globex.slug)).toBeNull();
    expect(await store.findByHost(byHostname(free), NOW)).toBeNull();
  });

  test('that are given up lead nowhere, and are free for others', async () => {
    const [kept, givenUp] = [newHostname(), newHostname()];
    const acme = tenant({ hostnames: [kept, givenUp] });
    await store.save(acme, null);
    await store.findByHost(byHostname(givenUp), NOW);
    const next = { ...acme, version: 2, hostnames: [kept] };
    await store.save(next, acme);
    expect(await store.findByHost(byHostname(givenUp), NOW)).toBeNull();
    expect(await store.findByHost(byHostname(kept), NOW)).toEqual(next);
    expect(await store.save(tenant({ hostnames: [givenUp] }), null)).toMatchObject({ ok: true });
  });

  test('go with their tenant', async () => {
    const acme = tenant({ hostnames: [newHostname()] });
    await store.save(acme, null);
    await store.remove(acme);
    const keys = await env.TENANTS.list({ prefix: `host/${acme.hostnames[0]}` });
    expect(keys.keys).toEqual([]);
    expect(await env.TENANTS.get(`tenant/${acme.slug}`)).toBeNull();
  });
});

describe('listing', () => {
  test('goes through all tenants a page at a time, each once, and shows no hostname’s copy', async () => {
    const saved = Array.from({ length: 5 }, () => tenant({ hostnames: [newHostname()] }));
    for (const each of saved) await store.save(each, null);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<TenantStore['list']>> = await store.list(2, cursor);
      expect(page.tenants.length).toBeLessThanOrEqual(2);
      seen.push(...page.tenants.map(({ slug }) => slug));
      cursor = page.cursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual([...seen].sort());
    expect(seen).toEqual(expect.arrayContaining(saved.map(({ slug }) => slug)));
  });

  test('shows what a list needs', async () => {
    const acme = tenant({ version: 3 });
    await store.save(acme, null);
    const { tenants } = await store.list(1_000, null);
    const { slug, displayName, version, updatedAt } = acme;
    expect(tenants).toContainEqual({ slug, displayName, version, updatedAt });
  });
});
