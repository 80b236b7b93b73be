/** What both ways to an account ask for, first account and invitation: checked, derived, and kept until the app's first code. */
import type { Context } from 'hono';
import { readOperatorName } from '../../operators/operator.ts';
import { currentParameters, derivePassword, SALT_OCTETS } from '../../operators/password-hash.ts';
import {
  findPasswordProblem,
  MIN_PASSWORD_CHARACTERS,
  type PasswordProblem,
} from '../../operators/password-policy.ts';
import type { EnrolmentFailure, Permission } from '../../operators/port.ts';
import { hashSecret } from '../../operators/secret-text.ts';
import type { Result } from '../../result.ts';
import { newTotpSecret } from './authenticator-app.tsx';
import { makeSecret, setConsoleCookie } from './cookies.ts';
import type { ConsoleEnv } from './env.ts';
import { Field, type FieldErrors, type FieldProps } from './fields.tsx';

const PASSWORD_HINT = `At least ${MIN_PASSWORD_CHARACTERS} characters; any will do. A few words that nobody would put together are good.`;

export const PASSWORD_WORDS: Readonly<Record<PasswordProblem, string>> = {
  password_too_short: `Choose a password of at least ${MIN_PASSWORD_CHARACTERS} characters.`,
  password_too_long: 'Choose a shorter password, of at most 256 characters.',
  password_obvious:
    'This password is among the first that anybody would try: it has little but well-known words, names or the product’s own.',
};

export const ENROLMENT_WORDS: Readonly<Record<EnrolmentFailure['code'], string>> = {
  permission_used: 'The set-up secret has been used meanwhile.',
  invitation_unknown: 'This invitation is not good: it was used, withdrawn, or has expired after seven days.',
  email_taken: 'There is an account with this address already.',
  enrolment_unknown: 'This took longer than 30 minutes, or was finished elsewhere. Begin again.',
  code_wrong: 'This is not the code that the app shows now. Check that your phone’s clock is right.',
};

/** Derives a password with today's parameters and a new salt. */
export async function storePassword(password: string) {
  const parameters = currentParameters(crypto.getRandomValues(new Uint8Array(SALT_OCTETS)));
  return { ...parameters, derivedKey: await derivePassword(password, parameters) };
}

/** The fields for name and password of a new account. */
export function AccountFields({
  form,
  errors,
}: Pick<ConsoleEnv['Variables'], 'form'> & { errors: FieldErrors }) {
  return (
    <>
      <Field
        name="displayName"
        label="Your name"
        value={form.text('displayName')}
        autocomplete="name"
        error={errors['displayName']}
      />
      <NewPasswordField name="password" label="Password" error={errors['password']} />
    </>
  );
}

/** The field for a password that is chosen there. */
export function NewPasswordField({ name, label, error }: Pick<FieldProps, 'name' | 'label' | 'error'>) {
  return (
    <Field
      name={name}
      label={label}
      type="password"
      autocomplete="new-password"
      hint={PASSWORD_HINT}
      error={error}
    />
  );
}

/** Checks name and password of a new account. */
export function checkAccountForm(c: Context<ConsoleEnv>, email: string): Result<string, FieldErrors> {
  const { form, settings } = c.var;
  const errors: Record<string, string> = {};
  const displayName = readOperatorName(form.text('displayName'));
  if (displayName === null) errors['displayName'] = 'Say your name, in at most 80 characters.';
  const context = { email, displayName: displayName ?? '', productName: settings.productName };
  const problem = findPasswordProblem(form.text('password'), context);
  if (problem !== null) errors['password'] = PASSWORD_WORDS[problem];
  return displayName === null || problem !== null
    ? { ok: false, failure: errors }
    : { ok: true, value: displayName };
}

/** Keeps a checked account until the app's first code, in this browser alone. */
export async function keepAccount(
  c: Context<ConsoleEnv>,
  permission: Permission,
  email: string,
  displayName: string,
): Promise<Result<null, EnrolmentFailure>> {
  const secret = makeSecret();
  const kept = await c.var.accounts.beginEnrolment({
    permission,
    enrolmentHash: hashSecret(secret),
    email,
    displayName,
    password: await storePassword(c.var.form.text('password')),
    totpSecret: newTotpSecret(),
    now: c.var.now,
  });
  if (kept.ok) await setConsoleCookie(c, 'enrolment', secret);
  return kept;
}
