import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { listKeys } from '../../../src/stores/tenant-store.ts';
import type { Tenant } from '../../../src/tenants/tenant.ts';
import {
  ALICE,
  administration,
  by,
  codeOf,
  configuration,
  connectionOf,
  createTenant,
  must,
  newHostname,
  newSlug,
} from '../../support/records.ts';

let error: MockInstance<typeof console.error>;
beforeEach(() => {
  error = vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => void vi.restoreAllMocks());

const ALL = { limit: 100, cursor: null };
const directoryStub = () => env.DIRECTORY.getByName('directory');

/** A record as the first version of the product wrote it. */
async function writeOld(changes: Partial<Tenant> = {}): Promise<Tenant> {
  const tenant: Tenant = {
    schema: 1,
    id: crypto.randomUUID(),
    slug: newSlug(),
    version: 7,
    updatedAt: '2026-03-01T12:00:00.000Z',
    ...configuration(),
    ...changes,
  };
  for (const key of listKeys(tenant)) await env.TENANTS.put(key, JSON.stringify(tenant));
  return tenant;
}

/** Makes the directory go through KV as it does when it is new. */
async function takeOver(): Promise<void> {
  await administration.directory.findBySlug('any');
  await runInDurableObject(directoryStub(), async (_directory, { storage }) => {
    storage.sql.exec('UPDATE take_over SET done = 0, cursor = NULL');
    storage.sql.exec("INSERT OR REPLACE INTO agenda (task, due_at) VALUES ('take-over', 1)");
    await storage.setAlarm(Date.now() + 3_600_000);
  });
  while ((await pending()) > 0) await runDurableObjectAlarm(directoryStub());
}

const pending = () =>
  runInDurableObject(
    directoryStub(),
    (_directory, { storage }) =>
      storage.sql.exec<{ rows: number }>("SELECT count(*) AS rows FROM agenda WHERE task = 'take-over'").one()
        .rows,
  );

describe('a record that only KV knows', () => {
  test('is taken over when its slug is looked for, and goes on from where it was', async () => {
    const old = await writeOld({ hostnames: [newHostname()] });
    const record = await administration.findBySlug(old.slug);
    const at = Date.parse(old.updatedAt);
    expect(await record?.read()).toMatchObject({
      tenantId: old.id,
      slug: old.slug,
      createdAt: at,
      revision: 1,
      live: { number: 7, configuration: configuration({ hostnames: old.hostnames }), at },
      draft: null,
      publication: { version: 7, writtenAt: at, everywhereAt: at + 120_000, failures: 0 },
      deleted: null,
    });
    expect((await record?.audit(ALL))?.items).toMatchObject([
      { action: 'tenant_adopted', author: { kind: 'system', id: 'take-over' }, version: 7 },
    ]);
    const next = must(await administration.record(old.id).publish(configuration(), by(ALICE)));
    expect(next.live.number).toBe(8);
    expect(await env.TENANTS.get(`tenant/${old.slug}`, 'json')).toMatchObject({ id: old.id, version: 8 });
    expect(await env.TENANTS.get(`host/${old.hostnames[0]}`)).toBeNull();
  });

  test('is in the list, with its names claimed', async () => {
    const domain = newHostname();
    const old = await writeOld({ hostnames: [newHostname()], connections: [connectionOf(domain)] });
    await administration.findBySlug(old.slug);
    const query = { search: old.slug, filter: 'all', now: Date.now(), ...ALL } as const;
    expect((await administration.directory.list(query)).items).toMatchObject([
      { tenantId: old.id, slug: old.slug, version: 7 },
    ]);
    for (const [code, names] of [
      ['slug_taken', { slug: old.slug }],
      ['hostname_taken', { hostnames: old.hostnames }],
      ['email_domain_taken', { emailDomains: [domain] }],
    ] as const) {
      const claims = { slug: newSlug(), hostnames: [], emailDomains: [], ...names };
      expect(codeOf(await administration.directory.claim('another', claims))).toBe(code);
    }
  });

  test('is taken over once, however many look for it', async () => {
    const old = await writeOld();
    const records = await Promise.all(Array.from({ length: 20 }, () => administration.findBySlug(old.slug)));
    for (const record of records) expect((await record?.audit(ALL))?.items).toHaveLength(1);
  });

  test('keeps its slug and hostnames from a tenant that is made meanwhile', async () => {
    const old = await writeOld({ hostnames: [newHostname()] });
    const make = (slug: string, hostnames: readonly string[]) => {
      const tenantId = crypto.randomUUID();
      return administration
        .record(tenantId)
        .create({ tenantId, slug, configuration: configuration({ hostnames }) }, by(ALICE));
    };
    expect(codeOf(await make(old.slug, []))).toBe('slug_taken');
    expect(await env.TENANTS.get(`tenant/${old.slug}`, 'json')).toEqual(old);
    const other = await writeOld({ hostnames: [newHostname()] });
    expect(codeOf(await make(newSlug(), other.hostnames))).toBe('hostname_taken');
    expect(await administration.directory.findBySlug(other.slug)).toBe(other.id);
  });

  test('is nothing where it is not in the shape of today', async () => {
    const slug = newSlug();
    await env.TENANTS.put(`tenant/${slug}`, JSON.stringify({ schema: 0, slug, id: 'x' }));
    expect(await administration.findBySlug(slug)).toBeNull();
  });
});

describe('going through KV', () => {
  test('takes over every record, page by page, and nothing twice', async () => {
    const old = [];
    for (let index = 0; index < 120; index++) old.push(await writeOld());
    const { record, slug } = await createTenant();
    await takeOver();
    for (const { id, slug } of old) expect(await administration.directory.findBySlug(slug)).toBe(id);
    await takeOver();
    for (const { id } of old.slice(0, 5))
      expect((await administration.record(id).audit(ALL)).items).toHaveLength(1);
    expect((await record.audit(ALL)).items.map(({ action }) => action)).toEqual(['tenant_created']);
    expect(await administration.directory.findBySlug(slug)).not.toBeNull();
  }, 30_000);

  test('passes over what is broken, and says so', async () => {
    const slug = newSlug();
    await env.TENANTS.put(`tenant/${slug}`, '{"somebody@acme.example');
    const old = await writeOld();
    await takeOver();
    expect(await administration.directory.findBySlug(slug)).toBeNull();
    expect(await administration.directory.findBySlug(old.slug)).toBe(old.id);
    expect(await env.TENANTS.get(`tenant/${slug}`)).toBe('{"somebody@acme.example');
    const lines = error.mock.calls.flat().join('\n');
    expect(lines).toContain(slug);
    expect(lines).not.toContain('somebody');
  });

  test('leaves a name with the first, and the second record with all the rest', async () => {
    const [hostname, domain, own] = [newHostname(), newHostname(), newHostname()];
    const first = await createTenant({ hostnames: [hostname], connections: [connectionOf(domain)] });
    const published = await env.TENANTS.get(`host/${hostname}`);
    const second = await writeOld({ hostnames: [own] });
    const clashing = { ...second, hostnames: [hostname, own], connections: [connectionOf(domain)] };
    await env.TENANTS.put(`tenant/${second.slug}`, JSON.stringify(clashing));
    await takeOver();
    const record = administration.record(second.id);
    expect((await record.audit(ALL)).items[0]?.changes).toEqual([
      expect.any(String),
      expect.stringContaining(hostname),
      expect.stringContaining(domain),
    ]);
    expect((await record.read())?.live.configuration.hostnames).toEqual([hostname, own]);
    expect(codeOf(await record.rollBack(7, by(ALICE)))).toBe('hostname_taken');
    must(await record.delete(by(ALICE)));
    expect(await env.TENANTS.get(`host/${own}`)).toBeNull();
    expect(await env.TENANTS.get(`host/${hostname}`)).toBe(published);
    expect(await first.record.read()).toMatchObject({ revision: 1 });
  });

  test('does not take over a record whose slug another tenant has', async () => {
    const { slug, tenantId } = await createTenant();
    const id = crypto.randomUUID();
    const stray = { schema: 1, id, slug, version: 1, updatedAt: '2026-03-01T12:00:00Z', ...configuration() };
    await env.TENANTS.put(`tenant/${slug}`, JSON.stringify(stray));
    await takeOver();
    expect(await administration.record(id).read()).toBeNull();
    expect(await administration.directory.findBySlug(slug)).toBe(tenantId);
  });
});
