/**
 * `/sso/setup/recovery/account`: a new account for recovery: name, password and app on one page, made once the app's code is
 * right; then its one-time codes, shown once; `/sso/setup/recovery/codes` makes new ones for it. The app's secret goes through the form, as it is on the page anyway, and is of no
 * use to anybody but the account that is made of it. I/O: the tenant's record.
 */
import type { Context } from 'hono';
import { readRecoveryName } from '../../administration/recovery.ts';
import { findPasswordProblem } from '../../operators/password-policy.ts';
import { NewPasswordField, PASSWORD_WORDS, storePassword } from '../console/account-form.tsx';
import { AuthenticatorApp, newTotpSecret, readTotpSecret } from '../console/authenticator-app.tsx';
import { ErrorSummary, Field, type FieldErrors } from '../console/fields.tsx';
import { FormToken } from '../console/form-token.tsx';
import { makeRecoveryCodes, RecoveryCodes } from '../console/recovery-codes.tsx';
import { RECOVERY_WORDS } from '../console/tenants/recovery.tsx';
import { showControls } from '../pages/person-data.tsx';
import { page, siteOf } from '../respond.ts';
import { SETUP_PATH } from '../setup-link-url.ts';
import type { SetupEnv } from './env.ts';
import { SetupLayout } from './layout.tsx';

const SECTION = `${SETUP_PATH}/recovery`;

/** Shows the form, with an app's secret that is new. */
export function askForAccount(c: Context<SetupEnv>): Promise<Response> {
  return show(c, 200, {}, newTotpSecret());
}

/** Makes the account, and shows its codes. */
export async function addAccount(c: Context<SetupEnv>): Promise<Response> {
  const { record, administrator, form, settings, tenant, now } = c.var;
  const totpSecret = readTotpSecret(form.text('totpSecret'));
  const name = readRecoveryName(form.text('name'));
  const password = form.text('password');
  const context = { email: name ?? '', displayName: tenant.displayName, productName: settings.productName };
  const problem = findPasswordProblem(password, context);
  if (name === null || problem !== null) {
    const errors = {
      ...(name === null && { name: 'Give a user name of at most 80 characters.' }),
      ...(problem !== null && { password: PASSWORD_WORDS[problem] }),
    };
    return show(c, 422, errors, totpSecret);
  }
  const { codes, hashes } = makeRecoveryCodes();
  const added = await record.addRecoveryAccount(
    {
      name,
      password: await storePassword(password),
      totpSecret,
      code: form.text('code').replace(/\s/g, ''),
      codeHashes: hashes,
    },
    { author: administrator.author, now },
  );
  if (!added.ok) {
    const { code } = added.failure;
    const field = code === 'code_wrong' ? 'code' : code === 'recovery_name_taken' ? 'name' : '';
    return show(c, 422, { [field]: RECOVERY_WORDS[code] }, totpSecret);
  }
  return showCodes(c, codes, 'The account is ready.');
}

/** Puts new codes in the place of an account's, and shows them. */
export async function renewCodes(c: Context<SetupEnv>): Promise<Response> {
  const { record, administrator, form, now } = c.var;
  const { codes, hashes } = makeRecoveryCodes();
  const context = { author: administrator.author, now };
  const renewed = await record.renewRecoveryCodes(form.text('account'), hashes, context);
  return renewed ? showCodes(c, codes, 'The codes from before count no more.') : c.redirect(SECTION, 303);
}

function showCodes(
  c: Context<SetupEnv>,
  codes: readonly string[],
  news: string,
): Response | Promise<Response> {
  const { settings, tenant } = c.var;
  const title = 'Keep your one-time codes';
  const content = (
    <SetupLayout site={siteOf(c.var, tenant)} title={title} section="recovery">
      <h1>{title}</h1>
      <p>
        {news} When the phone is lost, each of these codes counts once in place of the app’s. They are shown
        now and never again.
      </p>
      <RecoveryCodes codes={codes} name={settings.productName} />
      <p class="actions">
        <a class="button" href={SECTION}>
          I have kept them
        </a>
      </p>
    </SetupLayout>
  );
  return page(c, content);
}

async function show(
  c: Context<SetupEnv>,
  status: 200 | 422,
  errors: FieldErrors,
  totpSecret: string,
): Promise<Response> {
  const { tenant, form, formToken, settings } = c.var;
  const title = 'Add a recovery account';
  const content = (
    <SetupLayout site={siteOf(c.var, tenant)} title={title} section="recovery">
      <ErrorSummary errors={errors} />
      <h1>{title}</h1>
      <form method="post" action={`${SECTION}/account`}>
        <FormToken site={{ formToken }} />
        <input type="hidden" name="totpSecret" value={totpSecret} />
        <Field
          name="name"
          label="User name"
          value={form.text('name')}
          autocomplete="username"
          error={errors['name']}
        />
        <NewPasswordField name="password" label="Password" error={errors['password']} />
        <AuthenticatorApp
          totpSecret={totpSecret}
          issuer={settings.productName}
          account={`${showControls(tenant.displayName)} recovery`}
          error={errors['code']}
        />
        <p class="actions">
          <button type="submit">Add the account</button>
        </p>
      </form>
    </SetupLayout>
  );
  return page(c, content, status);
}
