/** What all forms that save in the draft do: show what is saved, take what was typed, and say what became of it. */
import type { TenantConfiguration } from '../../../administration/tenant-record.ts';
import type { Refusal } from '../../api/problem-codes.ts';
import type { EditState } from './edit-frame.tsx';
import { type FieldNames, fieldErrors } from './field-errors.ts';
import { type FieldValues, readWhole, typedValues } from './field-values.ts';
import { newestEntry, saveDraft } from './save-draft.ts';
import type { TenantView } from './visit.tsx';

type Answer = Response | Promise<Response>;

export interface EditForm {
  readonly names: FieldNames;
  show(status: 200 | 409 | 422, values: FieldValues, edit: EditState): Answer;
  edit(
    configuration: TenantConfiguration,
    values: FieldValues,
  ): TenantConfiguration | Refusal | Promise<TenantConfiguration | Refusal>;
  /** What cannot be kept as it was typed, such as a file. */
  keep?(values: FieldValues): FieldValues;
  /** Answers instead of the redirect to the draft, where there is more to say. */
  tell?(): Answer | null;
}

/** Opens a form. */
export async function openForm(visit: TenantView, form: EditForm, values: FieldValues): Promise<Response> {
  return form.show(200, values, { errors: {}, conflict: null, since: await newestEntry(visit) });
}

/** Saves a form, or shows it again with nothing lost. */
export async function takeForm(visit: TenantView, form: EditForm): Promise<Response> {
  const { c, draftHref } = visit;
  const values = typedValues(c.var.form);
  const kept = form.keep?.(values) ?? values;
  const saved = await saveDraft(visit, (configuration) => form.edit(configuration, values));
  const since = readWhole(values('since'));
  switch (saved.outcome) {
    case 'saved':
      return (await form.tell?.()) ?? c.redirect(`${draftHref}?done=${saved.isSame ? 'same' : 'draft'}`, 303);
    case 'wrong':
      return form.show(422, kept, { errors: fieldErrors(saved.refusal, form.names), conflict: null, since });
    case 'conflict':
      return form.show(409, kept, { errors: {}, conflict: saved.conflict, since });
  }
}
