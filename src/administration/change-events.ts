/**
 * Which events a change of a tenant's record is told by. Drafts are nobody's business until they are live. Pure.
 */
import type { Change } from './change.ts';
import type { EventType, TenantEvent } from './event.ts';
import type { AuditEntry, TenantState } from './tenant-record.ts';

/** A change that was made. */
export interface RecordedChange {
  readonly change: Pick<Change, 'action' | 'changes'>;
  /** Null for a tenant that was made by it. */
  readonly before: TenantState | null;
  readonly after: TenantState;
}

export interface ToldChange {
  readonly type: EventType;
  readonly data: TenantEvent['data'];
}

const TYPES: Readonly<Partial<Record<AuditEntry['action'], EventType>>> = {
  tenant_created: 'tenant.changed',
  version_published: 'tenant.changed',
  version_restored: 'tenant.changed',
  tenant_deleted: 'tenant.deleted',
  tenant_restored: 'tenant.restored',
  metadata_changed: 'metadata.changed',
  metadata_refresh_failed: 'metadata.refresh_failed',
};

/** Lists the events of a change: the change itself, and each connection that people can sign in by from now on. */
export function tellChange({
  change: { action, changes },
  before,
  after,
}: RecordedChange): readonly ToldChange[] {
  const type = TYPES[action];
  if (type === undefined) return [];
  const version = after.live.number;
  const known = new Set(before?.live.configuration.connections.map(({ id }) => id));
  const added = after.live.configuration.connections.filter(({ id }) => !known.has(id));
  return [
    { type, data: { version, changes } },
    ...added.map(({ id, displayName }) => ({
      type: 'connection.live' as const,
      data: { version, connectionId: id, displayName },
    })),
  ];
}
