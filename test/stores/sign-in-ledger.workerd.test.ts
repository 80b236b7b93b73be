import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/session/session.ts';
import type { LedgerEntry } from '../../src/sign-in/ports.ts';
import { signInLedger } from '../../src/stores/sign-in-ledger.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;

const newTenant = () => crypto.randomUUID();
const ledgerOf = (tenantId: string) => signInLedger(env.SIGN_IN_LEDGER, tenantId);

function session(changes: Partial<Session> = {}): Session {
  return {
    id: crypto.randomUUID(),
    tenantId: 'tenant',
    connectionId: 'okta',
    identity: {
      accountKey: 'alice',
      displayName: 'Alice Ångström',
      email: 'alice@example.com',
      nameId: { value: '007', format: 'urn:f', nameQualifier: null, spNameQualifier: null },
      attributes: [{ name: '__proto__', nameFormat: null, friendlyName: null, values: ['a', '1e5', ''] }],
      idpEntityId: 'https://idp.example.com',
      sessionIndex: 'index-1',
      authnInstant: NOW,
      authnContextClassRef: null,
    },
    signedInAt: NOW,
    expiresAt: NOW + HOUR,
    renewedAt: NOW,
    ...changes,
  };
}

function entry(changes: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    requestId: crypto.randomUUID(),
    issuer: 'https://idp.example.com',
    assertionId: crypto.randomUUID(),
    rememberUntil: NOW + 300_000,
    session: session(),
    now: NOW,
    ...changes,
  };
}

/** How many rows the ledger of a tenant holds, read past its methods. */
function countRows(tenantId: string, table: 'consumed' | 'sessions'): Promise<number> {
  return runInDurableObject(
    env.SIGN_IN_LEDGER.getByName(tenantId),
    (_ledger, state) =>
      state.storage.sql.exec<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`).one().rows,
  );
}

function readAlarm(tenantId: string): Promise<number | null> {
  return runInDurableObject(env.SIGN_IN_LEDGER.getByName(tenantId), (_ledger, state) =>
    state.storage.getAlarm(),
  );
}

describe('consuming', () => {
  test('opens exactly one session out of 200 concurrent posts of one assertion', async () => {
    const tenantId = newTenant();
    const one = entry();
    const entries = Array.from({ length: 200 }, () => ({ ...one, session: session() }));
    const outcomes = await Promise.all(entries.map((each) => ledgerOf(tenantId).open(each)));
    expect(outcomes.filter(({ outcome }) => outcome === 'opened')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'request_already_used')).toHaveLength(199);
    expect(await countRows(tenantId, 'sessions')).toBe(1);
  });

  test('opens exactly one session out of 200 concurrent unsolicited posts of one assertion', async () => {
    const tenantId = newTenant();
    const one = entry({ requestId: null });
    const entries = Array.from({ length: 200 }, () => ({ ...one, session: session() }));
    const outcomes = await Promise.all(entries.map((each) => ledgerOf(tenantId).open(each)));
    expect(outcomes.filter(({ outcome }) => outcome === 'opened')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'assertion_already_used')).toHaveLength(199);
  });

  test('refuses a used request with another assertion for another person', async () => {
    const ledger = ledgerOf(newTenant());
    const first = entry();
    const other = session({ identity: { ...session().identity, accountKey: 'mallory' } });
    expect(await ledger.open(first)).toEqual({ outcome: 'opened' });
    expect(await ledger.open(entry({ requestId: first.requestId, session: other }))).toEqual({
      outcome: 'request_already_used',
    });
    expect(await ledger.find(other.id, NOW)).toBeNull();
  });

  test('refuses a used assertion under another request and as an unsolicited one', async () => {
    const ledger = ledgerOf(newTenant());
    const first = entry();
    await ledger.open(first);
    const { assertionId } = first;
    expect(await ledger.open(entry({ assertionId }))).toEqual({ outcome: 'assertion_already_used' });
    expect(await ledger.open(entry({ assertionId, requestId: null }))).toEqual({
      outcome: 'assertion_already_used',
    });
  });

  test('consumes all or nothing: a refused assertion leaves its request unused', async () => {
    const ledger = ledgerOf(newTenant());
    const first = entry();
    await ledger.open(first);
    const second = entry({ assertionId: first.assertionId });
    await ledger.open(second);
    expect(await ledger.open(entry({ requestId: second.requestId }))).toEqual({ outcome: 'opened' });
  });

  test('consumes nothing when the session cannot be stored', async () => {
    const tenantId = newTenant();
    const first = entry();
    await ledgerOf(tenantId).open(first);
    await runInDurableObject(env.SIGN_IN_LEDGER.getByName(tenantId), async (ledger) => {
      await expect(ledger.open(entry({ session: first.session }))).rejects.toThrow('UNIQUE');
    });
    expect(await countRows(tenantId, 'consumed')).toBe(2);
  });

  test('tells issuers apart, and requests from assertions', async () => {
    const ledger = ledgerOf(newTenant());
    await ledger.open(entry({ requestId: 'same', assertionId: 'same', issuer: 'a' }));
    expect(await ledger.open(entry({ assertionId: 'same', issuer: 'b' }))).toEqual({ outcome: 'opened' });
    expect(await ledger.open(entry({ requestId: null, assertionId: 'a","same', issuer: '' }))).toEqual({
      outcome: 'opened',
    });
  });

  test('keeps tenants apart', async () => {
    const [acme, globex] = [newTenant(), newTenant()];
    const one = entry();
    expect(await ledgerOf(acme).open(one)).toEqual({ outcome: 'opened' });
    expect(await ledgerOf(globex).find(one.session.id, NOW)).toBeNull();
    expect(await ledgerOf(globex).open(one)).toEqual({ outcome: 'opened' });
  });

  test.each([
    [-1, 'request_already_used'],
    [0, 'opened'],
    [1, 'opened'],
  ])(
    'remembers a request until the stated instant: %i ms from it the answer is %s',
    async (offset, outcome) => {
      const ledger = ledgerOf(newTenant());
      const first = entry();
      await ledger.open(first);
      expect(await ledger.open({ ...first, session: session(), now: first.rememberUntil + offset })).toEqual({
        outcome,
      });
    },
  );

  test.each([
    [-1, 'assertion_already_used'],
    [0, 'opened'],
    [1, 'opened'],
  ])(
    'remembers an assertion until the stated instant: %i ms from it the answer is %s',
    async (offset, outcome) => {
      const ledger = ledgerOf(newTenant());
      const first = entry({ requestId: null });
      await ledger.open(first);
      expect(await ledger.open({ ...first, session: session(), now: first.rememberUntil + offset })).toEqual({
        outcome,
      });
    },
  );
});

describe('sessions', () => {
  test('gives back a session exactly as it was opened', async () => {
    const ledger = ledgerOf(newTenant());
    const one = entry();
    await ledger.open(one);
    expect(await ledger.find(one.session.id, NOW)).toEqual(one.session);
  });

  test.each([
    [-1, true],
    [0, false],
    [1, false],
  ])('ends a session by itself: %i ms from its expiry it is open: %s', async (offset, isOpen) => {
    const ledger = ledgerOf(newTenant());
    const one = entry();
    await ledger.open(one);
    expect((await ledger.find(one.session.id, one.session.expiresAt + offset)) !== null).toBe(isOpen);
  });

  test('finds nothing once a session was ended, and takes a second ending calmly', async () => {
    const ledger = ledgerOf(newTenant());
    const [one, other] = [entry(), entry()];
    await ledger.open(one);
    await ledger.open(other);
    await ledger.end(one.session.id);
    await ledger.end(one.session.id);
    expect(await ledger.find(one.session.id, NOW)).toBeNull();
    expect(await ledger.find(other.session.id, NOW)).toEqual(other.session);
  });

  test('does not give its assertion back when a session is ended', async () => {
    const ledger = ledgerOf(newTenant());
    const one = entry();
    await ledger.open(one);
    await ledger.end(one.session.id);
    expect(await ledger.open({ ...one, session: session() })).toEqual({ outcome: 'request_already_used' });
  });
});

test('a logout ends every session of its name, however many they are, and tells of a hundred', async () => {
  const tenantId = newTenant();
  const ledger = ledgerOf(tenantId);
  await Promise.all(Array.from({ length: 101 }, () => ledger.open(entry())));
  const { identity, connectionId } = session();
  const ended = await ledger.endNamed({
    requestId: 'logout',
    issuedAt: NOW,
    rememberUntil: NOW + HOUR,
    connectionIds: [connectionId],
    nameId: identity.nameId,
    domain: { idpEntityId: identity.idpEntityId, spEntityId: 'https://sp.example.com' },
    sessionIndexes: [],
    now: NOW,
  });
  const sessions = ended.outcome === 'ended' ? ended.sessions : [];
  expect(sessions).toHaveLength(100);
  expect(sessions[0]?.identity).toEqual({ ...identity, attributes: [] });
  expect(await countRows(tenantId, 'sessions')).toBe(0);
});

test('a tenant’s sessions end all of them, one that is in no list among them', async () => {
  const tenantId = newTenant();
  const ledger = ledgerOf(tenantId);
  const [listed, unlisted] = [session(), session()];
  await ledger.open(entry({ session: unlisted }));
  await runInDurableObject(env.SIGN_IN_LEDGER.getByName(tenantId), (_ledger, { storage }) => {
    storage.sql.exec('DELETE FROM listed_sessions');
  });
  await ledger.open(entry({ session: listed }));
  await env.SIGN_IN_LEDGER.getByName(tenantId).endSelected({ by: 'tenant', id: null }, NOW);
  expect(await Promise.all([listed, unlisted].map(({ id }) => ledger.find(id, NOW)))).toEqual([null, null]);
});

describe('an authorization code', () => {
  test('is redeemed once of any number of times at once, and ends what it gave at the second', async () => {
    const ledger = ledgerOf(newTenant());
    const one = entry();
    await ledger.open(one);
    const use = { codeId: 'c', sessionId: one.session.id, rememberUntil: NOW + 360_000, now: NOW };
    expect(await ledger.redeemCode(use)).toEqual({ outcome: 'redeemed', session: one.session });
    expect(await ledger.findGranted('c', one.session.id, NOW)).toEqual(one.session);
    const others = await Promise.all(Array.from({ length: 10 }, () => ledger.redeemCode(use)));
    expect(others).toEqual(Array(10).fill({ outcome: 'code_already_used' }));
    expect(await ledger.findGranted('c', one.session.id, NOW + 359_999)).toBeNull();
    expect(await ledger.findGranted('another', one.session.id, NOW)).toEqual(one.session);
    expect(await ledger.find(one.session.id, NOW)).toEqual(one.session);
  });

  test('gives nothing for a session that is over, and is used up by it', async () => {
    const ledger = ledgerOf(newTenant());
    const one = entry();
    await ledger.open(one);
    await ledger.end(one.session.id);
    const use = { codeId: 'c', sessionId: one.session.id, rememberUntil: NOW + 1, now: NOW };
    expect(await ledger.redeemCode(use)).toEqual({ outcome: 'session_ended' });
    expect(await ledger.redeemCode(use)).toEqual({ outcome: 'code_already_used' });
    expect(await ledger.findGranted('other', one.session.id, NOW)).toBeNull();
  });
});

describe('a session that is collected on another host', () => {
  test('goes to exactly one of those who ask at once, and to nobody later', async () => {
    const ledger = ledgerOf(newTenant());
    const one = entry();
    await ledger.open(one);
    const asked = await Promise.all(
      Array.from({ length: 10 }, () => ledger.collect(one.session.id, NOW + 300_000, NOW)),
    );
    expect(asked.filter((session) => session !== null)).toEqual([one.session]);
    expect(await ledger.collect(one.session.id, NOW + 300_000, NOW + 299_999)).toBeNull();
    expect(await ledger.find(one.session.id, NOW)).toEqual(one.session);
  });

  test('is none that was ended, is over, is another tenant’s or was never there', async () => {
    const ledger = ledgerOf(newTenant());
    const [ended, over, strange] = [entry(), entry(), entry()];
    await ledger.open(ended);
    await ledger.end(ended.session.id);
    await ledger.open(over);
    await ledgerOf(newTenant()).open(strange);
    const collect = (id: string, now: number) => ledger.collect(id, now + 300_000, now);
    expect(await collect(ended.session.id, NOW)).toBeNull();
    expect(await collect(over.session.id, over.session.expiresAt)).toBeNull();
    expect(await collect(strange.session.id, NOW)).toBeNull();
    expect(await collect('', NOW)).toBeNull();
  });
});

describe('the alarm', () => {
  const past = Date.now() - 24 * HOUR;
  const expired = () =>
    entry({ now: past, rememberUntil: past + 1, session: session({ expiresAt: past + 2 }) });

  test('is set a minute after the earliest expiry, and moved forward by an earlier one alone', async () => {
    const tenantId = newTenant();
    const later = Date.now() + 10 * HOUR;
    const opened = (expiresAt: number) =>
      entry({ rememberUntil: expiresAt + HOUR, session: session({ expiresAt }) });
    await ledgerOf(tenantId).open(opened(later));
    expect(await readAlarm(tenantId)).toBe(later + 60_000);
    await ledgerOf(tenantId).open(opened(later + 1));
    expect(await readAlarm(tenantId)).toBe(later + 60_000);
    await ledgerOf(tenantId).open(opened(later - 1));
    expect(await readAlarm(tenantId)).toBe(later - 1 + 60_000);
  });

  test('deletes what has expired, keeps the rest, and is set again for that', async () => {
    const tenantId = newTenant();
    const fresh = entry({
      rememberUntil: Date.now() + HOUR,
      session: session({ expiresAt: Date.now() + 2 * HOUR }),
    });
    await ledgerOf(tenantId).open(fresh);
    await insertExpired(tenantId, 3);
    expect(await runDurableObjectAlarm(env.SIGN_IN_LEDGER.getByName(tenantId))).toBe(true);
    expect(await countRows(tenantId, 'consumed')).toBe(2);
    expect(await countRows(tenantId, 'sessions')).toBe(1);
    expect(await readAlarm(tenantId)).toBe(fresh.rememberUntil + 60_000);
  });

  test('is not set when nothing is left', async () => {
    const tenantId = newTenant();
    await ledgerOf(tenantId).open(expired());
    await expect.poll(() => countRows(tenantId, 'consumed')).toBe(0);
    expect(await countRows(tenantId, 'sessions')).toBe(0);
    expect(await readAlarm(tenantId)).toBeNull();
  });

  test('deletes a bounded number of rows at a time until all are gone', async () => {
    const tenantId = newTenant();
    await ledgerOf(tenantId).open(
      entry({ rememberUntil: Date.now() + HOUR, session: session({ expiresAt: Date.now() + HOUR }) }),
    );
    await insertExpired(tenantId, 2_500);
    const left = await runInDurableObject(env.SIGN_IN_LEDGER.getByName(tenantId), async (ledger, state) => {
      await ledger.alarm();
      return state.storage.sql.exec<{ rows: number }>('SELECT count(*) AS rows FROM consumed').one().rows;
    });
    expect(left).toBe(2 + 2_500 - 1_000);
    await expect.poll(() => countRows(tenantId, 'consumed'), { timeout: 10_000 }).toBe(2);
  });

  test('keeps what expired less than a minute ago, for callers whose clock is behind', async () => {
    const tenantId = newTenant();
    const justNow = Date.now() - 30_000;
    await ledgerOf(tenantId).open(
      entry({ now: justNow - 1, rememberUntil: justNow, session: session({ expiresAt: justNow }) }),
    );
    expect(await runDurableObjectAlarm(env.SIGN_IN_LEDGER.getByName(tenantId))).toBe(true);
    expect(await countRows(tenantId, 'consumed')).toBe(2);
    expect(await countRows(tenantId, 'sessions')).toBe(1);
  });

  /** Puts rows in that expired long ago, without the alarm that `open` would set and workerd run at once. */
  function insertExpired(tenantId: string, rows: number): Promise<void> {
    return runInDurableObject(env.SIGN_IN_LEDGER.getByName(tenantId), (_ledger, state) => {
      for (let row = 0; row < rows; row++) {
        state.storage.sql.exec(
          'INSERT INTO consumed (key, remember_until) VALUES (?, ?)',
          `expired ${row}`,
          past,
        );
        state.storage.sql.exec(
          "INSERT INTO sessions (id, expires_at, session) VALUES (?, ?, '{}')",
          `expired ${row}`,
          past,
        );
      }
    });
  }
});
