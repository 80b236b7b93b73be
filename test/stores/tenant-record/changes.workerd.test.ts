import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { PageRequest } from '../../../src/administration/page.ts';
import { MAX_VERSIONS } from '../../../src/stores/tenant-record/versions.ts';
import {
  ALICE,
  administration,
  BOB,
  by,
  codeOf,
  configuration,
  createTenant,
  must,
  newHostname,
  newSlug,
} from '../../support/records.ts';

const ALL = { limit: 100, cursor: null };

describe('a new tenant', () => {
  test('is live at once, as its first version', async () => {
    const now = Date.now();
    const { tenantId, slug, record, state } = await createTenant({}, by(ALICE, { now }));
    const live = {
      number: 1,
      configuration: configuration(),
      author: ALICE,
      at: now,
      changes: [],
      restoredFrom: null,
    };
    expect(state).toMatchObject({
      tenantId,
      slug,
      createdAt: now,
      revision: 1,
      live,
      draft: null,
      deleted: null,
    });
    expect(state.publication).toMatchObject({ version: 1, writtenAt: expect.any(Number), failures: 0 });
    expect(await record.read()).toEqual(state);
    expect(await administration.directory.findBySlug(slug)).toBe(tenantId);
  });

  test('is nothing before it was made', async () => {
    const record = administration.record(crypto.randomUUID());
    expect(await record.read()).toBeNull();
    expect(codeOf(await record.publish(configuration(), by(ALICE)))).toBe('tenant_unknown');
    expect(codeOf(await record.restore(by(ALICE)))).toBe('tenant_unknown');
    expect(await record.version(1)).toBeNull();
    expect(await record.audit(ALL)).toEqual({ items: [], cursor: null });
  });

  test('is made once', async () => {
    const { tenantId, record } = await createTenant();
    const again = await record.create({ tenantId, slug: newSlug(), configuration: configuration() }, by(BOB));
    expect(codeOf(again)).toBe('slug_taken');
    expect((await record.audit(ALL)).items).toHaveLength(1);
  });

  test('is not made at all where one of its names is taken', async () => {
    const hostname = newHostname();
    await createTenant({ hostnames: [hostname] });
    const [tenantId, slug] = [crypto.randomUUID(), newSlug()];
    const record = administration.record(tenantId);
    const hostnames = [newHostname(), hostname];
    const made = await record.create(
      { tenantId, slug, configuration: configuration({ hostnames }) },
      by(BOB),
    );
    expect(made).toMatchObject({ ok: false, failure: { code: 'hostname_taken', received: hostname } });
    expect(await record.read()).toBeNull();
    expect(await administration.directory.findBySlug(slug)).toBeNull();
    expect(await env.TENANTS.get(`tenant/${slug}`)).toBeNull();
    await createTenant({ hostnames: hostnames.slice(0, 1) });
  });
});

describe('two editors', () => {
  test('who saw the same revision: the second is told, and nothing of his is kept', async () => {
    const { record, state } = await createTenant();
    const expectedRevision = state.revision;
    must(await record.publish(configuration({ displayName: 'Alice’s' }), by(ALICE, { expectedRevision })));
    const refused = await record.publish(
      configuration({ displayName: 'Bob’s' }),
      by(BOB, { expectedRevision }),
    );
    expect(refused).toMatchObject({
      ok: false,
      failure: { code: 'tenant_changed_meanwhile', expected: '1', received: '2' },
    });
    expect(await record.read()).toMatchObject({
      revision: 2,
      live: { number: 2, author: ALICE, configuration: { displayName: 'Alice’s' } },
    });
    expect((await record.audit(ALL)).items).toHaveLength(2);
  });

  test('out of twenty at the same moment exactly one has it his way', async () => {
    const { record, slug, state } = await createTenant();
    const context = by(BOB, { expectedRevision: state.revision });
    const names = Array.from({ length: 20 }, (_, index) => `Name ${index}`);
    const results = await Promise.all(
      names.map((displayName) => record.publish(configuration({ displayName }), context)),
    );
    expect(results.map(codeOf).toSorted()).toEqual(['', ...Array(19).fill('tenant_changed_meanwhile')]);
    const winner = names[results.findIndex(({ ok }) => ok)];
    expect((await record.read())?.live).toMatchObject({ number: 2, configuration: { displayName: winner } });
    expect(await env.TENANTS.get(`tenant/${slug}`, 'json')).toMatchObject({
      version: 2,
      displayName: winner,
    });
  });

  test('are told of each other’s drafts as well', async () => {
    const { record, state } = await createTenant();
    const context = by(BOB, { expectedRevision: state.revision });
    must(await record.saveDraft(configuration({ displayName: 'Draft' }), context));
    for (const change of [
      record.saveDraft(configuration(), context),
      record.publish(configuration(), context),
      record.publishDraft(context),
      record.discardDraft(context),
      record.delete(context),
      record.rollBack(1, context),
    ]) {
      expect(codeOf(await change)).toBe('tenant_changed_meanwhile');
    }
  });

  test('who do not ask all have their turn, one version each', async () => {
    const { record, slug } = await createTenant();
    const names = Array.from({ length: 10 }, (_, index) => `Name ${index}`);
    const states = await Promise.all(
      names.map(async (displayName) => must(await record.publish(configuration({ displayName }), by(BOB)))),
    );
    expect(states.map(({ revision }) => revision).toSorted((a, b) => a - b)).toEqual(
      names.map((_, index) => index + 2),
    );
    const last = await record.read();
    expect(last?.live.number).toBe(11);
    await expect
      .poll(() => env.TENANTS.get(`tenant/${slug}`, 'json'))
      .toMatchObject({ version: 11, displayName: last?.live.configuration.displayName });
  });
});

describe('a draft', () => {
  test('is kept beside what is live, until it is published', async () => {
    const { record, slug } = await createTenant();
    const drafted = configuration({ displayName: 'Next' });
    const saved = must(await record.saveDraft(drafted, by(ALICE)));
    expect(saved).toMatchObject({ revision: 2, live: { number: 1 }, draft: { basedOn: 1, author: ALICE } });
    expect(await env.TENANTS.get(`tenant/${slug}`, 'json')).toMatchObject({ displayName: 'Acme ✓' });
    const published = must(await record.publishDraft(by(BOB)));
    expect(published).toMatchObject({
      revision: 3,
      live: { number: 2, author: BOB, configuration: drafted },
      draft: null,
    });
    expect(await env.TENANTS.get(`tenant/${slug}`, 'json')).toMatchObject({
      displayName: 'Next',
      version: 2,
    });
  });

  test('stays where it was begun when it is saved again, and through a change past it', async () => {
    const { record } = await createTenant();
    must(await record.saveDraft(configuration({ displayName: 'One' }), by(ALICE)));
    must(await record.publish(configuration({ displayName: 'Past it' }), by(BOB)));
    const state = must(await record.saveDraft(configuration({ displayName: 'Two' }), by(BOB)));
    expect(state.draft).toMatchObject({ basedOn: 1, author: BOB, configuration: { displayName: 'Two' } });
  });

  test('undoes what went live past it only for somebody who saw both', async () => {
    const { record } = await createTenant();
    must(await record.saveDraft(configuration({ displayName: 'One' }), by(ALICE)));
    const { revision } = must(await record.publish(configuration({ displayName: 'Past it' }), by(BOB)));
    expect(codeOf(await record.publishDraft(by(ALICE)))).toBe('draft_outdated');
    expect(codeOf(await record.publishDraft(by(ALICE, { expectedRevision: revision - 1 })))).toBe(
      'tenant_changed_meanwhile',
    );
    expect(await record.read()).toMatchObject({ live: { number: 2 }, draft: { basedOn: 1 } });
    const published = must(await record.publishDraft(by(ALICE, { expectedRevision: revision })));
    expect(published).toMatchObject({ live: { configuration: { displayName: 'One' } }, draft: null });
  });

  test('that an administrator had a hand in goes live only once it was looked at, whoever saved it last', async () => {
    const { record } = await createTenant();
    const grace = { kind: 'administrator', id: 'link', name: 'Grace' } as const;
    must(await record.saveDraft(configuration({ displayName: 'Hers' }), by(grace)));
    const { revision } = must(await record.saveDraft(configuration({ displayName: 'Ours' }), by(ALICE)));
    expect(codeOf(await record.publishDraft(by(ALICE)))).toBe('draft_unseen');
    must(await record.publishDraft(by(ALICE, { expectedRevision: revision })));
    // The next draft is another one, and so is one after it was thrown away.
    must(await record.saveDraft(configuration({ displayName: 'Next' }), by(ALICE)));
    must(await record.publishDraft(by(ALICE)));
    must(await record.saveDraft(configuration({ displayName: 'Hers again' }), by(grace)));
    must(await record.discardDraft(by(ALICE)));
    must(await record.saveDraft(configuration({ displayName: 'Ours again' }), by(ALICE)));
    must(await record.publishDraft(by(ALICE)));
  });

  test('claims no names before it is published', async () => {
    const hostname = newHostname();
    const { record } = await createTenant();
    must(await record.saveDraft(configuration({ hostnames: [hostname] }), by(ALICE)));
    await createTenant({ hostnames: [hostname] });
    const refused = await record.publishDraft(by(ALICE));
    expect(codeOf(refused)).toBe('hostname_taken');
    expect(await record.read()).toMatchObject({ live: { number: 1 }, draft: { basedOn: 1 } });
  });

  test('can be thrown away, once', async () => {
    const { record } = await createTenant();
    must(await record.saveDraft(configuration({ displayName: 'One' }), by(ALICE)));
    expect(must(await record.discardDraft(by(BOB))).draft).toBeNull();
    expect(codeOf(await record.discardDraft(by(BOB)))).toBe('draft_missing');
    expect(codeOf(await record.publishDraft(by(BOB)))).toBe('draft_missing');
  });
});

describe('an earlier version', () => {
  test('comes back as a version of its own', async () => {
    const { record, slug } = await createTenant();
    must(await record.publish(configuration({ displayName: 'Two' }), by(ALICE)));
    const state = must(await record.rollBack(1, by(BOB)));
    expect(state.live).toEqual({
      number: 3,
      configuration: configuration(),
      author: BOB,
      at: expect.any(Number),
      changes: ['The name is “Acme ✓” instead of “Two”.'],
      restoredFrom: 1,
    });
    expect(await env.TENANTS.get(`tenant/${slug}`, 'json')).toMatchObject({
      version: 3,
      displayName: 'Acme ✓',
    });
  });

  test.each([0, -1, 2, 1.5, 1e9])('that is none is not found: %s', async (number) => {
    const { record } = await createTenant();
    expect(codeOf(await record.rollBack(number, by(BOB)))).toBe('version_unknown');
    expect(await record.version(number)).toBeNull();
  });

  test('does not come back with a name that another tenant has by now', async () => {
    const hostname = newHostname();
    const { record, tenantId, slug } = await createTenant({ hostnames: [hostname] });
    must(await record.publish(configuration(), by(ALICE)));
    await administration.directory.keepOnly(tenantId, { slug, hostnames: [], emailDomains: [] });
    await createTenant({ hostnames: [hostname] });
    expect(codeOf(await record.rollBack(1, by(ALICE)))).toBe('hostname_taken');
  });

  test('is kept, up to a number of them', async () => {
    const { record, tenantId } = await createTenant();
    await runInDurableObject(env.TENANT_RECORD.getByName(tenantId), (_record, { storage }) => {
      storage.transactionSync(() => {
        storage.sql.exec('UPDATE versions SET number = ?', MAX_VERSIONS);
        storage.sql.exec('UPDATE header SET live_version = ?', MAX_VERSIONS);
        for (let number = 1; number < MAX_VERSIONS; number++) {
          storage.sql.exec(
            'INSERT INTO versions SELECT ?, at, author, changes, NULL, configuration FROM versions WHERE number = ?',
            number,
            MAX_VERSIONS,
          );
        }
      });
    });
    must(await record.publish(configuration(), by(ALICE)));
    expect(await record.version(1)).toBeNull();
    expect(await record.version(2)).toMatchObject({ number: 2 });
    const pages = [await record.versions({ limit: 1_000_000, cursor: null })];
    expect(pages[0]?.items.map(({ number }) => number)).toEqual(
      Array.from({ length: MAX_VERSIONS }, (_, index) => MAX_VERSIONS + 1 - index),
    );
  });
});

describe('lists', () => {
  test('go through all versions and the whole audit trail, newest first, each entry once', async () => {
    const { record } = await createTenant();
    for (let number = 2; number <= 7; number++)
      must(await record.publish(configuration({ displayName: `Name ${number}` }), by(BOB)));
    for (const [list, key] of [
      [(page: PageRequest) => record.versions(page), 'number'],
      [(page: PageRequest) => record.audit(page), 'sequence'],
    ] as const) {
      const seen: number[] = [];
      let cursor: string | null = null;
      do {
        const page: { items: readonly object[]; cursor: string | null } = await list({
          limit: 3,
          cursor,
        });
        expect(page.items.length).toBeLessThanOrEqual(3);
        seen.push(...page.items.map((item) => (item as Record<string, number>)[key] ?? Number.NaN));
        cursor = page.cursor;
      } while (cursor !== null);
      expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
    }
  });

  test.each(['', '%', 'é', 'LTE', 'MS41', 'eyJ9'])(
    'have nothing behind a cursor that is none: %j',
    async (cursor) => {
      const { record } = await createTenant();
      expect(await record.versions({ limit: 10, cursor })).toEqual({ items: [], cursor: null });
      expect(await record.audit({ limit: 10, cursor })).toEqual({ items: [], cursor: null });
    },
  );
});

describe('the audit trail', () => {
  test('names everybody, what they did, and what changed by it', async () => {
    const { record } = await createTenant();
    const next = configuration({ displayName: 'Next' });
    for (const change of [
      () => record.saveDraft(next, by(BOB)),
      () => record.publishDraft(by(ALICE)),
      () => record.rollBack(1, by(BOB)),
      () => record.saveDraft(next, by(BOB)),
      () => record.discardDraft(by(ALICE)),
      () => record.delete(by(BOB)),
      () => record.restore(by(ALICE)),
    ]) {
      must(await change());
    }
    const { items } = await record.audit(ALL);
    const there = 'The name is “Next” instead of “Acme ✓”.';
    expect(
      items.toReversed().map(({ action, author, version, changes }) => [action, author, version, changes]),
    ).toEqual([
      ['tenant_created', ALICE, 1, []],
      ['draft_saved', BOB, null, [there]],
      ['version_published', ALICE, 2, [there]],
      ['version_restored', BOB, 3, ['The name is “Acme ✓” instead of “Next”.']],
      ['draft_saved', BOB, null, [there]],
      ['draft_discarded', ALICE, null, []],
      ['tenant_deleted', BOB, null, []],
      ['tenant_restored', ALICE, null, []],
    ]);
  });

  test('tells of nothing that was refused', async () => {
    const { record } = await createTenant();
    await record.discardDraft(by(BOB));
    await record.rollBack(9, by(BOB));
    await record.restore(by(BOB));
    expect((await record.audit(ALL)).items).toHaveLength(1);
  });

  test.each([
    "UPDATE audit SET action = 'draft_saved'",
    'DELETE FROM audit',
    'INSERT OR REPLACE INTO audit SELECT * FROM audit',
  ])('is not changed by the database either: %s', async (statement) => {
    const { tenantId, record } = await createTenant();
    const before = await record.audit(ALL);
    await runInDurableObject(env.TENANT_RECORD.getByName(tenantId), (_record, { storage }) => {
      expect(() => storage.sql.exec(statement)).toThrow();
    });
    expect(await record.audit(ALL)).toEqual(before);
  });
});
