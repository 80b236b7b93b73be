import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { signInLedger } from '../../../src/stores/sign-in-ledger.ts';
import { GRACE_MILLISECONDS } from '../../../src/stores/tenant-record/write-change.ts';
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
} from '../../support/records.ts';
import { session } from '../../support/tenants.ts';

afterEach(() => void vi.useRealTimers());

/** What the record has to do, as the alarm finds it at a time. */
async function runAlarmAt(tenantId: string, now: number): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now });
  await runDurableObjectAlarm(env.TENANT_RECORD.getByName(tenantId));
  vi.useRealTimers();
}

const keysOf = async (slug: string, hostname: string) => [
  await env.TENANTS.get(`tenant/${slug}`),
  await env.TENANTS.get(`host/${hostname}`),
];

const searchBy = (search: string, filter: 'all' | 'deleted') =>
  administration.directory.list({ search, filter, now: Date.now(), limit: 10, cursor: null });

describe('a deletion', () => {
  test('takes the tenant out of KV at once, and says from when on no edge serves it', async () => {
    const hostname = newHostname();
    const { record, slug } = await createTenant({ hostnames: [hostname] });
    const now = Date.now();
    const state = must(await record.delete(by(BOB, { now })));
    expect(state.deleted).toEqual({ at: now, author: BOB, purgeAt: now + GRACE_MILLISECONDS });
    expect(await keysOf(slug, hostname)).toEqual([null, null]);
    const { writtenAt, everywhereAt } = state.publication;
    expect(everywhereAt).toBe((writtenAt ?? 0) + 120_000);
    expect((await searchBy(slug, 'all')).items).toEqual([]);
    expect((await searchBy(slug, 'deleted')).items).toMatchObject([{ slug, deletedAt: now }]);
  });

  test('leaves nothing to change but the deletion itself', async () => {
    const { record } = await createTenant();
    must(await record.delete(by(BOB)));
    for (const change of [
      record.publish(configuration(), by(ALICE)),
      record.saveDraft(configuration(), by(ALICE)),
      record.publishDraft(by(ALICE)),
      record.discardDraft(by(ALICE)),
      record.rollBack(1, by(ALICE)),
      record.delete(by(ALICE)),
    ]) {
      expect(codeOf(await change)).toBe('tenant_deleted');
    }
  });

  test('can be undone: everything is as it was', async () => {
    const hostname = newHostname();
    const { record, slug, tenantId } = await createTenant({ hostnames: [hostname] });
    must(await record.saveDraft(configuration({ displayName: 'Draft' }), by(ALICE)));
    const before = await keysOf(slug, hostname);
    must(await record.delete(by(BOB)));
    const state = must(await record.restore(by(ALICE)));
    expect(state).toMatchObject({ live: { number: 1 }, draft: { basedOn: 1 }, deleted: null });
    expect(await keysOf(slug, hostname)).toEqual(before);
    expect(codeOf(await record.restore(by(ALICE)))).toBe('tenant_not_deleted');
    await runAlarmAt(tenantId, Date.now() + 2 * GRACE_MILLISECONDS);
    expect(await record.read()).toMatchObject({ live: { number: 1 } });
  });

  test('keeps the names until it cannot be undone any more', async () => {
    const [hostname, domain] = [newHostname(), newHostname()];
    const names = { hostnames: [hostname], connections: [connectionOf(domain)] };
    const { record, tenantId, slug } = await createTenant(names);
    must(await record.delete(by(BOB)));
    await runAlarmAt(tenantId, Date.now() + GRACE_MILLISECONDS / 2);
    const other = { slug, hostnames: [], emailDomains: [] };
    const claim = (changes: object) => administration.directory.claim('other', { ...other, ...changes });
    expect(codeOf(await claim({}))).toBe('slug_taken');
    expect(codeOf(await claim({ slug: 'free-1', hostnames: [hostname] }))).toBe('hostname_taken');
    expect(codeOf(await claim({ slug: 'free-1', emailDomains: [domain] }))).toBe('email_domain_taken');
  });

  test.each([
    [-1, true],
    [0, false],
    [1, false],
  ])(
    'is final after the grace period: %i ms from its end the tenant is there: %s',
    async (offset, isThere) => {
      const deletedAt = Date.now();
      const { record, tenantId } = await createTenant();
      must(await record.delete(by(BOB, { now: deletedAt })));
      await runAlarmAt(tenantId, deletedAt + GRACE_MILLISECONDS + offset);
      expect((await record.read()) !== null).toBe(isThere);
    },
  );

  test('then leaves no data, no session and no name behind', async () => {
    const hostname = newHostname();
    const { record, slug, tenantId } = await createTenant({ hostnames: [hostname] });
    const ledger = signInLedger(env.SIGN_IN_LEDGER, tenantId);
    const now = Date.now();
    const open = session({ tenantId, expiresAt: now + 30 * GRACE_MILLISECONDS });
    await ledger.open({
      requestId: 'r',
      issuer: 'i',
      assertionId: 'a',
      rememberUntil: now + 1,
      session: open,
      now,
    });
    must(await record.delete(by(BOB, { now })));
    expect(await ledger.find(open.id, now)).not.toBeNull();
    await runAlarmAt(tenantId, now + GRACE_MILLISECONDS);
    expect(await ledger.find(open.id, now)).toBeNull();
    expect(await record.read()).toBeNull();
    expect(await record.audit({ limit: 10, cursor: null })).toEqual({ items: [], cursor: null });
    expect(await administration.directory.findBySlug(slug)).toBeNull();
    expect((await searchBy(slug, 'deleted')).items).toEqual([]);
    const rows = await runInDurableObject(env.TENANT_RECORD.getByName(tenantId), (_record, { storage }) =>
      ['claimant', 'header', 'versions', 'draft', 'audit', 'publication', 'written_keys', 'agenda'].map(
        (table) => storage.sql.exec(`SELECT * FROM ${table}`).toArray().length,
      ),
    );
    expect(rows).toEqual(Array(8).fill(0));
    const again = crypto.randomUUID();
    const made = await administration
      .record(again)
      .create({ tenantId: again, slug, configuration: configuration({ hostnames: [hostname] }) }, by(ALICE));
    expect(must(made)).toMatchObject({ tenantId: again, live: { number: 1 } });
  });
});
