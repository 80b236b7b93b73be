/**
 * What a change of a tenant would do, decided from its state alone before anything is written: who may change what, and
 * when. Pure.
 */
import { failure, type Result, success } from '../result.ts';
import type { Connection } from '../tenants/tenant.ts';
import { bringBack, bringBackVersion } from './administrators-part.ts';
import type { Author } from './author.ts';
import { describeChanges } from './describe-changes.ts';
import type {
  AuditEntry,
  ChangeContext,
  Draft,
  RecordFailure,
  TenantConfiguration,
  TenantState,
  TenantVersion,
} from './tenant-record.ts';

/** What is left out stays as it is. */
export interface Change {
  readonly action: AuditEntry['action'];
  /** What changes, one sentence each. */
  readonly changes: readonly string[];
  /** What becomes the live version. */
  readonly live?: { readonly configuration: TenantConfiguration; readonly restoredFrom: number | null };
  /** Null discards it. */
  readonly draft?: TenantConfiguration | null;
  /** Whether what becomes live is in the draft as well, so that a draft that was up to date still is. */
  readonly isInDraft?: boolean;
  readonly deleted?: boolean;
}

export type Decision = Result<Change, RecordFailure>;
export type Decide = (state: TenantState) => Decision;

/** Refuses a change that was founded on another revision, or on a tenant that is not there, or deleted. */
export function checkChangeable(
  state: TenantState | null,
  { expectedRevision }: Pick<ChangeContext, 'expectedRevision'>,
  expects: 'in use' | 'deleted',
): Result<TenantState, RecordFailure> {
  if (state === null) return failure('tenant_unknown', 'a tenant that exists', 'none');
  if (expects === 'in use' && state.deleted !== null)
    return failure('tenant_deleted', 'a tenant that is not deleted', state.slug);
  if (expects === 'deleted' && state.deleted === null)
    return failure('tenant_not_deleted', 'a tenant that is deleted', state.slug);
  if (expectedRevision !== null && expectedRevision !== state.revision)
    return failure('tenant_changed_meanwhile', String(expectedRevision), String(state.revision));
  return success(state);
}

/** Keeps a configuration to work on. */
export function saveDraft(configuration: TenantConfiguration): Decide {
  return ({ live, draft }) =>
    success({
      action: 'draft_saved',
      changes: describeChanges((draft ?? live).configuration, configuration),
      draft: configuration,
    });
}

/** Throws the draft away. */
export function discardDraft({ draft }: TenantState): Decision {
  return draft === null ? draftMissing() : success({ action: 'draft_discarded', changes: [], draft: null });
}

/**
 * Makes the draft the live version; one that another version overtook, or that a customer's administrator had a hand in, only for
 * those who named the revision they saw. `untested` are connections that it shall not go live with.
 */
export function publishDraft(
  { author: publisher, expectedRevision }: Pick<ChangeContext, 'author' | 'expectedRevision'>,
  untested: readonly Pick<Connection, 'id'>[] = [],
): Decide {
  return ({ live, draft }) => {
    if (draft === null) return draftMissing();
    const { basedOn, author, isOfAdministrator } = draft;
    if (basedOn !== live.number && expectedRevision === null)
      return failure('draft_outdated', `a draft of version ${live.number}`, String(basedOn));
    if (isOfAdministrator && expectedRevision === null)
      return failure('draft_unseen', 'a revision that was looked at', author.id);
    if (untested.length > 0) {
      const ids = untested.map(({ id }) => id).join(', ');
      return failure('draft_untested', 'connections that a test has shown to work', ids);
    }
    const configuration = draftFor(publisher, { live, draft });
    return success({
      action: 'version_published',
      changes: describeChanges(live.configuration, configuration),
      live: { configuration, restoredFrom: null },
      draft: null,
    });
  };
}

/** What goes live of a draft by somebody: where another version overtook it, an administrator takes nothing of the operator's back. */
export function draftFor(
  author: Pick<Author, 'kind'>,
  { live, draft }: { readonly live: TenantVersion; readonly draft: Draft },
): TenantConfiguration {
  const { configuration, basedOn } = draft;
  return basedOn === live.number ? configuration : bringBack(live.configuration, configuration, author);
}

/** Makes a configuration the live version, past the draft. */
export function publish(configuration: TenantConfiguration): Decide {
  return ({ live }) =>
    success({
      action: 'version_published',
      changes: describeChanges(live.configuration, configuration),
      live: { configuration, restoredFrom: null },
    });
}

/**
 * Makes an earlier version, null where there is none of that number, the live one again: for a customer's administrator what is his
 * of it (administrators-part.ts).
 */
export function rollBack(
  to: number,
  version: TenantVersion | null,
  { author }: Pick<ChangeContext, 'author'>,
): Decide {
  return ({ live }) => {
    if (version === null)
      return failure('version_unknown', 'the number of a version that is kept', String(to));
    const { number } = version;
    const configuration = bringBackVersion(live.configuration, version, author);
    return success({
      action: 'version_restored',
      changes: describeChanges(live.configuration, configuration),
      live: { configuration, restoredFrom: number },
    });
  };
}

/** Ends all sign-ins. */
export function deleteTenant(): Decision {
  return success({ action: 'tenant_deleted', changes: [], deleted: true });
}

/** Undoes the deletion. */
export function restoreTenant(): Decision {
  return success({ action: 'tenant_restored', changes: [], deleted: false });
}

function draftMissing(): Decision {
  return failure('draft_missing', 'a draft', 'none');
}
