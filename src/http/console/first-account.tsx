/**
 * `/console/first-account`: whoever runs the deployment proves it with the secret that he set, OPERATOR_SETUP_SECRET, and
 * makes an account. One secret is good for one account: once it was used, only a new one opens this page again.
 * I/O: the operators' accounts.
 */

import type { Context } from 'hono';
import { readEmailAddress } from '../../email-address.ts';
import { hashSecret, isSameSecret } from '../../operators/secret-text.ts';
import { clientAddressKey } from '../client-address.ts';
import { logOperator } from '../log.ts';
import { page, siteOf } from '../respond.ts';
import { AccountFields, checkAccountForm, ENROLMENT_WORDS, keepAccount } from './account-form.tsx';
import { DoorLayout } from './door-layout.tsx';
import type { ConsoleEnv } from './env.ts';
import { ErrorSummary, Field, type FieldErrors } from './fields.tsx';
import { tellTooManyAttempts } from './too-many-attempts.ts';

/** Asks for the secret and the account, or says how to set a secret. */
export async function askForFirstAccount(c: Context<ConsoleEnv>): Promise<Response> {
  return (await setupPermission(c)) === null ? showClosed(c) : show(c, 200, {});
}

/** Takes the account of who knows the secret. */
export async function takeFirstAccount(c: Context<ConsoleEnv>): Promise<Response> {
  const { accounts, form, now, settings } = c.var;
  const permission = await setupPermission(c);
  if (permission === null) return showClosed(c);
  const counted = await accounts.countAttempt('setup', clientAddressKey(c), now);
  if (!counted.ok) return show(c, 429, { '': tellTooManyAttempts(c, counted.failure) });
  if (!isSameSecret(form.text('setupSecret').trim(), settings.operatorSetupSecret ?? '')) {
    logOperator(c, 'setup_secret_wrong');
    return show(c, 422, { setupSecret: 'This is not the set-up secret of this deployment.' });
  }
  await accounts.forgetAttempts('setup', clientAddressKey(c));
  const email = readEmailAddress(form.text('email'));
  const checked = checkAccountForm(c, email ?? '');
  if (email === null || !checked.ok) {
    const emailError: FieldErrors = email === null ? { email: 'This is not an email address.' } : {};
    return show(c, 422, { ...emailError, ...(checked.ok ? {} : checked.failure) });
  }
  const kept = await keepAccount(c, permission, email, checked.value);
  if (!kept.ok) return show(c, 422, { email: ENROLMENT_WORDS[kept.failure.code] });
  return c.redirect('/console/enrol', 303);
}

/** The deployment's secret, while it is set and unused. */
async function setupPermission({ var: { accounts, settings, now } }: Context<ConsoleEnv>) {
  if (settings.operatorSetupSecret === null) return null;
  const permission = { kind: 'setup', secretHash: hashSecret(settings.operatorSetupSecret) } as const;
  return (await accounts.isPermitted(permission, now)) ? permission : null;
}

function show(c: Context<ConsoleEnv>, status: 200 | 422 | 429, errors: FieldErrors) {
  const { form } = c.var;
  const content = (
    <DoorLayout site={siteOf(c.var, null)} title="Make the first account">
      <h1>Make the first account</h1>
      <p>You prove that this deployment is yours with the secret that you set for it; it counts once.</p>
      <ErrorSummary errors={errors} />
      <form method="post" action="/console/first-account">
        <Field
          name="setupSecret"
          label="Set-up secret"
          type="password"
          error={errors['setupSecret']}
          hint={
            <>
              What <code>npm run keygen -- --operator</code> printed; on your own machine,{' '}
              <code>npm start</code>.
            </>
          }
        />
        <Field
          name="email"
          label="Email address"
          type="email"
          value={form.text('email')}
          autocomplete="username"
          error={errors['email']}
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

function showClosed(c: Context<ConsoleEnv>) {
  const isSet = c.var.settings.operatorSetupSecret !== null;
  const title = isSet ? 'The set-up secret has been used' : 'There is no set-up secret';
  const content = (
    <DoorLayout site={siteOf(c.var, null)} title={title}>
      <h1>{title}</h1>
      <p>
        {isSet
          ? 'It was good for one account, and is worth nothing now. Whoever has an account can invite others.'
          : 'Accounts are made by invitation, or with a secret that whoever runs this deployment sets.'}
      </p>
      <p>To make an account without an invitation, such as when nobody can sign in any more:</p>
      <ol>
        <li>
          Make a new secret: <code>npm run keygen -- --operator</code>
        </li>
        <li>
          Set it, where it asks for the value: <code>npx wrangler secret put OPERATOR_SETUP_SECRET</code>
        </li>
        <li>Open this page again.</li>
      </ol>
      <p class="actions">
        <a class="button" href="/console/sign-in">
          Sign in
        </a>
      </p>
    </DoorLayout>
  );
  return page(c, content, 200);
}
