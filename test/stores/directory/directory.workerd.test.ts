import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { Claims, TenantFilter, TenantSummary } from '../../../src/administration/directory.ts';
import type { Directory } from '../../../src/stores/directory/directory.ts';
import { codeOf, newHostname, newSlug } from '../../support/records.ts';

const NOW = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;

/** A directory of its own for each test. */
const newDirectory = () => env.DIRECTORY.getByName(crypto.randomUUID());

const claims = (changes: Partial<Claims> = {}): Claims => ({
  slug: newSlug(),
  hostnames: [],
  emailDomains: [],
  ...changes,
});

function summary(changes: Partial<TenantSummary> = {}): TenantSummary {
  return {
    tenantId: crypto.randomUUID(),
    slug: newSlug(),
    displayName: 'Acme',
    hostnames: [],
    emailDomains: [],
    version: 1,
    updatedAt: NOW,
    hasDraft: false,
    deletedAt: null,
    connectionCount: 0,
    lastSignInAt: NOW,
    recentFailures: 0,
    nextExpiryAt: null,
    metadataFailingSince: null,
    ...changes,
  };
}

type TestDirectory = ReturnType<typeof newDirectory>;

async function add(directory: TestDirectory, ...summaries: readonly TenantSummary[]): Promise<void> {
  for (const each of summaries) {
    await directory.claim(each.tenantId, claims({ slug: each.slug }));
    await directory.report(each);
  }
}

async function find(directory: TestDirectory, search: string, filter: TenantFilter = 'all') {
  const page = await directory.list({ search, filter, now: NOW, limit: 1_000, cursor: null });
  return page.items.map(({ slug }) => slug);
}

describe('claims', () => {
  test.each([
    ['slug_taken', { slug: 'acme' }],
    ['hostname_taken', { hostnames: ['login.acme.example'] }],
    ['email_domain_taken', { emailDomains: ['acme.example'] }],
  ])('are each one tenant’s: %s', async (code, names: Partial<Claims>) => {
    const directory = newDirectory();
    expect(codeOf(await directory.claim('a', claims(names)))).toBe('');
    const free = newHostname();
    const refused = await directory.claim('b', claims({ hostnames: [free], ...names }));
    expect(refused).toMatchObject({ ok: false, failure: { code, received: Object.values(names).flat()[0] } });
    if (code !== 'hostname_taken')
      expect(codeOf(await directory.claim('c', claims({ hostnames: [free] })))).toBe('');
  });

  test('that fifty tenants want at the same moment are one’s', async () => {
    const directory = newDirectory();
    const wanted = claims({ hostnames: [newHostname()], emailDomains: ['acme.example'] });
    const tenants = Array.from({ length: 50 }, (_, index) => `tenant-${index}`);
    const results = await Promise.all(tenants.map((tenantId) => directory.claim(tenantId, wanted)));
    expect(results.map(codeOf).toSorted()).toEqual(['', ...Array(49).fill('slug_taken')]);
    const winner = tenants[results.findIndex(({ ok }) => ok)];
    expect(await directory.findBySlug(wanted.slug)).toBe(winner);
  });

  test('can be made again by whoever has them, and add to what it has', async () => {
    const directory = newDirectory();
    const first = claims({ hostnames: ['one.example'] });
    await directory.claim('a', first);
    expect(codeOf(await directory.claim('a', first))).toBe('');
    expect(codeOf(await directory.claim('a', { ...first, hostnames: ['two.example'] }))).toBe('');
    for (const hostname of ['one.example', 'two.example']) {
      expect(codeOf(await directory.claim('b', claims({ hostnames: [hostname] })))).toBe('hostname_taken');
    }
  });

  test('of one kind are no claims of another', async () => {
    const directory = newDirectory();
    await directory.claim('a', claims({ hostnames: ['acme.example'] }));
    expect(codeOf(await directory.claim('b', claims({ emailDomains: ['acme.example'] })))).toBe('');
  });

  test('are given up but for those that are kept', async () => {
    const directory = newDirectory();
    const all = claims({ hostnames: ['one.example', 'two.example'], emailDomains: ['mail.example'] });
    await directory.claim('a', all);
    await directory.claim('b', claims({ hostnames: ['b.example'] }));
    await directory.keepOnly('a', { ...all, hostnames: ['two.example', 'b.example'], emailDomains: [] });
    const codes = [];
    for (const names of [
      { hostnames: ['one.example'] },
      { emailDomains: ['mail.example'] },
      { hostnames: ['two.example'] },
      { hostnames: ['b.example'] },
      { slug: all.slug },
    ]) {
      codes.push(codeOf(await directory.claim('c', claims(names))));
    }
    expect(codes).toEqual(['', '', 'hostname_taken', 'hostname_taken', 'slug_taken']);
  });

  test('of a tenant that is gone are given up with its line in the list, which does not come back', async () => {
    const directory = newDirectory();
    const acme = summary({ slug: 'acme' });
    await add(directory, acme);
    await directory.keepOnly(acme.tenantId, null);
    await directory.report(acme);
    expect(await directory.findBySlug('acme')).toBeNull();
    expect(await find(directory, '')).toEqual([]);
  });

  test('of what is free alone tell what is not', async () => {
    const directory = newDirectory();
    await directory.claim('a', claims({ emailDomains: ['acme.example'] }));
    const both = claims({ slug: 'b', emailDomains: ['acme.example', 'b.example'] });
    expect(await directory.claimFree('b', both)).toMatchObject([
      { code: 'email_domain_taken', received: 'acme.example' },
    ]);
    expect(await directory.findBySlug('b')).toBe('b');
    expect(codeOf(await directory.claim('c', claims({ emailDomains: ['b.example'] })))).toBe(
      'email_domain_taken',
    );
  });

  test('of what is free alone are none where the slug is not', async () => {
    const directory = newDirectory();
    await directory.claim('a', claims({ slug: 'acme' }));
    const both = claims({ slug: 'acme', hostnames: ['b.example'] });
    expect(await directory.claimFree('b', both)).toMatchObject([{ code: 'slug_taken' }]);
    expect(codeOf(await directory.claim('c', claims({ hostnames: ['b.example'] })))).toBe('');
  });
});

describe('the list', () => {
  test('is searched by any part of name, slug, hostname and email domain, in any case', async () => {
    const directory = newDirectory();
    await add(
      directory,
      summary({ slug: 'acme', displayName: 'ACME Ångström 100%', hostnames: ['login.acme.example'] }),
      summary({ slug: 'globex', displayName: 'Globex_Corp', emailDomains: ['globex.test'] }),
    );
    for (const search of ['acm', ' ACME ', 'ångstr', 'A\u030angstr', 'n.acme.ex', '100%', 'me å'])
      expect(await find(directory, search)).toEqual(['acme']);
    for (const search of ['GLOB', 'x.test', 'x_c']) expect(await find(directory, search)).toEqual(['globex']);
    for (const search of ['%a', '_', 'e_', 'acmelogin', 'acme\nlogin.x', "' OR 1=1 --", 'x'.repeat(5_000)])
      expect(await find(directory, search)).toEqual(search === '_' ? ['globex'] : []);
    expect(await find(directory, '')).toEqual(['acme', 'globex']);
  });

  test('has a filter for each thing that deserves a look, and counts what each finds', async () => {
    const directory = newDirectory();
    await add(
      directory,
      summary({ slug: 'plain' }),
      summary({ slug: 'draft', hasDraft: true }),
      summary({ slug: 'refused', recentFailures: 1 }),
      summary({ slug: 'unfetched', metadataFailingSince: NOW - 1 }),
      summary({ slug: 'lapsed', nextExpiryAt: NOW - DAY }),
      summary({ slug: 'in60', nextExpiryAt: NOW + 60 * DAY }),
      summary({ slug: 'later', nextExpiryAt: NOW + 60 * DAY + 1 }),
      summary({ slug: 'never', lastSignInAt: null }),
      summary({ slug: 'gone', deletedAt: NOW, hasDraft: true, recentFailures: 3, nextExpiryAt: NOW }),
    );
    const found = {
      all: ['draft', 'in60', 'lapsed', 'later', 'never', 'plain', 'refused', 'unfetched'],
      draft: ['draft'],
      failing: ['refused', 'unfetched'],
      expiring: ['in60', 'lapsed'],
      'never-signed-in': ['never'],
      deleted: ['gone'],
    };
    for (const [filter, slugs] of Object.entries(found))
      expect(await find(directory, '', filter as TenantFilter)).toEqual(slugs);
    expect(await directory.count(NOW)).toEqual(
      Object.fromEntries(Object.entries(found).map(([filter, slugs]) => [filter, slugs.length])),
    );
  });

  test('shows what was reported last', async () => {
    const directory = newDirectory();
    const acme = summary({ slug: 'acme' });
    const next = { ...acme, displayName: 'Next', version: 2 };
    await add(directory, acme, next);
    const page = await directory.list({ search: 'next', filter: 'all', now: NOW, limit: 10, cursor: null });
    expect(page).toEqual({ items: [next], cursor: null, previousCursor: null });
  });

  test.each(['', '*', 'a b', '_w', 'YWNtZQ=', '%00'])(
    'has nothing behind a cursor that is none of ours: %j',
    async (cursor) => {
      const directory = newDirectory();
      await add(directory, summary({ slug: '0' }));
      const { items } = await directory.list({ search: '', filter: 'all', now: NOW, limit: 10, cursor });
      expect(items).toEqual(cursor === '' ? [expect.objectContaining({ slug: '0' })] : []);
    },
  );

  test.each(['', 'acme'])('leads back from page to page, searching for %j', async (search) => {
    const directory = newDirectory();
    const slugs = Array.from({ length: 7 }, (_, index) => `acme-${index}`);
    await add(directory, ...slugs.map((slug) => summary({ slug })), summary({ slug: 'zzz', deletedAt: NOW }));
    const turn = (cursor: string | null) =>
      directory.list({ search, filter: 'all', now: NOW, limit: 3, cursor });
    const shown = ({ items }: { items: readonly TenantSummary[] }) => items.map(({ slug }) => slug);
    const first = await turn(null);
    expect([shown(first), first.previousCursor]).toEqual([slugs.slice(0, 3), null]);
    const second = await turn(first.cursor);
    const third = await turn(second.cursor);
    expect([shown(third), third.cursor]).toEqual([slugs.slice(6), null]);
    const secondAgain = await turn(third.previousCursor);
    expect(secondAgain).toEqual(second);
    const firstAgain = await turn(secondAgain.previousCursor);
    expect(shown(firstAgain)).toEqual(slugs.slice(0, 3));
    expect(firstAgain.previousCursor).toBeNull();
    expect(shown(await turn(firstAgain.cursor))).toEqual(slugs.slice(3, 6));
  });

  test('of ten thousand tenants pages and searches in a moment, and shows each once', async () => {
    const directory = newDirectory();
    const tenants = Array.from({ length: 10_000 }, (_, index) =>
      summary({
        tenantId: `id-${index}`,
        slug: `tenant-${index}`,
        displayName: `Customer ${index} Incorporated`,
        hostnames: [`login.customer-${index}.example`],
        emailDomains: [`customer-${index}.example`, `customer-${index}.test`],
      }),
    );
    await runInDurableObject(directory, async (instance: Directory) => {
      for (const each of tenants) {
        await instance.claim(each.tenantId, claims({ slug: each.slug }));
        await instance.report(each);
      }
    });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: readonly TenantSummary[]; cursor: string | null } = await directory.list({
        search: 'customer',
        filter: 'all',
        now: NOW,
        limit: 1_000,
        cursor,
      });
      seen.push(...page.items.map(({ slug }) => slug));
      cursor = page.cursor;
    } while (cursor !== null);
    expect(seen).toEqual(tenants.map(({ slug }) => slug).toSorted());
    const begun = performance.now();
    for (let turn = 0; turn < 20; turn++) {
      expect(await find(directory, 'CUSTOMER-7777.t')).toEqual(['tenant-7777']);
      expect((await directory.count(NOW)).all).toBe(10_000);
      await directory.list({ search: '', filter: 'all', now: NOW, limit: 50, cursor: null });
    }
    // Generous, for a machine that does other things as well: it takes a few milliseconds each.
    expect((performance.now() - begun) / 60).toBeLessThan(50);
  }, 60_000);
});
