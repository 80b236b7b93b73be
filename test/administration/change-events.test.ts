import { describe, expect, test } from 'vitest';
import { tellChange } from '../../src/administration/change-events.ts';
import type { AuditEntry, TenantState } from '../../src/administration/tenant-record.ts';
import { connection, tenant } from '../support/tenants.ts';

const author = { kind: 'operator' as const, id: 'op', name: 'Alice' };

function state(number: number, ...connectionIds: readonly string[]): TenantState {
  const { schema: _schema, id: _id, slug: _slug, version: _version, updatedAt: _at, ...rest } = tenant();
  const configuration = { ...rest, connections: connectionIds.map((id) => connection({ id })) };
  return {
    tenantId: 't',
    slug: 'acme',
    createdAt: 0,
    revision: number,
    live: { number, configuration, author, at: 0, changes: [], restoredFrom: null },
    draft: null,
    publication: { version: number, writtenAt: null, everywhereAt: null, failures: 0 },
    deleted: null,
  };
}

const tell = (action: AuditEntry['action'], before: TenantState | null, after: TenantState) =>
  tellChange({ change: { action, changes: ['One sentence.'] }, before, after });

describe('a change', () => {
  test.each([
    ['version_published', 'tenant.changed'],
    ['version_restored', 'tenant.changed'],
    ['tenant_deleted', 'tenant.deleted'],
    ['tenant_restored', 'tenant.restored'],
    ['metadata_changed', 'metadata.changed'],
    ['metadata_refresh_failed', 'metadata.refresh_failed'],
  ] as const)('%s is told as %s, with its version and its sentences', (action, type) => {
    expect(tell(action, state(1, 'a'), state(2, 'a'))).toEqual([
      { type, data: { version: 2, changes: ['One sentence.'] } },
    ]);
  });

  test.each([
    'draft_saved',
    'draft_discarded',
    'tenant_adopted',
    'webhook_saved',
    'webhook_removed',
  ] as const)('%s is not told', (action) => {
    expect(tell(action, state(1, 'a'), state(1, 'a'))).toEqual([]);
  });

  test('that brings connections tells each that was not there before', () => {
    const told = tell('version_published', state(1, 'a'), state(2, 'a', 'b', 'c'));
    expect(told.map(({ type, data }) => `${type} ${data['connectionId'] ?? ''}`)).toEqual([
      'tenant.changed ',
      'connection.live b',
      'connection.live c',
    ]);
  });

  test('that makes a tenant tells all of its connections', () => {
    const told = tell('tenant_created', null, state(1, 'a'));
    expect(told.map(({ type }) => type)).toEqual(['tenant.changed', 'connection.live']);
  });
});
