/** All that a tenant's record stores; each part makes its own tables. I/O: the record's storage. */
import type { SetupLinkStep } from '../../administration/setup-link.ts';
import type { TenantState } from '../../administration/tenant-record.ts';
import type { OutcomeEvent } from '../../events/outcome-event.ts';
import { Agenda } from './agenda.ts';
import { AuditTrail } from './audit-trail.ts';
import { DomainsTable } from './domains-table.ts';
import { DraftTable } from './draft.ts';
import { HeaderTable } from './header.ts';
import { OidcClientsTable } from './oidc-clients.ts';
import { PublicationTable } from './publication.ts';
import { RecoveryTables } from './recovery.ts';
import { SetupLinks } from './setup-links.ts';
import { VersionsTable } from './versions.ts';

/** What is entered is brought out at once; this is when the alarm looks whether that came to an end. */
const LOOK_AFTER_MILLISECONDS = 2_000;

export interface Tables {
  readonly agenda: Agenda;
  readonly header: HeaderTable;
  readonly versions: VersionsTable;
  readonly draft: DraftTable;
  readonly audit: AuditTrail;
  readonly publication: PublicationTable;
  readonly setupLinks: SetupLinks;
  readonly recovery: RecoveryTables;
  readonly domains: DomainsTable;
  readonly oidcClients: OidcClientsTable;
  /** Enters that the live version goes out once more, with what the edges have to know by now. */
  readonly enterPublication: () => void;
}

/** Opens the tables, making those that are missing. `tellStep` tells what becomes of set-up links, `tellChange` what the audit trail got. */
export function openTables(
  storage: DurableObjectStorage,
  tellStep: (step: SetupLinkStep) => void,
  tellChange: (change: Pick<OutcomeEvent, 'code' | 'reference' | 'tenant'>) => void,
): Tables {
  const [agenda, header] = [new Agenda(storage), new HeaderTable(storage.sql)];
  const audit = new AuditTrail(storage.sql, {
    tenantId: () => header.claimant(),
    tell: ({ action, reference }) =>
      tellChange({ code: action, reference, tenant: header.read()?.slug ?? null }),
  });
  const publication = new PublicationTable(storage.sql);
  const enterPublication = () => {
    const found = header.read();
    if (found === null) return;
    publication.enter(found.liveVersion);
    agenda.schedule('publish', Date.now() + LOOK_AFTER_MILLISECONDS);
  };
  return {
    agenda,
    header,
    versions: new VersionsTable(storage.sql),
    draft: new DraftTable(storage.sql),
    audit,
    publication,
    setupLinks: new SetupLinks(storage, audit, tellStep),
    recovery: new RecoveryTables(storage, audit, enterPublication),
    domains: new DomainsTable(storage.sql),
    oidcClients: new OidcClientsTable(storage, audit, enterPublication),
    enterPublication,
  };
}

/** Reads the state of the tenant; null where there is none. */
export function readState({
  header,
  versions,
  draft,
  publication,
  domains,
  oidcClients,
  recovery,
}: Tables): TenantState | null {
  const [tenantId, found] = [header.claimant(), header.read()];
  if (tenantId === null || found === null) return null;
  const { slug, createdAt, revision, liveVersion, deleted } = found;
  const live = versions.find(liveVersion);
  const published = publication.read();
  if (live === null || published === null) throw new Error('the record has no live version');
  const { generation: _generation, ...state } = published;
  const recoveryArmedUntil = recovery.gate()?.armedUntil ?? null;
  const current = {
    live,
    draft: draft.read(),
    publication: state,
    recoveryArmedUntil,
    ...domains.proven(),
    oidcClients: oidcClients.published(),
  };
  return { tenantId, slug, createdAt, revision, ...current, deleted };
}
