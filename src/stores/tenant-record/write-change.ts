/**
 * Writes what was decided: versions, draft, audit trail, outbox, and on the agenda all that has to follow. To be called in a
 * transaction, so that all of it happens or nothing. I/O: the record's storage.
 */
import { systemAuthor } from '../../administration/author.ts';
import type { Change } from '../../administration/change.ts';
import { configurationOf } from '../../administration/configuration.ts';
import type { ChangeContext, TenantState } from '../../administration/tenant-record.ts';
import { parseInstant } from '../../saml/instant.ts';
import { type SessionOrigin, sessionOrigins } from '../../sign-in/session-origins.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { listKeys } from '../tenant-store.ts';
import type { Tables } from './tables.ts';

/** How long a deletion can be undone. */
export const GRACE_MILLISECONDS = 14 * 86_400_000;

/** Writes a change of a tenant, null before it is made. `lookAt`: when the agenda sees to it that it comes out. */
export function writeChange(
  tables: Tables,
  slug: string,
  before: TenantState | null,
  { action, changes, live, draft, isInDraft = false, deleted }: Change,
  { author, now: at }: Pick<ChangeContext, 'author' | 'now'>,
  lookAt: number,
): void {
  const { header, versions, audit, publication, agenda } = tables;
  const liveVersion = (before?.live.number ?? 0) + (live === undefined ? 0 : 1);
  const purgeAt = at + GRACE_MILLISECONDS;
  if (live !== undefined) versions.add({ number: liveVersion, at, author, changes, ...live });
  if (draft === null) tables.draft.discard();
  else if (draft !== undefined) {
    const basedOn = basisOf(before, liveVersion, isInDraft);
    // It is still the work of whoever saved it.
    const { author: savedBy, at: savedAt } = (isInDraft ? before?.draft : null) ?? { author, at };
    const isOfAdministrator = savedBy.kind === 'administrator' || (before?.draft?.isOfAdministrator ?? false);
    tables.draft.save({ basedOn, author: savedBy, at: savedAt, configuration: draft, isOfAdministrator });
  }
  header.write({
    slug,
    createdAt: before?.createdAt ?? at,
    revision: (before?.revision ?? 0) + 1,
    liveVersion,
    deleted: deleted === undefined ? (before?.deleted ?? null) : deleted ? { at, author, purgeAt } : null,
  });
  audit.add({ at, author, action, version: live === undefined ? null : liveVersion, changes });
  if (live !== undefined || deleted !== undefined) {
    publication.enter(liveVersion);
    agenda.schedule('publish', lookAt);
  }
  const origins =
    deleted === true || before === null ? [] : sessionOrigins((live ?? before.live).configuration);
  if (before !== null && isAnyGone(sessionOrigins(before.live.configuration), origins)) {
    agenda.schedule('sessions', lookAt);
  }
  if (deleted === true) agenda.schedule('purge', purgeAt);
  if (deleted === false) agenda.cancel('purge');
  agenda.schedule('report', lookAt);
}

function isAnyGone(before: readonly SessionOrigin[], after: readonly SessionOrigin[]): boolean {
  return before.some(
    ({ connectionId, idpEntityId }) =>
      !after.some((kept) => kept.connectionId === connectionId && kept.idpEntityId === idpEntityId),
  );
}

/** A draft stays founded on what it was begun on, unless it was up to date and got what becomes live. */
function basisOf(before: TenantState | null, liveVersion: number, isInDraft: boolean): number {
  if (before === null || before.draft === null) return liveVersion;
  const { basedOn } = before.draft;
  return isInDraft && basedOn === before.live.number ? liveVersion : basedOn;
}

/** Writes a tenant that KV has already, as it is there. `taken` are those of its names that others have. */
export function writeAdopted(
  { header, versions, audit, publication, agenda }: Tables,
  tenant: Tenant,
  taken: readonly string[],
  now: number,
  lookAt: number,
): void {
  const { slug, version } = tenant;
  const at = parseInstant(tenant.updatedAt) ?? now;
  const author = systemAuthor('take-over');
  const changes = [
    'The tenant was taken over from its published record.',
    ...taken.map((name) => `“${name}” belongs to another tenant already.`),
  ];
  const configuration = configurationOf(tenant);
  header.write({ slug, createdAt: at, revision: 1, liveVersion: version, deleted: null });
  versions.add({ number: version, configuration, author, at, changes, restoredFrom: null });
  audit.add({ at: now, author, action: 'tenant_adopted', version, changes });
  publication.enterWritten(version, at);
  const hostnames = tenant.hostnames.filter((hostname) => !taken.includes(hostname));
  publication.noteKeys(listKeys({ slug, hostnames }));
  agenda.schedule('report', lookAt);
}
