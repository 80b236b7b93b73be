/** All that a tenant's record stores; each part makes its own tables. I/O: the record's storage. */
import type { TenantState } from '../../administration/tenant-record.ts';
import { Agenda } from './agenda.ts';
import { AuditTrail } from './audit-trail.ts';
import { DraftTable } from './draft.ts';
import { HeaderTable } from './header.ts';
import { PublicationTable } from './publication.ts';
import { SetupLinks } from './setup-links.ts';
import { VersionsTable } from './versions.ts';

export interface Tables {
  readonly agenda: Agenda;
  readonly header: HeaderTable;
  readonly versions: VersionsTable;
  readonly draft: DraftTable;
  readonly audit: AuditTrail;
  readonly publication: PublicationTable;
  readonly setupLinks: SetupLinks;
}

/** Opens the tables, making those that are missing. */
export function openTables(storage: DurableObjectStorage): Tables {
  const audit = new AuditTrail(storage.sql);
  return {
    agenda: new Agenda(storage),
    header: new HeaderTable(storage.sql),
    versions: new VersionsTable(storage.sql),
    draft: new DraftTable(storage.sql),
    audit,
    publication: new PublicationTable(storage.sql),
    setupLinks: new SetupLinks(storage, audit),
  };
}

/** Reads the state of the tenant; null where there is none. */
export function readState({ header, versions, draft, publication }: Tables): TenantState | null {
  const [tenantId, found] = [header.claimant(), header.read()];
  if (tenantId === null || found === null) return null;
  const { slug, createdAt, revision, liveVersion, deleted } = found;
  const live = versions.find(liveVersion);
  const published = publication.read();
  if (live === null || published === null) throw new Error('the record has no live version');
  const { generation: _generation, ...state } = published;
  return { tenantId, slug, createdAt, revision, live, draft: draft.read(), publication: state, deleted };
}
