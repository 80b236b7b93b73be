import { expect, test } from 'vitest';
import { deriveSigningKeys } from '../../src/session/purpose-keys.ts';
import type { Session } from '../../src/session/session.ts';
import { sealSession } from '../../src/session/session-cookie.ts';
import type { SignInLedgerPort } from '../../src/sign-in/ports.ts';
import { completeSession, resumeSession } from '../../src/sign-in/resume.ts';
import { connection, cookieSecret, session, tenant } from '../support/tenants.ts';

const keys = await deriveSigningKeys([cookieSecret('k1', 1)], 'edge-saml/session/1');
const START = session().signedInAt;
const MINUTE = 60_000;

/** A ledger in which one session is open, or none, and that says how often it was asked. */
function ledgerWith(open: Session | null) {
  const asked: string[] = [];
  const ledger: SignInLedgerPort = {
    open: () => Promise.reject(new Error('not asked for')),
    end: () => Promise.reject(new Error('not asked for')),
    async find(sessionId) {
      asked.push(sessionId);
      return open?.id === sessionId ? open : null;
    },
  };
  return { ledger, asked };
}

async function resume(now: number, open: Session | null, sealed = session(), changes = {}) {
  const { ledger, asked } = ledgerWith(open);
  const value = await sealSession(sealed, keys);
  const resumed = await resumeSession(value, { tenant: tenant(changes), keys, ledger, now });
  return { resumed, asked };
}

test('a fresh cookie is enough: the ledger is not asked', async () => {
  const { resumed, asked } = await resume(START + MINUTE - 1, null);
  expect(resumed).toEqual({ session: session(), attributesIn: 'cookie', renewed: false });
  expect(asked).toEqual([]);
});

test('an older one is renewed while its session is open, with what the ledger has', async () => {
  const stored = session({}, { displayName: 'As stored' });
  const { resumed, asked } = await resume(START + MINUTE, stored);
  expect(resumed).toEqual({
    session: { ...stored, renewedAt: START + MINUTE },
    attributesIn: 'cookie',
    renewed: true,
  });
  expect(asked).toEqual([stored.id]);
});

test('a session that was ended is dead from the renewal on', async () => {
  expect((await resume(START + MINUTE - 1, null)).resumed).not.toBeNull();
  expect((await resume(START + MINUTE, null)).resumed).toBeNull();
  expect((await resume(START + MINUTE + 1, null)).resumed).toBeNull();
});

test('a ledger that cannot be reached lets nobody in', async () => {
  const ledger = { ...ledgerWith(null).ledger, find: () => Promise.reject(new Error('unreachable')) };
  const value = await sealSession(session(), keys);
  await expect(
    resumeSession(value, { tenant: tenant(), keys, ledger, now: START + MINUTE }),
  ).rejects.toThrow();
});

test('one that is over by the rules is not even asked for', async () => {
  const { resumed, asked } = await resume(START + 3_600_000, session());
  expect(resumed).toBeNull();
  expect(asked).toEqual([]);
});

test('a tenant with another id, or without the connection, has no such session', async () => {
  expect((await resume(START, session(), session(), { id: 'tenant-new' })).resumed).toBeNull();
  expect(
    (await resume(START, session(), session(), { connections: [connection({ id: 'other' })] })).resumed,
  ).toBeNull();
});

test('one of an identity provider that the connection no longer leads to is over', async () => {
  const moved = connection();
  const identityProvider = { ...moved.identityProvider, entityId: 'https://idp.example.com/new' };
  const connections = [{ ...moved, identityProvider }];
  expect((await resume(START, session(), session(), { connections })).resumed).toBeNull();
});

test('without a cookie, or with nonsense, there is no session', async () => {
  const { ledger, asked } = ledgerWith(session());
  for (const value of [undefined, '', 'nonsense', 'a.b.c']) {
    expect(await resumeSession(value, { tenant: tenant(), keys, ledger, now: START })).toBeNull();
  }
  expect(asked).toEqual([]);
});

test('attributes that are in the ledger are fetched when they are needed', async () => {
  const carried = {
    session: session({ renewedAt: START + 5 }, { attributes: [] }),
    attributesIn: 'ledger',
  } as const;
  const { ledger, asked } = ledgerWith(session());
  expect(await completeSession(carried, { ledger, now: START })).toEqual(session({ renewedAt: START + 5 }));
  expect(asked).toHaveLength(1);
  expect(await completeSession(carried, { ledger: ledgerWith(null).ledger, now: START })).toBeNull();
});

test('attributes that are in the cookie need nobody', async () => {
  const { ledger, asked } = ledgerWith(null);
  expect(
    await completeSession({ session: session(), attributesIn: 'cookie' }, { ledger, now: START }),
  ).toEqual(session());
  expect(asked).toEqual([]);
});
