/**
 * `/console/account/authenticator`: another authenticator app in the place of the one there is, for who knows the password and
 * has a code of the present app or a recovery code. The new app's secret goes through the form, as it is on the page anyway, and
 * counts for nothing before. I/O: the operators' accounts.
 */
import type { Context } from 'hono';
import { derivePassword } from '../../operators/password-hash.ts';
import { MAX_PASSWORD_CHARACTERS } from '../../operators/password-policy.ts';
import { readRecoveryCode } from '../../operators/recovery-codes.ts';
import { clientAddressKey } from '../client-address.ts';
import { page } from '../respond.ts';
import { ENROLMENT_WORDS } from './account-form.tsx';
import { AuthenticatorApp, newTotpSecret, readTotpSecret } from './authenticator-app.tsx';
import type { SignedInEnv } from './env.ts';
import { ErrorSummary, Field, type FieldErrors } from './fields.tsx';
import { FormToken } from './form-token.tsx';
import { ConsoleLayout, consoleSite } from './layout.tsx';
import { tellTooManyAttempts } from './too-many-attempts.ts';

type Answer = Response | Promise<Response>;

const PATH = '/console/account/authenticator';

/** Shows the form, with an app's secret that is new. */
export function askForAuthenticator(c: Context<SignedInEnv>): Answer {
  return c.var.operator.method === 'saml'
    ? c.redirect('/console/account', 303)
    : show(c, 200, newTotpSecret(), {});
}

/** Puts the new app in the place of the present one. */
export async function replaceAuthenticator(c: Context<SignedInEnv>): Promise<Response> {
  const { accounts, operator, form, now, sessionHash } = c.var;
  const totpSecret = readTotpSecret(form.text('totpSecret'));
  const source = { email: operator.email, address: clientAddressKey(c), deviceHash: null };
  const admitted = await accounts.admit(source, now);
  if (!admitted.ok) return show(c, 429, totpSecret, { '': tellTooManyAttempts(c, admitted.failure) });
  const password = form.text('currentPassword').slice(0, MAX_PASSWORD_CHARACTERS * 4);
  const presentCode = form.text('presentCode');
  const replaced = await accounts.replaceAuthenticator({
    operatorId: operator.id,
    derivedKey: await derivePassword(password, admitted.value),
    presentCode: readRecoveryCode(presentCode) ?? presentCode.replace(/\s/g, ''),
    totpSecret,
    code: form.text('code').replace(/\s/g, ''),
    keepSessionHash: sessionHash,
    now,
  });
  if (replaced === 'replaced') return c.redirect('/console/account?done=authenticator', 303);
  const errors =
    replaced === 'code_wrong'
      ? { code: ENROLMENT_WORDS.code_wrong }
      : { currentPassword: 'Password or present code is not right. A code counts once.' };
  return show(c, 422, totpSecret, errors);
}

function show(
  c: Context<SignedInEnv>,
  status: 200 | 422 | 429,
  totpSecret: string,
  errors: FieldErrors,
): Answer {
  const site = consoleSite(c);
  const { operator, settings } = c.var;
  const crumbs = [{ label: 'Your account', href: '/console/account' }];
  const content = (
    <ConsoleLayout site={site} title="Replace your authenticator app" section="account" crumbs={crumbs}>
      <p class="lead">The app that you have now signs you in no longer, and your other sessions end.</p>
      <ErrorSummary errors={errors} />
      <section class="panel" aria-label="The new app">
        <form method="post" action={PATH}>
          <FormToken site={site} />
          <input type="hidden" name="totpSecret" value={totpSecret} />
          <Field
            name="currentPassword"
            label="Password"
            type="password"
            autocomplete="current-password"
            error={errors['currentPassword']}
          />
          <Field
            name="presentCode"
            label="Code of the present app"
            autocomplete="off"
            hint="Or one of your recovery codes."
            error={errors['presentCode']}
            maxlength={32}
          />
          <AuthenticatorApp
            totpSecret={totpSecret}
            issuer={settings.productName}
            account={operator.email}
            error={errors['code']}
          />
          <p class="actions">
            <button type="submit">Replace it</button>
          </p>
        </form>
      </section>
    </ConsoleLayout>
  );
  return page(c, content, status);
}
