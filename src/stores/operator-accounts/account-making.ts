/** Makes accounts: by the set-up secret or an invitation, each good for one, once the app's first code was right. */
import { type Operator, operatorAuthor } from '../../operators/operator.ts';
import type { EnrolmentFailure, EnrolmentInput, NewSession, Permission } from '../../operators/port.ts';
import { acceptTotp } from '../../operators/totp.ts';
import { failure, type Result, success } from '../../result.ts';
import type { Enrolments } from './enrolments.ts';
import type { Invitations } from './invitations.ts';
import type { SignInTables } from './sign-ins.ts';

export interface AccountMakingTables extends SignInTables {
  readonly enrolments: Enrolments;
  readonly invitations: Invitations;
}

export interface CompletedEnrolment extends NewSession {
  readonly enrolmentHash: string;
  readonly code: string;
  readonly recoveryHashes: readonly string[];
  readonly newDeviceHash: string;
  readonly now: number;
}

/** Keeps what was chosen until the app's first code comes. */
export function beginEnrolment(
  tables: AccountMakingTables,
  input: EnrolmentInput,
): Result<null, EnrolmentFailure> {
  const permitted = checkPermission(tables, input.permission, input.email, input.now);
  if (!permitted.ok) return permitted;
  if (tables.accounts.findByEmail(input.email) !== null) return emailTaken(input.email);
  tables.enrolments.add(input);
  return success(null);
}

/** Makes the account and opens its session. Whatever was true when it began is asked again: others may have been faster. */
export function completeEnrolment(
  tables: AccountMakingTables,
  input: CompletedEnrolment,
): Result<Operator, EnrolmentFailure> {
  const { accounts, enrolments, invitations, sessions, audit } = tables;
  const { now } = input;
  const enrolment = enrolments.find(input.enrolmentHash, now);
  if (enrolment === null) return failure('enrolment_unknown', 'an account in the making', 'none');
  const { permission, email } = enrolment;
  const permitted = checkPermission(tables, permission, email, now);
  if (!permitted.ok) return permitted;
  if (accounts.findByEmail(email) !== null) return emailTaken(email);
  const step = acceptTotp(enrolment.totpSecret, input.code, 0, now);
  if (step === null) return failure('code_wrong', 'the code that the app shows', 'another');
  enrolments.remove(input.enrolmentHash);
  const { password, totpSecret } = enrolment;
  const credentials = { password, totpSecret, lastTotpStep: step };
  const account = { email, displayName: enrolment.displayName, method: 'password', credentials } as const;
  const { id } = accounts.add(account, now);
  accounts.replaceRecoveryCodes(id, input.recoveryHashes);
  if (permission.kind === 'setup') enrolments.useSetupSecret(permission.secretHash, now);
  else invitations.remove(invitations.find(permission.tokenHash, now)?.id ?? '');
  sessions.rememberDevice(input.newDeviceHash, id, now);
  sessions.open(id, input, now);
  const operator = accounts.find(id);
  if (operator === null) throw new Error('an account that was made is there');
  audit.add('operator.joined', email, operatorAuthor(operator), now);
  return success(operator);
}

/** Signs in who signed in at the operators' tenant, and makes the account of who was invited to come that way. */
export function signInHandedOver(
  { accounts, invitations, sessions, audit }: AccountMakingTables,
  email: string,
  session: NewSession,
  now: number,
): Operator | null {
  let operator = accounts.findByEmail(email);
  const invitation = invitations.findByEmail(email, now);
  if (operator === null && invitation?.method === 'saml') {
    invitations.remove(invitation.id);
    operator = accounts.add({ email, displayName: email, method: 'saml', credentials: null }, now);
    audit.add('operator.joined', email, operatorAuthor(operator), now);
  }
  // Who has a password comes in with it, and with the code.
  if (operator?.method !== 'saml') return null;
  sessions.open(operator.id, session, now);
  accounts.noteSignIn(operator.id, now);
  audit.add('operator.signed_in', email, operatorAuthor(operator), now);
  return operator;
}

/** Says whether a set-up secret or an invitation is still good; an invitation for its own address alone. */
export function checkPermission(
  { enrolments, invitations }: AccountMakingTables,
  permission: Permission,
  email: string | null,
  now: number,
): Result<null, EnrolmentFailure> {
  if (permission.kind === 'setup') {
    return enrolments.isSetupSecretUsed(permission.secretHash)
      ? failure('permission_used', 'a set-up secret that nobody has used', 'one that was used')
      : success(null);
  }
  const invitation = invitations.find(permission.tokenHash, now);
  const fits = invitation?.method === 'password' && (email === null || invitation.email === email);
  return fits ? success(null) : failure('invitation_unknown', 'an invitation that is good', 'none');
}

function emailTaken(email: string) {
  return failure('email_taken', 'an address without an account', email);
}
