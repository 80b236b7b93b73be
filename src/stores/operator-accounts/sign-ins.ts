/** Judges sign-ins of operators: password, then the app's code or a recovery code, all of it or nothing. */

import { systemAuthor } from '../../administration/author.ts';
import type { Operator } from '../../operators/operator.ts';
import { operatorAuthor } from '../../operators/operator.ts';
import {
  currentParameters,
  isOutdated,
  isSameDerivedKey,
  type PasswordParameters,
  SALT_OCTETS,
} from '../../operators/password-hash.ts';
import type {
  AttemptSource,
  PasswordChange,
  ShownAgain,
  SignInAttempt,
  TooManyAttempts,
} from '../../operators/port.ts';
import { hashSecret } from '../../operators/secret-text.ts';
import { acceptTotp } from '../../operators/totp.ts';
import { type Result, success } from '../../result.ts';
import type { Accounts, Credentials } from './accounts.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { FailedAttempts } from './failed-attempts.ts';
import type { Sessions } from './sessions.ts';

export interface SignInTables {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly failed: FailedAttempts;
  /** What is told of sign-ins; recovery's own goes into the trail of its tenant. */
  readonly audit: Pick<AuditTrail, 'add'>;
}

/** Counts an attempt against account and address, and gives what the password is derived with. */
export function admitSignIn(
  tables: SignInTables,
  source: AttemptSource,
  now: number,
): Result<PasswordParameters, TooManyAttempts> {
  const counted = tables.failed.count(sourcesOf(tables, source), now);
  if (!counted.ok) return counted;
  const known = tables.accounts.credentialsOf(source.email);
  // For an account that does not exist the work is the same, and nobody is told.
  if (known === null) return success(currentParameters(crypto.getRandomValues(new Uint8Array(SALT_OCTETS))));
  const { salt, logN, r, p } = known.password;
  return success({ salt, logN, r, p });
}

/** Opens a session for who has both; null for everybody else, whatever is wrong. */
export function finishSignIn(
  tables: SignInTables,
  attempt: SignInAttempt,
): { readonly operator: Operator; readonly outdated: boolean } | null {
  const { accounts, sessions, failed, audit } = tables;
  const operator = accounts.findByEmail(attempt.email);
  const credentials = accounts.credentialsOf(attempt.email);
  if (operator === null || credentials === null) {
    // A refusal waits until it is written down; without that, the quicker answer would tell that there is no account.
    failed.noteStranger(attempt.now);
    return null;
  }
  const author = operatorAuthor(operator);
  const factor = isSameDerivedKey(attempt.derivedKey, credentials.password.derivedKey)
    ? useSecondFactor(tables, operator, credentials, attempt)
    : null;
  if (factor === null) {
    // Whoever tried it: that it was the operator is just what was not shown.
    audit.add('operator.sign_in_refused', operator.email, systemAuthor('sign-in'), attempt.now);
    return null;
  }
  for (const [kind, source] of sourcesOf(tables, attempt)) {
    if (kind === 'account') failed.forget(kind, source);
    else failed.takeBack(kind, source);
  }
  if (attempt.deviceHash !== null) sessions.forgetDevice(attempt.deviceHash);
  sessions.rememberDevice(attempt.newDeviceHash, operator.id, attempt.now);
  sessions.open(operator.id, attempt, attempt.now);
  accounts.noteSignIn(operator.id, attempt.now);
  audit.add('operator.signed_in', operator.email, author, attempt.now);
  if (factor === 'recovery-code') {
    audit.add('operator.recovery_code_used', operator.email, author, attempt.now);
  }
  return {
    operator: accounts.find(operator.id) ?? operator,
    outdated: isOutdated(credentials.password),
  };
}

/** Takes another password of who knows the present one, as an admitted attempt; all other browsers have to sign in again. */
export function changePassword(
  { accounts, sessions, failed, audit }: SignInTables,
  { operatorId, currentDerivedKey, password, keepSessionHash, now }: PasswordChange,
): boolean {
  const operator = accounts.find(operatorId);
  const credentials = operator && accounts.credentialsOf(operator.email);
  if (operator === null || credentials === null) return false;
  if (!isSameDerivedKey(currentDerivedKey, credentials.password.derivedKey)) return false;
  failed.forget('account', hashSecret(operator.email));
  accounts.replacePassword(operatorId, password);
  sessions.endOthers(operatorId, { hash: keepSessionHash });
  sessions.forgetDevices(operatorId);
  audit.add('operator.password_changed', operator.email, operatorAuthor(operator), now);
  return true;
}

/** Finds the operator who shows password and code once more, as an admitted attempt; null where one of them is not right. */
export function findShownAgain(
  tables: SignInTables,
  { operatorId, derivedKey, presentCode: code, now }: ShownAgain,
): Operator | null {
  const { accounts, failed, audit } = tables;
  const operator = accounts.find(operatorId);
  const credentials = operator && accounts.credentialsOf(operator.email);
  if (operator === null || credentials === null) return null;
  const factor = isSameDerivedKey(derivedKey, credentials.password.derivedKey)
    ? useSecondFactor(tables, operator, credentials, { code, now })
    : null;
  if (factor === null) return null;
  failed.forget('account', hashSecret(operator.email));
  if (factor === 'recovery-code')
    audit.add('operator.recovery_code_used', operator.email, operatorAuthor(operator), now);
  return operator;
}

/** Uses a code up, of the app or of the list; null for any other. */
function useSecondFactor(
  { accounts }: Pick<SignInTables, 'accounts'>,
  { id }: Operator,
  { totpSecret, lastTotpStep }: Credentials,
  { code, now }: Pick<SignInAttempt, 'code' | 'now'>,
): 'totp' | 'recovery-code' | null {
  const step = acceptTotp(totpSecret, code, lastTotpStep, now);
  if (step !== null) {
    accounts.noteTotpStep(id, step);
    return 'totp';
  }
  return accounts.useRecoveryCode(id, hashSecret(code)) ? 'recovery-code' : null;
}

/**
 * What an attempt is counted by. A browser that signed in to this account before is counted by itself alone: others who try
 * the account, or share its address, cannot keep its owner out.
 */
function sourcesOf(
  { accounts, sessions }: SignInTables,
  { email, address, deviceHash }: AttemptSource,
): readonly (readonly [kind: 'account' | 'address', source: string])[] {
  const operator = accounts.findByEmail(email);
  const isKnown = operator !== null && deviceHash !== null && sessions.isKnownDevice(deviceHash, operator.id);
  if (isKnown) return [['account', `device ${deviceHash}`]];
  return [
    ['account', hashSecret(email)],
    ['address', address],
  ];
}
