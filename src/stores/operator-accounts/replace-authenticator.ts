/**
 * Puts another second factor in the place of the one there is, for who shows password and code once more: a session, or a password
 * beside it, makes none. All of it or nothing.
 */
import { operatorAuthor } from '../../operators/operator.ts';
import type {
  AuthenticatorChange,
  AuthenticatorReplacement,
  RecoveryCodesRenewal,
} from '../../operators/port.ts';
import { acceptTotp } from '../../operators/totp.ts';
import { findShownAgain, type SignInTables } from './sign-ins.ts';

/** Replaces the authenticator app; all other browsers have to sign in again. */
export function replaceAuthenticator(
  tables: SignInTables,
  { totpSecret, code, keepSessionHash, ...shown }: AuthenticatorChange,
): AuthenticatorReplacement {
  const { accounts, sessions, audit } = tables;
  const { operatorId, now } = shown;
  // Before the present code is used up: a new app that was scanned wrongly costs none.
  const step = acceptTotp(totpSecret, code, 0, now);
  if (step === null) return 'code_wrong';
  const operator = findShownAgain(tables, shown);
  if (operator === null) return 'refused';
  accounts.replaceTotp(operatorId, totpSecret, step);
  sessions.endOthers(operatorId, { hash: keepSessionHash });
  sessions.forgetDevices(operatorId);
  audit.add('operator.authenticator_replaced', operator.email, operatorAuthor(operator), now);
  return 'replaced';
}

/** Replaces the recovery codes, each of which stands in for the app. */
export function replaceRecoveryCodes(
  tables: SignInTables,
  { recoveryHashes, ...shown }: RecoveryCodesRenewal,
): boolean {
  const operator = findShownAgain(tables, shown);
  if (operator === null) return false;
  tables.accounts.replaceRecoveryCodes(operator.id, recoveryHashes);
  tables.audit.add('operator.recovery_codes_replaced', operator.email, operatorAuthor(operator), shown.now);
  return true;
}
