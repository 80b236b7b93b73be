import { describe, expect, test } from 'vitest';
import * as change from '../../src/administration/change.ts';
import { claimsOf, compileLive, configurationOf } from '../../src/administration/configuration.ts';
import { readCursor, readNumberCursor, writeCursor } from '../../src/administration/cursor.ts';
import { findNextExpiry, summarizeTenant } from '../../src/administration/summarize-tenant.ts';
import type { TenantState } from '../../src/administration/tenant-record.ts';
import { connection, tenant } from '../support/tenants.ts';

const NOW = Date.UTC(2026, 10, 22);
const author = { kind: 'operator', id: 'op', name: 'Alice' } as const;

function state(changes: Partial<TenantState> = {}): TenantState {
  const live = {
    number: 3,
    configuration: configurationOf(tenant()),
    author,
    at: NOW,
    changes: [],
    restoredFrom: null,
  };
  return {
    tenantId: 'id',
    slug: 'acme',
    createdAt: NOW,
    revision: 5,
    live,
    draft: null,
    publication: { version: 3, writtenAt: NOW, everywhereAt: NOW, failures: 0 },
    deleted: null,
    ...changes,
  };
}
const deleted = { at: NOW, author, purgeAt: NOW };

describe('whether a tenant can be changed', () => {
  test.each([
    [null, 5, 'in use', 'tenant_unknown'],
    [null, null, 'deleted', 'tenant_unknown'],
    [state(), null, 'in use', null],
    [state(), 5, 'in use', null],
    [state(), 4, 'in use', 'tenant_changed_meanwhile'],
    [state(), 6, 'in use', 'tenant_changed_meanwhile'],
    [state(), 5, 'deleted', 'tenant_not_deleted'],
    [state({ deleted }), 5, 'in use', 'tenant_deleted'],
    [state({ deleted }), 4, 'deleted', 'tenant_changed_meanwhile'],
    [state({ deleted }), 5, 'deleted', null],
  ] as const)('%#: expecting revision %s, %s: %s', (found, expectedRevision, expects, code) => {
    const result = change.checkChangeable(found, { expectedRevision }, expects);
    expect(result.ok ? null : result.failure.code).toBe(code);
  });
});

describe('what a draft changes', () => {
  const one = configurationOf(tenant({ displayName: 'One' }));
  const two = configurationOf(tenant({ displayName: 'Two' }));
  const drafted = state({
    draft: { configuration: one, basedOn: 2, author, at: NOW, isOfAdministrator: false },
  });

  test('is told against the draft before while it is worked on, against what is live when it is published', () => {
    expect(change.saveDraft(two)(drafted)).toMatchObject({
      value: { draft: two, changes: ['The name is “Two” instead of “One”.'] },
    });
    expect(change.publishDraft({ author, expectedRevision: 5 })(drafted)).toMatchObject({
      value: {
        live: { configuration: one },
        draft: null,
        changes: ['The name is “One” instead of “Acme”.'],
      },
    });
  });

  test.each([
    ['begun on what is live', 3, null, null],
    ['overtaken by another version', 2, null, 'draft_outdated'],
    ['overtaken, and seen as it is', 2, 5, null],
    ['begun on a version that is gone', 4, null, 'draft_outdated'],
  ])('%s goes live unless that undoes what nobody saw', (_case, basedOn, expectedRevision, code) => {
    const found = state({
      draft: { configuration: one, basedOn, author, at: NOW, isOfAdministrator: false },
    });
    const decided = change.publishDraft({ author, expectedRevision })(found);
    expect(decided.ok ? null : decided.failure.code).toBe(code);
  });

  test('with connections that were to be tested does not go live', () => {
    const decided = change.publishDraft({ author, expectedRevision: 5 }, [{ id: 'a' }, { id: 'b' }])(drafted);
    expect(decided.ok ? null : decided.failure).toMatchObject({ code: 'draft_untested', received: 'a, b' });
  });

  test.each([
    [null, 'draft_unseen'],
    [5, null],
  ])(
    'that a customer’s administrator had a hand in, on revision %s, goes live only once it was looked at',
    (expectedRevision, code) => {
      // Whoever saved it last.
      const found = state({
        draft: { configuration: one, basedOn: 3, author, at: NOW, isOfAdministrator: true },
      });
      const decided = change.publishDraft({ author, expectedRevision })(found);
      expect(decided.ok ? null : decided.failure.code).toBe(code);
    },
  );

  test('is nothing of what is live', () => {
    const saved = change.saveDraft(two)(drafted);
    expect(saved.ok && 'live' in saved.value).toBe(false);
    expect(change.publish(two)(drafted)).not.toHaveProperty('value.draft');
  });
});

describe('the record that is served', () => {
  test('is what was decided and its bookkeeping, and gives back what was decided', () => {
    const compiled = compileLive(state());
    expect(compiled).toEqual({
      ...tenant(),
      id: 'id',
      version: 3,
      updatedAt: '2026-11-22T00:00:00.000Z',
    });
    expect(configurationOf(compiled)).toEqual(state().live.configuration);
  });

  test('needs its slug, its hostnames, and the email domains of all connections, each once', () => {
    const connections = [['a.example', 'b.example'], ['b.example']].map((emailDomains) =>
      connection({ emailDomains }),
    );
    const configuration = configurationOf(tenant({ hostnames: ['h.example'], connections }));
    expect(claimsOf('acme', configuration)).toEqual({
      slug: 'acme',
      hostnames: ['h.example'],
      emailDomains: ['a.example', 'b.example'],
    });
  });
});

describe('a summary', () => {
  const lapsing = (...instants: readonly string[]) => {
    const { identityProvider } = connection();
    const [key] = identityProvider.keys;
    const keys = key === undefined ? [] : instants.map((notAfter) => ({ ...key, notAfter }));
    return connection({ identityProvider: { ...identityProvider, keys } });
  };

  test('has what lapses first: certificates and metadata', () => {
    const connections = [
      lapsing('2030-01-01T00:00:00Z', '2029-01-01T00:00:00Z'),
      lapsing('2031-01-01T00:00:00Z'),
    ];
    const { identityProvider } = connection();
    const expiring = connection({
      identityProvider: { ...identityProvider, keys: [], notAfter: '2028-01-01T00:00:00Z' },
    });
    const find = (list: typeof connections) => findNextExpiry(configurationOf(tenant({ connections: list })));
    expect(find(connections)).toBe(Date.UTC(2029, 0, 1));
    expect(find([...connections, expiring])).toBe(Date.UTC(2028, 0, 1));
    expect(find([])).toBeNull();
  });

  test('says what state the tenant is in, and how it fares', () => {
    const health = { lastSignInAt: 5, recentFailures: 2, metadataFailingSince: 7 };
    expect(summarizeTenant(state({ deleted }), health)).toMatchObject({
      tenantId: 'id',
      slug: 'acme',
      displayName: 'Acme',
      version: 3,
      updatedAt: NOW,
      hasDraft: false,
      deletedAt: NOW,
      connectionCount: 1,
      ...health,
    });
  });
});

describe('a cursor', () => {
  test.each(['', 'acme', 'Ångström', '\ufeffx', 'a\u0000b'])('gives its key back: %j', (key) => {
    const cursor = writeCursor(key);
    expect(cursor).toMatch(/^[A-Za-z0-9_-]*$/);
    expect(readCursor(cursor)).toBe(key);
  });

  test.each(['*', 'a', '%00', 'wyg', '_w'])('that is none of ours is none: %j', (cursor) => {
    expect(readCursor(cursor)).toBeNull();
  });

  test.each(['', '-1', '1.5', '1e3', '0x1', ' 1', '9'.repeat(16)])('of a number is digits: %j', (key) => {
    expect(readNumberCursor(writeCursor(key))).toBeNull();
  });

  test('of a number gives it back', () => {
    expect(readNumberCursor(writeCursor(120))).toBe(120);
  });
});
