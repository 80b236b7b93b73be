import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import type { TenantRecord } from '../../../src/stores/tenant-record/tenant-record.ts';
import {
  ALICE,
  administration,
  BOB,
  by,
  codeOf,
  configuration,
  connectionOf,
  createTenant,
  must,
  newHostname,
  newSlug,
} from '../../support/records.ts';

const MINUTE = 60_000;

let error: MockInstance<typeof console.error>;
beforeEach(() => {
  error = vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const stubOf = (tenantId: string) => env.TENANT_RECORD.getByName(tenantId);

async function runAlarmAt(tenantId: string, now: number): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now });
  await runDurableObjectAlarm(stubOf(tenantId));
  vi.useRealTimers();
}

/** The KV that a record writes to, whose calls can be made to fail. */
function kvOf(tenantId: string): Promise<KVNamespace> {
  return runInDurableObject(stubOf(tenantId), (record: TenantRecord) => bindingsOf(record).TENANTS);
}

const bindingsOf = (record: TenantRecord) => (record as unknown as { env: typeof env }).env;
const outage = () => Promise.reject(new Error('KV PUT failed: 503'));

async function agendaOf(tenantId: string): Promise<readonly string[]> {
  const rows = await runInDurableObject(stubOf(tenantId), (_record, { storage }) =>
    storage.sql.exec<{ task: string }>('SELECT task FROM agenda ORDER BY task').toArray(),
  );
  return rows.map(({ task }) => task);
}

/** What the operator's list shows of a tenant. */
async function listed(slug: string) {
  const query = { search: slug, filter: 'all', now: Date.now(), limit: 1, cursor: null } as const;
  return (await administration.directory.list(query)).items[0];
}

describe('publishing', () => {
  test('puts the compiled record at the slug and each hostname', async () => {
    const [kept, givenUp, added] = [newHostname(), newHostname(), newHostname()];
    const { record, slug, tenantId } = await createTenant({ hostnames: [kept, givenUp] });
    must(
      await record.publish(
        configuration({ hostnames: [kept, added] }),
        by(ALICE, { now: 1_795_000_000_000 }),
      ),
    );
    const compiled = {
      schema: 1,
      id: tenantId,
      slug,
      version: 2,
      updatedAt: '2026-11-18T11:06:40.000Z',
      ...configuration({ hostnames: [kept, added] }),
    };
    for (const key of [`tenant/${slug}`, `host/${kept}`, `host/${added}`])
      expect(await env.TENANTS.get(key, 'json')).toEqual(compiled);
    expect(await env.TENANTS.get(`host/${givenUp}`)).toBeNull();
  });

  test('says from when on every edge serves the version', async () => {
    const before = Date.now();
    const { state } = await createTenant();
    const { writtenAt, everywhereAt } = state.publication;
    expect(writtenAt).toBeGreaterThanOrEqual(before);
    expect(writtenAt).toBeLessThanOrEqual(Date.now());
    expect(everywhereAt).toBe((writtenAt ?? 0) + 2 * MINUTE);
  });

  test('that fails is tried again until KV has it, and the change is kept meanwhile', async () => {
    const { record, slug, tenantId } = await createTenant();
    const kv = await kvOf(tenantId);
    const put = vi.spyOn(kv, 'put').mockImplementation(outage);
    const state = must(await record.publish(configuration({ displayName: 'Two' }), by(BOB)));
    expect(state).toMatchObject({
      live: { number: 2 },
      publication: { version: 2, writtenAt: null, failures: 1 },
    });
    expect(state.publication.everywhereAt).toBeNull();
    expect(await listed(slug)).toMatchObject({ version: 2, everywhereAt: null });
    expect(await env.TENANTS.get(`tenant/${slug}`, 'json')).toMatchObject({ version: 1 });
    await runAlarmAt(tenantId, Date.now() + MINUTE);
    expect((await record.read())?.publication).toMatchObject({ writtenAt: null, failures: 2 });
    put.mockRestore();
    await runAlarmAt(tenantId, Date.now() + 2 * MINUTE);
    const publication = (await record.read())?.publication;
    expect(publication).toMatchObject({ version: 2, writtenAt: expect.any(Number) });
    expect(await env.TENANTS.get(`tenant/${slug}`, 'json')).toMatchObject({ version: 2, displayName: 'Two' });
    await expect
      .poll(() => listed(slug))
      .toMatchObject({ version: 2, everywhereAt: publication?.everywhereAt });
  });

  test('goes on with the newest version, whatever failed before, and leaves no hostname behind', async () => {
    const hostnames = [newHostname(), newHostname(), newHostname()];
    const { record, slug, tenantId } = await createTenant({ hostnames: hostnames.slice(0, 1) });
    const kv = await kvOf(tenantId);
    const original = kv.put.bind(kv);
    // The second version gets as far as its hostname; its slug, and all of the third, fail.
    const put = vi.spyOn(kv, 'put').mockImplementation((key) => {
      put.mockImplementation(outage);
      return original(key, 'half');
    });
    must(await record.publish(configuration({ hostnames: hostnames.slice(1, 2) }), by(BOB)));
    expect(await env.TENANTS.get(`host/${hostnames[1]}`)).toBe('half');
    must(await record.publish(configuration({ hostnames: hostnames.slice(2) }), by(BOB)));
    put.mockRestore();
    await runAlarmAt(tenantId, Date.now() + MINUTE);
    expect(await env.TENANTS.get(`tenant/${slug}`, 'json')).toMatchObject({ version: 3 });
    expect(await env.TENANTS.get(`host/${hostnames[2]}`, 'json')).toMatchObject({ version: 3 });
    expect(await env.TENANTS.get(`host/${hostnames[0]}`)).toBeNull();
    expect(await env.TENANTS.get(`host/${hostnames[1]}`)).toBeNull();
  });

  test('never puts an older version over a newer one, however long a write takes', async () => {
    const { record, slug, tenantId } = await createTenant();
    const kv = await kvOf(tenantId);
    const versions: number[] = [];
    const original = kv.put.bind(kv);
    vi.spyOn(kv, 'put').mockImplementation(async (key: string, value: unknown) => {
      const { version } = JSON.parse(value as string) as { version: number };
      await scheduler.wait(version === 2 ? 300 : 0);
      versions.push(version);
      return original(key, value as string);
    });
    const slow = record.publish(configuration({ displayName: 'Two' }), by(BOB));
    await scheduler.wait(50);
    const quick = record.publish(configuration({ displayName: 'Three' }), by(BOB));
    must(await slow);
    must(await quick);
    expect(versions).toEqual([2, 3]);
    expect(await env.TENANTS.get(`tenant/${slug}`, 'json')).toMatchObject({ version: 3 });
    expect((await record.read())?.publication).toMatchObject({ version: 3, writtenAt: expect.any(Number) });
  });

  test('is not done while KV reads back something else', async () => {
    const { record, slug, tenantId } = await createTenant();
    const kv = await kvOf(tenantId);
    const stale = (await env.TENANTS.get(`tenant/${slug}`)) as never;
    const get = vi.spyOn(kv, 'get').mockResolvedValue(stale);
    const state = must(await record.publish(configuration({ displayName: 'Two' }), by(BOB)));
    expect(state.publication).toMatchObject({ writtenAt: null, failures: 0 });
    get.mockRestore();
    await runAlarmAt(tenantId, Date.now() + MINUTE);
    expect((await record.read())?.publication.writtenAt).not.toBeNull();
  });

  test('of a deletion that fails is tried again, too, and nothing is purged before', async () => {
    const { record, slug, tenantId } = await createTenant();
    const kv = await kvOf(tenantId);
    const remove = vi.spyOn(kv, 'delete').mockImplementation(outage);
    const long = 20 * 24 * 60 * MINUTE;
    const state = must(await record.delete(by(BOB, { now: Date.now() - long })));
    expect(state.publication).toMatchObject({ writtenAt: null, failures: 1 });
    await runAlarmAt(tenantId, Date.now() + MINUTE);
    expect(await record.read()).not.toBeNull();
    remove.mockRestore();
    await runAlarmAt(tenantId, Date.now() + 2 * MINUTE);
    expect(await env.TENANTS.get(`tenant/${slug}`)).toBeNull();
    await runAlarmAt(tenantId, Date.now() + 6 * MINUTE);
    expect(await record.read()).toBeNull();
  });

  test('has nothing left to do where it went well', async () => {
    const { tenantId } = await createTenant();
    const own = async () =>
      (await agendaOf(tenantId)).filter((task) => ['publish', 'claims', 'purge'].includes(task));
    expect(await own()).toEqual(['claims']);
    await runAlarmAt(tenantId, Date.now() + 10 * MINUTE);
    expect(await own()).toEqual([]);
  });

  test('tells in the log that it failed, and nothing of what', async () => {
    const { record, slug, tenantId } = await createTenant();
    vi.spyOn(await kvOf(tenantId), 'put').mockImplementation(outage);
    await record.publish(configuration({ displayName: 'Two' }), by(BOB));
    const lines = error.mock.calls.flat().join('\n');
    expect(lines).toContain('"task":"publish"');
    expect(lines).not.toContain(slug);
    expect(lines).not.toContain('503');
  });
});

describe('names', () => {
  test('that a version gives up are free once the one before cannot be served any more', async () => {
    const [hostname, domain] = [newHostname(), newHostname()];
    const { record, tenantId } = await createTenant({
      hostnames: [hostname],
      connections: [connectionOf(domain)],
    });
    const state = must(await record.publish(configuration(), by(ALICE)));
    const everywhereAt = state.publication.everywhereAt ?? Number.NaN;
    const claim = (changes: object) =>
      administration.directory.claim('another', {
        slug: 'another',
        hostnames: [],
        emailDomains: [],
        ...changes,
      });
    await runAlarmAt(tenantId, everywhereAt - 1);
    expect(codeOf(await claim({ hostnames: [hostname] }))).toBe('hostname_taken');
    expect(codeOf(await claim({ emailDomains: [domain] }))).toBe('email_domain_taken');
    await runAlarmAt(tenantId, everywhereAt + MINUTE);
    expect(codeOf(await claim({ hostnames: [hostname], emailDomains: [domain] }))).toBe('');
    await administration.directory.keepOnly('another', null);
  });

  test('are not given up while the version that gives them up is not written', async () => {
    const hostname = newHostname();
    const { record, tenantId } = await createTenant({ hostnames: [hostname] });
    vi.spyOn(await kvOf(tenantId), 'delete').mockImplementation(outage);
    must(await record.publish(configuration(), by(ALICE)));
    await runAlarmAt(tenantId, Date.now() + 60 * MINUTE);
    const claims = { slug: newSlug(), hostnames: [hostname], emailDomains: [] };
    expect(codeOf(await administration.directory.claim('another', claims))).toBe('hostname_taken');
  });

  test('claimed for a change that never happened are given up', async () => {
    const [tenantId, slug] = [crypto.randomUUID(), newSlug()];
    // What a crash between claiming and committing leaves behind.
    await administration.directory.claim(tenantId, { slug, hostnames: [], emailDomains: [] });
    await runInDurableObject(stubOf(tenantId), async (_record, { storage }) => {
      storage.sql.exec('INSERT INTO claimant VALUES (1, ?)', tenantId);
      storage.sql.exec("INSERT INTO agenda (task, due_at) VALUES ('claims', 1)");
      await storage.setAlarm(Date.now() + MINUTE);
    });
    expect(await administration.directory.findBySlug(slug)).toBe(tenantId);
    await runDurableObjectAlarm(stubOf(tenantId));
    expect(await administration.directory.findBySlug(slug)).toBeNull();
  });

  test('cannot be claimed while the directory is away: nothing changes, and it can be tried again', async () => {
    const { record, tenantId } = await createTenant();
    await runInDurableObject(stubOf(tenantId), async (instance: TenantRecord) => {
      const away = vi.spyOn(bindingsOf(instance).DIRECTORY, 'getByName').mockImplementation(() => {
        throw new Error('away');
      });
      await expect(instance.publish(configuration(), by(BOB))).rejects.toThrow('away');
      away.mockRestore();
    });
    expect(await record.read()).toMatchObject({ revision: 1, live: { number: 1 } });
    expect(must(await record.publish(configuration(), by(BOB)))).toMatchObject({ live: { number: 2 } });
  });
});
