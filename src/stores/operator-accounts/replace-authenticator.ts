/** Puts another authenticator app in the place of the one there is: with password and code, all of it or nothing. */
import { operatorAuthor } from '../../operators/operator.ts';
import { isSameDerivedKey } from '../../operators/password-hash.ts';
import type { AuthenticatorChange, AuthenticatorReplacement } from '../../operators/port.ts';
import { hashSecret } from '../../operators/secret-text.ts';
import { acceptTotp } from '../../operators/totp.ts';
import { type SignInTables, useSecondFactor } from './sign-ins.ts';

/** Replaces it, as an admitted attempt; all other browsers have to sign in again. */
export function replaceAuthenticator(
  tables: SignInTables,
  { operatorId, derivedKey, presentCode, totpSecret, code, keepSessionHash, now }: AuthenticatorChange,
): AuthenticatorReplacement {
  const { accounts, sessions, failed, audit } = tables;
  const operator = accounts.find(operatorId);
  const credentials = operator && accounts.credentialsOf(operator.email);
  if (operator === null || credentials === null) return 'refused';
  const author = operatorAuthor(operator);
  // Before the present code is used up: a new app that was scanned wrongly costs none.
  const step = acceptTotp(totpSecret, code, 0, now);
  if (step === null) return 'code_wrong';
  const factor = isSameDerivedKey(derivedKey, credentials.password.derivedKey)
    ? useSecondFactor(tables, operator, credentials, { code: presentCode, now })
    : null;
  if (factor === null) return 'refused';
  failed.forget('account', hashSecret(operator.email));
  accounts.replaceTotp(operatorId, totpSecret, step);
  sessions.endOthers(operatorId, { hash: keepSessionHash });
  sessions.forgetDevices(operatorId);
  if (factor === 'recovery-code') audit.add('operator.recovery_code_used', operator.email, author, now);
  audit.add('operator.authenticator_replaced', operator.email, author, now);
  return 'replaced';
}
