/**
 * Saves what a form changes as the draft, on the revision that the form was opened on: what somebody else changed meanwhile is
 * neither overwritten nor hidden. I/O: the tenant's record.
 */
import type { AuditEntry, TenantConfiguration, TenantState } from '../../../administration/tenant-record.ts';
import { isRefusal } from '../../api/answer.ts';
import type { Refusal } from '../../api/problem-codes.ts';
import { configurationFor, refuseChange } from '../../api/tenant-access.ts';
import { readWhole } from './field-values.ts';
import { changeContext, type TenantView } from './visit.tsx';

/** What others did since a form was opened, the newest first. */
export interface Conflict {
  readonly state: TenantState;
  readonly entries: readonly AuditEntry[];
}

export type SavedDraft =
  | { readonly outcome: 'saved'; readonly isSame: boolean }
  | { readonly outcome: 'wrong'; readonly refusal: Refusal }
  | { readonly outcome: 'conflict'; readonly conflict: Conflict };

type Edit = (
  configuration: TenantConfiguration,
) => TenantConfiguration | Refusal | Promise<TenantConfiguration | Refusal>;

const SHOWN_ENTRIES = 20;

/** Edits the draft, which begins as a copy of what is live. */
export async function saveDraft(visit: TenantView, edit: Edit): Promise<SavedDraft> {
  const { record, state } = visit;
  const context = changeContext(visit);
  if (context.expectedRevision !== state.revision) return conflicting(visit);
  const before = configurationFor('draft', state);
  const edited = await edit(before);
  if (isRefusal(edited)) return { outcome: 'wrong', refusal: edited };
  if (JSON.stringify(edited) === JSON.stringify(before)) return { outcome: 'saved', isSame: true };
  const saved = await record.saveDraft(edited, context);
  if (saved.ok) return { outcome: 'saved', isSame: false };
  if (saved.failure.code === 'tenant_changed_meanwhile') return conflicting(visit);
  return { outcome: 'wrong', refusal: refuseChange(saved.failure, edited) };
}

/** Reads what others did since the form was opened. */
export async function readConflict({ c, record, state }: TenantView): Promise<Conflict> {
  const since = readWhole(c.var.form.text('since'));
  const [now, { items }] = await Promise.all([
    record.read(),
    record.audit({ limit: SHOWN_ENTRIES, cursor: null }),
  ]);
  const entries = Number.isNaN(since) ? items.slice(0, 1) : items.filter(({ sequence }) => sequence > since);
  return { state: now ?? state, entries };
}

/** The newest entry of the audit trail, for forms to remember. */
export async function newestEntry({ record }: Pick<TenantView, 'record'>): Promise<number> {
  const { items } = await record.audit({ limit: 1, cursor: null });
  return items[0]?.sequence ?? 0;
}

async function conflicting(visit: TenantView): Promise<SavedDraft> {
  return { outcome: 'conflict', conflict: await readConflict(visit) };
}
