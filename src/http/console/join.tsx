/**
 * `/console/join`: an invited operator makes his account. The invitation is a code that is typed, or comes in the link's
 * fragment, which browsers send to nobody and script moves into the form. I/O: the operators' accounts.
 */
import type { Context } from 'hono';
import { hashSecret } from '../../operators/secret-text.ts';
import { clientAddressKey } from '../client-address.ts';
import { page, siteOf } from '../respond.ts';
import { takeFragment } from '../take-fragment.ts';
import { AccountFields, checkAccountForm, ENROLMENT_WORDS, keepAccount } from './account-form.tsx';
import { DoorLayout } from './door-layout.tsx';
import type { ConsoleEnv } from './env.ts';
import { ErrorSummary, Field, type FieldErrors } from './fields.tsx';
import { tellTooManyAttempts } from './too-many-attempts.ts';

/** Asks for the invitation and the account. */
export function askToJoin(c: Context<ConsoleEnv>): Response | Promise<Response> {
  return show(c, 200, {});
}

/** Takes the account of who was invited; its address is the invitation's. */
export async function join(c: Context<ConsoleEnv>): Promise<Response> {
  const { accounts, form, now } = c.var;
  const counted = await accounts.countAttempt('setup', clientAddressKey(c), now);
  if (!counted.ok) return show(c, 429, { '': tellTooManyAttempts(c, counted.failure) });
  const tokenHash = hashSecret(form.text('invitation').trim());
  const invitation = await accounts.findInvitation(tokenHash, now);
  if (invitation?.method !== 'password') {
    return show(c, 422, { invitation: ENROLMENT_WORDS.invitation_unknown });
  }
  await accounts.forgetAttempts('setup', clientAddressKey(c));
  const checked = checkAccountForm(c, invitation.email);
  if (!checked.ok) return show(c, 422, checked.failure);
  const kept = await keepAccount(c, { kind: 'invitation', tokenHash }, invitation.email, checked.value);
  if (!kept.ok) return show(c, 422, { invitation: ENROLMENT_WORDS[kept.failure.code] });
  return c.redirect('/console/enrol', 303);
}

function show(c: Context<ConsoleEnv>, status: 200 | 422 | 429, errors: FieldErrors) {
  const { form } = c.var;
  const content = (
    <DoorLayout
      site={siteOf(c.var, null)}
      title="Use your invitation"
      script={takeFragment('invitation', 'wait')}
    >
      <h1>Use your invitation</h1>
      <p>Somebody who runs {c.var.settings.productName} has invited you to its console.</p>
      <ErrorSummary errors={errors} />
      <form method="post" action="/console/join">
        <Field
          name="invitation"
          label="Invitation code"
          type="password"
          value={form.text('invitation')}
          hint="It is filled in if you came by the link."
          error={errors['invitation']}
        />
        <AccountFields form={form} errors={errors} />
        <p class="actions">
          <button type="submit">Continue</button>
        </p>
      </form>
    </DoorLayout>
  );
  return page(c, content, status);
}
