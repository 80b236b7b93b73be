/**
 * `/console/sign-in`: address, password and code on one form, and one answer to whatever is wrong with them. The password
 * is derived only once the attempt was admitted, and for accounts that do not exist as well. Threats: guessing, stuffing,
 * telling which accounts there are, fixation. I/O: the operators' accounts.
 */

import type { Context } from 'hono';
import { readEmailAddress } from '../../email-address.ts';
import { nameBrowser } from '../../operators/browser-name.ts';
import { derivePassword } from '../../operators/password-hash.ts';
import { MAX_PASSWORD_CHARACTERS } from '../../operators/password-policy.ts';
import { readRecoveryCode } from '../../operators/recovery-codes.ts';
import { hashSecret } from '../../operators/secret-text.ts';
import { checkReturnTo } from '../../sign-in/return-to.ts';
import { clientAddressKey } from '../client-address.ts';
import { logOperator } from '../log.ts';
import { page, siteOf } from '../respond.ts';
import { storePassword } from './account-form.tsx';
import { clearConsoleCookie, consoleCookieHash, makeSecret, setConsoleCookie } from './cookies.ts';
import type { ConsoleEnv, SignedInEnv } from './env.ts';
import { CONSOLE_HOME } from './navigation.ts';
import { SignInPage } from './sign-in-page.tsx';
import { tellTooManyAttempts } from './too-many-attempts.ts';

const WRONG =
  'Address, password or code is not right. A code counts once; if you have just used it, wait for the next.';

/** Asks who it is. */
export function askToSignIn(c: Context<ConsoleEnv>): Response | Promise<Response> {
  return show(c, 200, { next: c.req.query('next') ?? '' });
}

/** Lets in who has all three. */
export async function signInOperator(c: Context<ConsoleEnv>): Promise<Response> {
  const { accounts, form, now } = c.var;
  const typed = form.text('email');
  const next = form.text('next');
  const source = {
    // What is no address has no account either, and is treated like any other that has none.
    email: readEmailAddress(typed) ?? typed.slice(0, 254),
    address: clientAddressKey(c),
    deviceHash: await consoleCookieHash(c, 'device'),
  };
  const admitted = await accounts.admit(source, now);
  if (!admitted.ok) {
    logOperator(c, 'too_many_attempts');
    return show(c, 429, { next, email: typed, error: tellTooManyAttempts(c, admitted.failure) });
  }
  const password = form.text('password').slice(0, MAX_PASSWORD_CHARACTERS * 4);
  const derivedKey = await derivePassword(password, admitted.value);
  const typedCode = form.text('code');
  const fresh = prepareSession(c);
  const signedIn = await accounts.signIn({
    ...source,
    derivedKey,
    code: readRecoveryCode(typedCode) ?? typedCode.replace(/\s/g, ''),
    ...fresh.hashes,
    now,
  });
  if (signedIn === null) {
    logOperator(c, 'sign_in_refused');
    return show(c, 422, { next, email: typed, error: WRONG });
  }
  logOperator(c, 'signed_in');
  await fresh.accept();
  if (signedIn.outdated) {
    await accounts.upgradePassword(signedIn.operator.id, await storePassword(password));
  }
  return c.redirect(checkNext(c, next), 303);
}

/** Ends the session, in the accounts and in this browser. */
export async function signOutOperator(c: Context<SignedInEnv>): Promise<Response> {
  await c.var.accounts.signOut(c.var.sessionHash, c.var.now);
  clearConsoleCookie(c, 'session');
  return c.redirect('/console/sign-in?next=', 303);
}

/**
 * Prepares a session and a name for this browser, both new whatever it came with; `accept` gives them to the browser, once
 * the accounts have let it in.
 */
export function prepareSession(c: Context<ConsoleEnv>) {
  const [session, device] = [makeSecret(), makeSecret()];
  return {
    hashes: {
      sessionHash: hashSecret(session),
      newDeviceHash: hashSecret(device),
      browser: nameBrowser(c.req.header('User-Agent') ?? ''),
    },
    async accept() {
      await setConsoleCookie(c, 'session', session);
      await setConsoleCookie(c, 'device', device);
    },
  };
}

/** Only a page of the console is where a sign-in leads to. */
function checkNext(c: Context<ConsoleEnv>, next: string): string {
  const path = checkReturnTo(next === '' ? null : next, c.var.origin);
  return path.startsWith('/console/') && !path.startsWith('/console/sign-') ? path : CONSOLE_HOME;
}

function show(
  c: Context<ConsoleEnv>,
  status: 200 | 422 | 429,
  props: { readonly next: string; readonly email?: string; readonly error?: string },
): Response | Promise<Response> {
  const { operatorTenant } = c.var.settings;
  const content = <SignInPage site={siteOf(c.var, null)} withSaml={operatorTenant !== null} {...props} />;
  return page(c, content, status);
}
