import { expect, test } from 'vitest';
import { People } from '../../../src/stores/tenant-record/people.ts';
import type { RememberedPeople } from '../../../src/tenants/tenant.ts';
import { withStorage } from '../../support/object-storage.ts';
import { session } from '../../support/tenants.ts';

const NOW = Date.UTC(2026, 10, 22);

async function signIn(
  people: People,
  accountKey: string,
  { allowed = 'names', at = NOW }: { allowed?: RememberedPeople; at?: number } = {},
): Promise<boolean> {
  const identity = {
    accountKey,
    displayName: `Ms ${accountKey} Ångström`,
    email: `${accountKey}@Example.com`,
  };
  return people.note(await people.identify(accountKey), session({ signedInAt: at }, identity), allowed);
}

const all = { limit: 100, cursor: null, search: '' };

test('a person is new once, and counted from then on', () =>
  withStorage(async ({ sql }) => {
    const people = new People(sql);
    expect(await signIn(people, 'alice')).toBe(true);
    expect(await signIn(people, 'alice', { at: NOW + 5 })).toBe(false);
    expect(await signIn(people, 'Alice')).toBe(true);
    const [alice] = (await people.list(all)).items;
    expect(alice).toEqual({
      id: await people.identify('alice'),
      accountKey: 'alice',
      displayName: 'Ms alice Ångström',
      email: 'alice@Example.com',
      connectionId: 'idp',
      firstSignInAt: NOW,
      lastSignInAt: NOW + 5,
      signInCount: 2,
    });
    expect(people.count()).toBe(2);
  }));

test('of fifty sign-ins at the same moment one is the first', () =>
  withStorage(async ({ sql }) => {
    const people = new People(sql);
    const firsts = await Promise.all(Array.from({ length: 50 }, () => signIn(people, 'alice')));
    expect(firsts.filter(Boolean)).toHaveLength(1);
  }));

test('the id is the same in one tenant for good, and another in each', () =>
  withStorage(async ({ sql }) => {
    const here = await new People(sql).identify('alice');
    expect(await new People(sql).identify('alice')).toBe(here);
    const elsewhere = await withStorage((storage) => new People(storage.sql).identify('alice'));
    expect(elsewhere).not.toBe(here);
    expect(here).toMatch(/^[\w-]{43}$/);
  }));

test.each([
  ['nothing', null, null, null],
  ['account-key', 'alice', null, null],
  ['names', 'alice', 'Ms alice Ångström', 'alice@Example.com'],
] as const)('where %s may be remembered, that is what is kept', (allowed, accountKey, displayName, email) =>
  withStorage(async ({ sql }) => {
    const people = new People(sql);
    await signIn(people, 'alice', { allowed });
    expect((await people.list(all)).items).toMatchObject([{ accountKey, displayName, email }]);
    if (allowed === 'nothing')
      expect(JSON.stringify(sql.exec('SELECT * FROM people').toArray())).not.toMatch(/alice/i);
  }),
);

test('what a tenant allows no longer is cleared, for people who never come back too', () =>
  withStorage(async ({ sql }) => {
    const people = new People(sql);
    await signIn(people, 'alice');
    await signIn(people, 'bob');
    people.allow('account-key');
    expect((await people.list(all)).items.map(({ accountKey }) => accountKey).sort()).toEqual([
      'alice',
      'bob',
    ]);
    expect(JSON.stringify(sql.exec('SELECT * FROM people').toArray())).not.toMatch(/example|ngstr/i);
    expect((await people.list({ ...all, search: 'ALIC' })).items).toHaveLength(1);
    people.allow('nothing');
    expect(JSON.stringify(sql.exec('SELECT * FROM people').toArray())).not.toMatch(/alice|bob/i);
    expect(people.count()).toBe(2);
    expect(await signIn(people, 'alice', { allowed: 'nothing' })).toBe(false);
  }));

test('more than before is kept from the next sign-in on', () =>
  withStorage(async ({ sql }) => {
    const people = new People(sql);
    await signIn(people, 'alice', { allowed: 'nothing' });
    people.allow('names');
    expect((await people.list(all)).items).toMatchObject([{ accountKey: null }]);
    await signIn(people, 'alice');
    expect((await people.list(all)).items).toMatchObject([
      { accountKey: 'alice', email: 'alice@Example.com' },
    ]);
  }));

test('search finds parts of names, addresses and keys in any case, and nothing by wildcards', () =>
  withStorage(async ({ sql }) => {
    const people = new People(sql);
    await signIn(people, 'alice');
    await signIn(people, 'bob');
    const find = async (search: string) =>
      (await people.list({ ...all, search })).items.map(({ accountKey }) => accountKey);
    expect(await find('ALICE@EX')).toEqual(['alice']);
    expect(await find('ms bob åNG')).toEqual(['bob']);
    expect(await find('%')).toEqual([]);
    expect(await find("' OR ''='")).toEqual([]);
  }));

test('a whole account key finds its person where nothing else is kept', () =>
  withStorage(async ({ sql }) => {
    const people = new People(sql);
    await signIn(people, 'alice', { allowed: 'nothing' });
    expect((await people.list({ ...all, search: ' alice ' })).items).toHaveLength(1);
    expect((await people.list({ ...all, search: 'alic' })).items).toHaveLength(0);
  }));

test('pages have everybody once, who signed in last first', () =>
  withStorage(async ({ sql }) => {
    const people = new People(sql);
    for (let index = 0; index < 25; index++)
      await signIn(people, `p${index}`, { at: NOW + Math.floor(index / 3) });
    const seen: number[] = [];
    const ids = new Set<string>();
    let cursor: string | null = null;
    do {
      const page = await people.list({ limit: 4, cursor, search: '' });
      for (const { id, lastSignInAt } of page.items) {
        seen.push(lastSignInAt);
        ids.add(id);
      }
      cursor = page.cursor;
    } while (cursor !== null);
    expect(ids.size).toBe(25);
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
    expect(await people.list({ limit: 4, cursor: 'made up', search: '' })).toEqual({
      items: [],
      cursor: null,
    });
  }));

test('past the cap whoever was away for longest is forgotten', () =>
  withStorage(async ({ sql }) => {
    const people = new People(sql, 3);
    for (const [index, name] of ['a', 'b', 'c'].entries()) await signIn(people, name, { at: NOW + index });
    await signIn(people, 'a', { at: NOW + 10 });
    await signIn(people, 'd', { at: NOW - 10 });
    const kept = (await people.list(all)).items.map(({ accountKey }) => accountKey);
    expect(kept.toSorted()).toEqual(['a', 'c', 'd']);
    expect(people.count()).toBe(3);
  }));
