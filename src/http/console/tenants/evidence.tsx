/** For how long refused Responses are kept to be tried again: a choice for each connection, saved in the draft. */
import { type Connection, keptEvidenceHours } from '../../../tenants/tenant.ts';
import { configurationFor } from '../../api/tenant-access.ts';
import { showControls } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { ErrorSummary } from '../fields.tsx';
import { FormToken } from '../form-token.tsx';
import { Select } from './controls.tsx';
import { fieldErrors } from './field-errors.ts';
import { TenantFrame } from './frame.tsx';
import { Revision } from './revision.tsx';
import { saveDraft } from './save-draft.ts';
import type { TenantView } from './visit.tsx';

const HOURS = ['0', '1', '8', '24', '72'];

/** The API takes any number of them. */
function hoursFor(connection: Connection): readonly string[] {
  const hours = String(keptEvidenceHours(connection));
  return HOURS.includes(hours) ? HOURS : [...HOURS, hours];
}

/** Renders the form, with what the draft says. */
export function EvidenceForm({ view: { site, state, href } }: { readonly view: TenantView }) {
  const { connections } = configurationFor('draft', state);
  if (connections.length === 0 || state.deleted !== null) return null;
  return (
    <details class="more">
      <summary>Keep refused responses, to try them again</summary>
      <form method="post" action={`${href}/sign-ins/evidence`}>
        <FormToken site={site} />
        <Revision state={state} />
        <p class="risky">
          <strong class="danger-word">Personal data: </strong>a response says who somebody is. It is kept
          encrypted, the last fifty of them, and erased when the time is over. Keep none when you are done.
        </p>
        {connections.map((connection) => (
          <Select
            name={`hours-${connection.id}`}
            label={showControls(connection.displayName)}
            value={String(keptEvidenceHours(connection))}
            options={hoursFor(connection).map((hours) => [
              hours,
              hours === '0' ? 'Not at all' : `For ${hours} hours`,
            ])}
          />
        ))}
        <p class="actions">
          <button class="second" type="submit">
            Save in the draft
          </button>
        </p>
      </form>
    </details>
  );
}

/** Saves the choices. */
export async function saveEvidenceHours(view: TenantView): Promise<Response> {
  const { c, draftHref } = view;
  const saved = await saveDraft(view, (configuration) => ({
    ...configuration,
    connections: configuration.connections.map((connection) => {
      const chosen = c.var.form.text(`hours-${connection.id}`);
      const keepEvidenceHours = HOURS.includes(chosen) ? Number(chosen) : keptEvidenceHours(connection);
      return { ...connection, keepEvidenceHours };
    }),
  }));
  if (saved.outcome === 'saved')
    return c.redirect(`${draftHref}?done=${saved.isSame ? 'same' : 'draft'}`, 303);
  const errors =
    saved.outcome === 'wrong'
      ? fieldErrors(saved.refusal, {})
      : { '': 'Somebody else changed this meanwhile. Nothing was saved: look again.' };
  const content = (
    <TenantFrame visit={view} tab="sign-ins">
      <ErrorSummary errors={errors} />
      <EvidenceForm view={saved.outcome === 'conflict' ? { ...view, state: saved.conflict.state } : view} />
    </TenantFrame>
  );
  return page(c, content, saved.outcome === 'wrong' ? 422 : 409);
}
