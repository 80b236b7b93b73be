/**
 * `/console/enrol`: an account in the making gets its authenticator app, and exists once the app's first code was right. Then
 * its recovery codes are shown, once. I/O: the operators' accounts.
 */
import type { Context } from 'hono';
import type { Enrolment } from '../../operators/port.ts';
import { logOperator } from '../log.ts';
import { page, siteOf } from '../respond.ts';
import { ENROLMENT_WORDS } from './account-form.tsx';
import { AuthenticatorApp } from './authenticator-app.tsx';
import { clearConsoleCookie, consoleCookieHash } from './cookies.ts';
import { DoorLayout } from './door-layout.tsx';
import type { ConsoleEnv } from './env.ts';
import { ErrorSummary, type FieldErrors } from './fields.tsx';
import { CONSOLE_HOME } from './navigation.ts';
import { makeRecoveryCodes, RecoveryCodes } from './recovery-codes.tsx';
import { prepareSession } from './sign-in.tsx';

/** Shows the app's secret, as a picture and as text, and asks for the first code. */
export async function askToEnrol(c: Context<ConsoleEnv>): Promise<Response> {
  const hash = await consoleCookieHash(c, 'enrolment');
  const enrolment = hash === null ? null : await c.var.accounts.findEnrolment(hash, c.var.now);
  return enrolment === null ? showOver(c) : show(c, 200, enrolment, {});
}

/** Makes the account and signs it in. */
export async function enrol(c: Context<ConsoleEnv>): Promise<Response> {
  const { accounts, form, now } = c.var;
  const enrolmentHash = await consoleCookieHash(c, 'enrolment');
  const enrolment = enrolmentHash === null ? null : await accounts.findEnrolment(enrolmentHash, now);
  if (enrolmentHash === null || enrolment === null) return showOver(c);
  const recovery = makeRecoveryCodes();
  const fresh = prepareSession(c);
  const made = await accounts.completeEnrolment({
    enrolmentHash,
    code: form.text('code').replace(/\s/g, ''),
    recoveryHashes: recovery.hashes,
    ...fresh.hashes,
    now,
  });
  if (!made.ok) {
    const { code } = made.failure;
    if (code === 'enrolment_unknown') return showOver(c);
    return show(c, 422, enrolment, { [code === 'code_wrong' ? 'code' : '']: ENROLMENT_WORDS[code] });
  }
  logOperator(c, 'joined');
  await fresh.accept();
  clearConsoleCookie(c, 'enrolment');
  const site = siteOf(c.var, null);
  const content = (
    <DoorLayout site={site} title="Keep your recovery codes" mood="good">
      <h1>Keep your recovery codes</h1>
      <p>
        Your account is ready and you are signed in. When your phone is lost, each of these codes signs you in
        once. They are shown now and never again.
      </p>
      <RecoveryCodes codes={recovery.codes} name={c.var.settings.productName} />
      <p class="actions">
        <a class="button" href={CONSOLE_HOME}>
          I have kept them
        </a>
      </p>
    </DoorLayout>
  );
  return page(c, content);
}

function show(c: Context<ConsoleEnv>, status: 200 | 422, enrolment: Enrolment, errors: FieldErrors) {
  const { email, totpSecret } = enrolment;
  const content = (
    <DoorLayout site={siteOf(c.var, null)} title="Set up your authenticator app">
      <h1>Set up your authenticator app</h1>
      <ErrorSummary errors={errors} />
      <form method="post" action="/console/enrol">
        <AuthenticatorApp
          totpSecret={totpSecret}
          issuer={c.var.settings.productName}
          account={email}
          error={errors['code']}
        />
        <p class="actions">
          <button type="submit">Finish</button>
        </p>
      </form>
    </DoorLayout>
  );
  return page(c, content, status);
}

function showOver(c: Context<ConsoleEnv>) {
  const content = (
    <DoorLayout site={siteOf(c.var, null)} title="There is nothing to finish" mood="attention">
      <h1>There is nothing to finish</h1>
      <p>{ENROLMENT_WORDS.enrolment_unknown}</p>
      <p class="actions">
        <a class="button" href="/console">
          Go to the console
        </a>
      </p>
    </DoorLayout>
  );
  return page(c, content, 422);
}
