/** Who is an operator and where: invitations, removal, and the end of sessions. Each of them is in the audit trail. */
import type { Author } from '../../administration/author.ts';
import { type Invitation, operatorAuthor } from '../../operators/operator.ts';
import type { NewInvitation, SessionChoice } from '../../operators/port.ts';
import { type Facts, failure, type Result, success } from '../../result.ts';
import type { AccountMakingTables } from './account-making.ts';

/** Invites an address that has no account; an earlier invitation to it is worth nothing from then on. */
export function inviteOperator(
  { accounts, invitations, audit }: AccountMakingTables,
  { email, method, tokenHash }: NewInvitation,
  author: Author,
  now: number,
): Result<Invitation, Facts<'email_taken'>> {
  if (accounts.findByEmail(email) !== null) {
    return failure('email_taken', 'an address without an account', email);
  }
  audit.add('operator.invited', email, author, now);
  return success(invitations.add(email, method, tokenHash, author.name, now));
}

/** Withdraws an invitation, if there is one. */
export function withdrawInvitation(
  { invitations, audit }: AccountMakingTables,
  id: string,
  author: Author,
  now: number,
): void {
  const email = invitations.remove(id);
  if (email !== null) audit.add('operator.invitation_withdrawn', email, author, now);
}

/** Removes an operator with all of his sessions. Somebody who needs nothing but this Worker to sign in has to be left. */
export function removeOperator(
  { accounts, sessions, audit }: AccountMakingTables,
  id: string,
  author: Author,
  now: number,
): Result<null, Facts<'last_operator'>> {
  const operator = accounts.find(id);
  if (operator === null) return success(null);
  const others = accounts.list().filter((other) => other.id !== id && other.method === 'password');
  if (others.length === 0) return failure('last_operator', 'another operator with a password', 'none');
  sessions.endOthers(id, null);
  sessions.forgetDevices(id);
  accounts.remove(id);
  audit.add('operator.removed', operator.email, author, now);
  return success(null);
}

/** Ends one session of an operator, or all but one. */
export function endSessions(
  { sessions, accounts, audit }: AccountMakingTables,
  operatorId: string,
  which: SessionChoice,
  now: number,
): void {
  const operator = accounts.find(operatorId);
  if (operator === null) return;
  if ('id' in which && !sessions.endById(operatorId, which.id)) return;
  if ('exceptId' in which) sessions.endOthers(operatorId, { id: which.exceptId });
  audit.add('operator.session_ended', operator.email, operatorAuthor(operator), now);
}
