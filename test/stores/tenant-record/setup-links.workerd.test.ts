import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import {
  MAX_USABLE_SETUP_LINKS,
  setupLinkEnd,
  setupSessionEnd,
} from '../../../src/administration/setup-link.ts';
import { hashSecret } from '../../../src/operators/secret-text.ts';
import { ALICE, administration, BOB, by, createTenant } from '../../support/records.ts';

const NOW = Date.UTC(2030, 0, 1);
const HOUR = 3_600_000;
const at = (now: number) => ({ author: ALICE, now });

async function withLink(hours = 24) {
  const tenant = await createTenant();
  const input = { note: 'Grace, IT at Acme', expiresAt: setupLinkEnd(hours, NOW) };
  const made = await tenant.record.createSetupLink(input, at(NOW));
  if (!made.ok) throw new Error(made.failure.code);
  return { ...tenant, ...made.value, secretHash: hashSecret(made.value.secret) };
}

const codeOf = (result: { ok: true } | { ok: false; failure: { code: string } }) =>
  result.ok ? 'ok' : result.failure.code;

const actions = async (record: Awaited<ReturnType<typeof createTenant>>['record']) =>
  (await record.audit({ limit: 100, cursor: null })).items.map(({ action, author }) => [action, author.kind]);

describe('a set-up link', () => {
  test('is made with 256 random bits, of which the record keeps the hash alone', async () => {
    const { tenantId, record, link, secret } = await withLink();
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(link).toMatchObject({
      note: 'Grace, IT at Acme',
      author: ALICE,
      createdAt: NOW,
      firstOpenedAt: null,
    });
    expect(await record.setupLinks()).toEqual([link]);
    const rows = await runInDurableObject(env.TENANT_RECORD.getByName(tenantId), (_record, { storage }) => [
      ...storage.sql.exec('SELECT * FROM setup_links'),
      ...storage.sql.exec('SELECT * FROM audit'),
    ]);
    expect(rows.length).toBeGreaterThan(2);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test('is told by events, which name nobody, when it is made, opened, finished or revoked', async () => {
    const { record, link, secretHash } = await withLink();
    const other = await record.createSetupLink({ note: 'Bob', expiresAt: NOW + HOUR }, at(NOW + 1));
    if (!other.ok) throw new Error(other.failure.code);
    await record.openSetupLink(secretHash, 'a', NOW + 2);
    await record.checkSetupLink(link.id, NOW + 3);
    await record.finishSetupLink(link.id, NOW + 4);
    await record.finishSetupLink(link.id, NOW + 5);
    await record.revokeSetupLink(link.id, at(NOW + 6));
    await record.revokeSetupLink(other.value.link.id, at(NOW + 7));
    const events = (await record.events({ limit: 100, cursor: null })).items
      .filter(({ type }) => type.startsWith('setup_link.'))
      .reverse();
    const [first, second] = [link.id, other.value.link.id];
    expect(
      events.map(({ type, at: when, data }) => [type, Date.parse(when) - NOW, data['setupLinkId']]),
    ).toEqual([
      ['setup_link.created', 0, first],
      ['setup_link.created', 1, second],
      ['setup_link.opened', 2, first],
      ['setup_link.finished', 4, first],
      ['setup_link.revoked', 7, second],
    ]);
    expect(JSON.stringify(events)).not.toMatch(/Grace|Bob/);
  });

  test('is delivered to webhooks by an alarm that is set at once', async () => {
    const { tenantId, record } = await createTenant();
    const target = {
      url: 'https://hooks.example.com/',
      types: ['setup_link.created' as const],
      enabled: true,
    };
    await record.createWebhook(target, at(NOW));
    const stub = env.TENANT_RECORD.getByName(tenantId);
    await runInDurableObject(stub, (_record, { storage }) => storage.deleteAlarm());
    await record.createSetupLink({ note: 'Bob', expiresAt: NOW + HOUR }, at(Date.now()));
    const alarm = await runInDurableObject(stub, (_record, { storage }) => storage.getAlarm());
    expect(alarm).not.toBeNull();
  });

  test('opens, again too, and says so in the audit trail', async () => {
    const { record, link, secretHash } = await withLink();
    expect(await record.openSetupLink(secretHash, 'a', NOW + 5)).toMatchObject({
      ok: true,
      value: { id: link.id, firstOpenedAt: NOW + 5, lastUsedAt: NOW + 5 },
    });
    await record.openSetupLink(secretHash, 'b', NOW + 9);
    expect(await record.setupLinks()).toMatchObject([{ firstOpenedAt: NOW + 5, lastUsedAt: NOW + 9 }]);
    expect((await actions(record)).slice(0, 3)).toEqual([
      ['setup_link_opened', 'administrator'],
      ['setup_link_opened', 'administrator'],
      ['setup_link_created', 'operator'],
    ]);
  });

  test.each([
    [-1, 'ok'],
    [0, 'setup_link_expired'],
    [1, 'setup_link_expired'],
  ])('ends when it expires: at %i ms it is %s, and so is what it opened', async (offset, expected) => {
    const { record, link, secretHash } = await withLink();
    await record.openSetupLink(secretHash, 'a', NOW);
    expect(codeOf(await record.openSetupLink(secretHash, 'a', link.expiresAt + offset))).toBe(expected);
    expect(codeOf(await record.checkSetupLink(link.id, link.expiresAt + offset))).toBe(expected);
    expect(codeOf(await record.finishSetupLink(link.id, link.expiresAt + offset))).toBe(expected);
  });

  test.each([
    [7, HOUR * 7],
    [8, HOUR * 8],
    [9, HOUR * 8],
  ])('of %i hours opens a session of no more than eight, and none past its end', async (hours, length) => {
    expect(setupSessionEnd({ expiresAt: setupLinkEnd(hours, NOW) }, NOW)).toBe(NOW + length);
  });

  test('ends at once when it is revoked; that somebody did so stays', async () => {
    const { record, link, secretHash } = await withLink();
    await record.openSetupLink(secretHash, 'a', NOW);
    expect(await record.revokeSetupLink(link.id, { author: BOB, now: NOW + 1 })).toMatchObject({
      revokedAt: NOW + 1,
    });
    expect(codeOf(await record.checkSetupLink(link.id, NOW + 1))).toBe('setup_link_revoked');
    expect(codeOf(await record.openSetupLink(secretHash, 'a', NOW + 2))).toBe('setup_link_revoked');
    expect(codeOf(await record.finishSetupLink(link.id, NOW + 2))).toBe('setup_link_revoked');
    expect(await record.revokeSetupLink(link.id, at(NOW + 3))).toMatchObject({ revokedAt: NOW + 1 });
    expect(codeOf(await record.checkSetupLink(link.id, link.expiresAt + 1))).toBe('setup_link_revoked');
    expect((await actions(record))[0]).toEqual(['setup_link_revoked', 'api-key']);
    expect(await record.revokeSetupLink('other', at(NOW))).toBeNull();
  });

  test('ends when its administrator is done', async () => {
    const { record, link, secretHash } = await withLink();
    expect(codeOf(await record.finishSetupLink(link.id, NOW + 1))).toBe('ok');
    expect(codeOf(await record.finishSetupLink(link.id, NOW + 2))).toBe('setup_link_finished');
    expect(codeOf(await record.checkSetupLink(link.id, NOW + 2))).toBe('setup_link_finished');
    expect(codeOf(await record.openSetupLink(secretHash, 'a', NOW + 2))).toBe('setup_link_finished');
    expect((await actions(record))[0]).toEqual(['setup_link_finished', 'administrator']);
  });

  test('finished and revoked at the same time ends once, in one way', async () => {
    const { record, link } = await withLink();
    const [finished, revoked] = await Promise.all([
      record.finishSetupLink(link.id, NOW + 1),
      record.revokeSetupLink(link.id, at(NOW + 1)),
      record.finishSetupLink(link.id, NOW + 1),
      record.revokeSetupLink(link.id, at(NOW + 1)),
    ]);
    expect(finished.ok).toBe(revoked?.revokedAt === null);
    const ends = (await actions(record)).filter(([action]) => /revoked|finished/.test(String(action)));
    expect(ends).toHaveLength(1);
  });

  test('means nothing to another tenant, and nothing of one that is deleted', async () => {
    const [{ record, link, secretHash }, other] = await Promise.all([withLink(), createTenant()]);
    expect(codeOf(await other.record.openSetupLink(secretHash, 'a', NOW))).toBe('setup_link_unknown');
    expect(codeOf(await other.record.checkSetupLink(link.id, NOW))).toBe('setup_link_unknown');
    await record.delete(by(ALICE));
    expect(codeOf(await record.openSetupLink(secretHash, 'a', NOW))).toBe('setup_link_unknown');
    expect(codeOf(await record.checkSetupLink(link.id, NOW))).toBe('setup_link_unknown');
    const more = await record.createSetupLink({ note: 'x', expiresAt: NOW + 1 }, at(NOW));
    expect(codeOf(more)).toBe('tenant_deleted');
    const nobody = administration.record(crypto.randomUUID());
    expect(codeOf(await nobody.openSetupLink(secretHash, 'a', NOW))).toBe('setup_link_unknown');
  });
});

test('wrong secrets make their source wait, the right one too, and no other source', async () => {
  const { record, secretHash } = await withLink();
  for (let tries = 0; tries < 10; tries++) {
    expect(codeOf(await record.openSetupLink(hashSecret(`wrong ${tries}`), 'a', NOW))).toBe(
      'setup_link_unknown',
    );
  }
  const refused = await record.openSetupLink(secretHash, 'a', NOW + 1);
  expect(refused).toEqual({ ok: false, failure: { code: 'too_many_attempts', retryAt: NOW + 5_000 } });
  expect(codeOf(await record.openSetupLink(secretHash, 'a', NOW + 4_999))).toBe('too_many_attempts');
  expect(codeOf(await record.openSetupLink(secretHash, 'b', NOW + 1))).toBe('ok');
  expect(codeOf(await record.openSetupLink(secretHash, 'a', NOW + 5_000))).toBe('ok');
});

test('one link opened again and again fills no audit trail', async () => {
  const { record, secretHash } = await withLink();
  const opened = [];
  for (let tries = 0; tries < 20; tries++) {
    opened.push(codeOf(await record.openSetupLink(secretHash, `source ${tries}`, NOW)));
  }
  expect(opened.filter((code) => code === 'ok')).toHaveLength(10);
  expect(new Set(opened.slice(10))).toEqual(new Set(['too_many_attempts']));
});

test('use is noted to the minute', async () => {
  const { record, link, secretHash } = await withLink();
  await record.openSetupLink(secretHash, 'a', NOW);
  await record.checkSetupLink(link.id, NOW + 59_999);
  expect(await record.setupLinks()).toMatchObject([{ lastUsedAt: NOW }]);
  await record.checkSetupLink(link.id, NOW + 60_000);
  expect(await record.setupLinks()).toMatchObject([{ lastUsedAt: NOW + 60_000 }]);
});

test('only so many can be used at once, however many are made at the same time; ended ones make room', async () => {
  const { record } = await createTenant();
  const make = (now = NOW) => record.createSetupLink({ note: 'x', expiresAt: now + HOUR }, at(now));
  const made = await Promise.all(Array.from({ length: MAX_USABLE_SETUP_LINKS + 5 }, () => make()));
  expect(made.filter(({ ok }) => ok)).toHaveLength(MAX_USABLE_SETUP_LINKS);
  expect(codeOf(await make())).toBe('too_many_setup_links');
  for (let round = 1; round <= 6; round++) {
    const now = NOW + round * HOUR;
    await Promise.all(Array.from({ length: MAX_USABLE_SETUP_LINKS }, () => make(now)));
  }
  const links = await record.setupLinks();
  expect(links).toHaveLength(100);
  expect(links.filter(({ createdAt }) => createdAt === NOW + 6 * HOUR)).toHaveLength(MAX_USABLE_SETUP_LINKS);
});
