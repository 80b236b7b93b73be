/** `/console/tenants/<slug>/delete`: deletion, once the slug is typed, and its undoing. I/O: the tenant's record. */
import { refuseChange } from '../../api/tenant-access.ts';
import { page } from '../../respond.ts';
import { ErrorSummary, Field, type FieldErrors } from '../fields.tsx';
import { ConfirmPage } from './confirm.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { fieldErrors } from './field-errors.ts';
import { type Conflict, readConflict } from './save-draft.ts';
import { changeContext, type TenantVisit } from './visit.tsx';

/** Asks whether to delete the tenant. */
export function askToDelete(visit: TenantVisit): Response | Promise<Response> {
  const { c, state, href } = visit;
  return state.deleted === null ? ask(visit, 200, {}, null) : c.redirect(href, 303);
}

/** Deletes it, for whoever typed its slug. */
export async function deleteTenant(visit: TenantVisit): Promise<Response> {
  const { c, record, state, href } = visit;
  if (c.var.form.text('slug').trim() !== state.slug) {
    return ask(visit, 422, { slug: `Type ${state.slug} to say that you mean it.` }, null);
  }
  const deleted = await record.delete(changeContext(visit));
  if (deleted.ok) {
    return c.redirect(`${href}?done=deleted`, 303);
  }
  if (deleted.failure.code === 'tenant_changed_meanwhile') {
    const conflict = await readConflict(visit);
    if (conflict.state.deleted !== null) return c.redirect(href, 303);
    return ask({ ...visit, state: conflict.state }, 409, {}, conflict);
  }
  return ask(visit, 422, fieldErrors(refuseChange(deleted.failure, null), {}), null);
}

/** Brings it back; where somebody else did that meanwhile, there is nothing to do. */
export async function restoreTenant(visit: TenantVisit): Promise<Response> {
  const { c, record, href } = visit;
  const restored = await record.restore(changeContext(visit));
  if (!restored.ok) return c.redirect(href, 303);
  return c.redirect(`${href}?done=restored`, 303);
}

function ask(
  visit: TenantVisit,
  status: 200 | 409 | 422,
  errors: FieldErrors,
  conflict: Conflict | null,
): Response | Promise<Response> {
  const { c, site, state, href } = visit;
  const { displayName } = state.live.configuration;
  const content = (
    <ConfirmPage
      visit={visit}
      tab="settings"
      title={`Delete ${displayName}?`}
      action={`${href}/delete`}
      label="Delete the tenant"
      back={`${href}/settings`}
      fields={
        <Field
          name="slug"
          label={`Type ${state.slug} to confirm`}
          value={c.var.form.text('slug')}
          error={errors['slug']}
          maxlength={63}
        />
      }
    >
      {conflict === null ? null : (
        <ConflictNotice
          conflict={conflict}
          now={site.now}
          advice="Nothing was deleted. Look again, and decide."
        />
      )}
      <ErrorSummary errors={errors} />
      <p class="lead">
        Nobody can sign in any more once that is everywhere, within about a minute. Its names, versions,
        people and trail stay for a grace period, in which it can be brought back as it was; then all of it is
        gone for good.
      </p>
    </ConfirmPage>
  );
  return page(c, content, status);
}
