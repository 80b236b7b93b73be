/** What the table of costs assumes of a sign-in is what the Durable Objects do: the rows are counted where SQLite counts them. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MINUTES_OF_WORK, ROWS_READ, ROWS_WRITTEN } from '../../../scripts/costs/usage.ts';
import { connectionOf, createTenant } from '../../support/records.ts';
import { signInAs } from '../../support/signed-in.ts';

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;

let cursors: SqlStorageCursor<never>[] = [];
let restore: (() => void) | null = null;

beforeEach(() => {
  cursors = [];
});
afterEach(() => {
  restore?.();
  restore = null;
  vi.useRealTimers();
});

/** Keeps every cursor that any object of this isolate makes from now on: how much it wrote is known when it is done. */
async function watchSql(tenantId: string): Promise<void> {
  await runInDurableObject(env.SIGN_IN_LEDGER.getByName(tenantId), (_ledger, { storage }) => {
    const prototype = Object.getPrototypeOf(storage.sql) as { exec: (...args: unknown[]) => never };
    const { exec } = prototype;
    prototype.exec = function (...args) {
      const cursor = exec.apply(this, args);
      cursors.push(cursor);
      return cursor;
    };
    restore = () => {
      prototype.exec = exec;
    };
  });
}

test('a sign-in, ten minutes of work, signing out and what is deleted later write and read no more rows than it says', async () => {
  const { tenantId, slug, record } = await createTenant({
    connections: [connectionOf()],
    people: { remember: 'names' },
  });
  const signInOnce = async (accountKey: string) => {
    const { session, ledger } = await signInAs(tenantId, { accountKey });
    await record.recordSignIn({
      tenant: { id: tenantId, slug },
      attempt: {
        reference: 'AAAA-0000',
        at: Date.now(),
        outcome: 'signed_in',
        code: null,
        connectionId: 'idp',
        durationMilliseconds: 1,
      },
      session,
    });
    for (let minute = 1; minute <= MINUTES_OF_WORK; minute++) {
      await ledger.find(session.id, session.signedInAt + minute * MINUTE);
    }
    await ledger.end(session.id);
  };
  // The first makes the tables and whatever is there once.
  await signInOnce('first');
  await watchSql(tenantId);
  const people = 5;
  for (let person = 0; person < people; person++) await signInOnce(`person-${person}`);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + WEEK });
  await runDurableObjectAlarm(env.SIGN_IN_LEDGER.getByName(tenantId));
  const sum = (part: 'rowsWritten' | 'rowsRead') =>
    cursors.reduce((total, cursor) => total + cursor[part], 0) / people;
  expect(sum('rowsWritten')).toBeGreaterThan(10);
  expect(sum('rowsWritten')).toBeLessThanOrEqual(ROWS_WRITTEN);
  expect(sum('rowsRead')).toBeLessThanOrEqual(ROWS_READ);
});
