import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import { forgetCached, listKeys, parseStoredTenant, TenantStore } from '../../src/stores/tenant-store.ts';
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

/** Writes a record to all its keys, as the tenant's record does. */
async function publish(tenant: Tenant): Promise<void> {
  await Promise.all(listKeys(tenant).map((key) => env.TENANTS.put(key, JSON.stringify(tenant))));
}

const newHostname = () => `${crypto.randomUUID()}.example`;

describe('finding', () => {
  test('gives the record back as it was saved, under its slug and each hostname', async () => {
    const acme = tenant({ hostnames: [newHostname(), newHostname()] });
    await publish(acme);
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
  test('makes it one read of KV to find a tenant, and none for a while', async () => {
    const acme = tenant({ hostnames: [newHostname()] });
    await publish(acme);
    const get = vi.spyOn(env.TENANTS, 'get');
    for (const now of [NOW, NOW + 1, NOW + 29_999]) {
      expect(await store.findByHost(byHostname(acme.hostnames[0] ?? ''), now)).toEqual(acme);
      expect(get).toHaveBeenCalledTimes(1);
    }
    get.mockRestore();
  });

  /** Changes what KV has behind the back of the isolate, as a save elsewhere does. */
  const replaceElsewhere = (after: Tenant) => env.TENANTS.put(`tenant/${after.slug}`, JSON.stringify(after));

  test.each([
    [29_999, 1],
    [30_000, 2],
    [30_001, 2],
  ])('serves what it found for 30 s: after %i ms it is version %i', async (age, version) => {
    const acme = tenant();
    await publish(acme);
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

  test('is shared by every store, and forgets what was written', async () => {
    const acme = tenant({ hostnames: [newHostname()] });
    const hosts = [bySlug(acme.slug), ...acme.hostnames.map(byHostname)];
    await publish(acme);
    for (const host of hosts) await store.findByHost(host, NOW);
    const next = { ...acme, version: 2 };
    await publish(next);
    const other = new TenantStore(env.TENANTS);
    for (const host of hosts) expect(await other.findByHost(host, NOW)).toEqual(acme);
    forgetCached(listKeys(acme));
    for (const host of hosts) expect(await other.findByHost(host, NOW)).toEqual(next);
  });

  test('is not needed for administration', async () => {
    const acme = tenant();
    await publish(acme);
    await store.findByHost(bySlug(acme.slug), NOW);
    await replaceElsewhere({ ...acme, version: 2 });
    expect(await store.findBySlug(acme.slug)).toMatchObject({ version: 2 });
  });

  test('forgets the oldest of more than a thousand names', async () => {
    const acme = tenant();
    await publish(acme);
    await store.findByHost(bySlug(acme.slug), NOW);
    await replaceElsewhere({ ...acme, version: 2 });
    const names = Array.from({ length: 1_000 }, () => newHostname());
    await Promise.all(names.map((name) => store.findByHost(byHostname(name), NOW)));
    expect(await store.findByHost(bySlug(acme.slug), NOW)).toMatchObject({ version: 2 });
  });
});

describe('the text at a key', () => {
  const acme = tenant({ hostnames: ['login.acme.example'] });
  const text = JSON.stringify(acme);
  test.each([
    ['its slug', `tenant/${acme.slug}`, text, acme],
    ['a hostname', 'host/login.acme.example', text, acme],
    ['another key', 'tenant/globex', text, null],
    ['broken JSON', `tenant/${acme.slug}`, text.slice(1), null],
    ['null', `tenant/${acme.slug}`, 'null', null],
    ['another shape', `tenant/${acme.slug}`, JSON.stringify({ ...acme, schema: 2 }), null],
  ])('is a record where both agree: %s', (_title, key, stored, expected) => {
    expect(parseStoredTenant(key, stored)).toEqual(expected);
  });
});
