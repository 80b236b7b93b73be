/**
 * The operators' accounts: one SQLite-backed Durable Object for the deployment, named `operators`. What a method does
 * is one transaction: the object runs one at a time, and none of them waits for anything in between. Passwords are derived by the
 * caller, so that no hashing keeps others waiting. Its input comes from the console and the API. I/O: its own storage.
 */
import { DurableObject } from 'cloudflare:workers';
import type { Author } from '../../administration/author.ts';
import type { PageRequest } from '../../administration/page.ts';
import type { ReferenceMatch } from '../../administration/reference.ts';
import { emitEvent, type WithEvents } from '../../events/emit-event.ts';
import { makeEvent } from '../../events/outcome-event.ts';
import type { OperatorAction } from '../../operators/audit-entry.ts';
import type { DelayKind } from '../../operators/delays.ts';
import { type Operator, operatorAuthor } from '../../operators/operator.ts';
import { isOutdated, type StoredPassword } from '../../operators/password-hash.ts';
import type {
  AttemptSource,
  AuthenticatorChange,
  EnrolmentInput,
  HandOver,
  NewInvitation,
  NewKey,
  NewSession,
  OperatorAccountsPort,
  PasswordChange,
  Permission,
  RecoveryCodesRenewal,
  SessionChoice,
  SignInAttempt,
} from '../../operators/port.ts';
import { limitCalls, RECORD_WAIT_MILLISECONDS } from '../outage.ts';
import {
  beginEnrolment,
  type CompletedEnrolment,
  checkPermission,
  completeEnrolment,
  signInHandedOver,
} from './account-making.ts';
import { Accounts } from './accounts.ts';
import { ApiKeys } from './api-keys.ts';
import { AuditTrail, type TellEntry } from './audit-trail.ts';
import { Enrolments } from './enrolments.ts';
import { FailedAttempts } from './failed-attempts.ts';
import { HandOvers } from './hand-overs.ts';
import { Invitations } from './invitations.ts';
import { endSessions, inviteOperator, removeOperator, withdrawInvitation } from './membership.ts';
import { replaceAuthenticator, replaceRecoveryCodes } from './replace-authenticator.ts';
import { SCHEMA } from './schema.ts';
import { Sessions } from './sessions.ts';
import { admitSignIn, changePassword, finishSignIn } from './sign-ins.ts';

const PURGE_EVERY_MILLISECONDS = 60 * 60_000;

export class OperatorAccounts extends DurableObject {
  readonly #storage: DurableObjectStorage;
  readonly #tables: ReturnType<typeof openTables>;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#storage = state.storage;
    this.#storage.sql.exec(SCHEMA);
    this.#tables = openTables(this.#storage.sql, (change) =>
      emitEvent(makeEvent({ event: 'change', ...change }), env as WithEvents),
    );
  }

  countAttempt(kind: DelayKind, source: string, now: number) {
    return this.#change(() => this.#tables.failed.count([[kind, source]], now));
  }

  forgetAttempts(kind: DelayKind, source: string): void {
    this.#tables.failed.forget(kind, source);
  }

  findDelay(kind: DelayKind, source: string, now: number): number {
    return this.#tables.failed.nextAt(kind, source, now);
  }

  admit(source: AttemptSource, now: number) {
    return this.#change(() => admitSignIn(this.#tables, source, now));
  }

  signIn(attempt: SignInAttempt) {
    return this.#change(() => finishSignIn(this.#tables, attempt));
  }

  upgradePassword(operatorId: string, password: StoredPassword): void {
    const { accounts } = this.#tables;
    const credentials = accounts.credentialsOf(accounts.find(operatorId)?.email ?? '');
    // While it was derived, somebody may have changed the password, who would not want the former one back.
    if (credentials !== null && isOutdated(credentials.password))
      accounts.replacePassword(operatorId, password);
  }

  changePassword(change: PasswordChange) {
    return this.#change(() => changePassword(this.#tables, change));
  }

  replaceAuthenticator(change: AuthenticatorChange) {
    return this.#change(() => replaceAuthenticator(this.#tables, change));
  }

  findSession(sessionHash: string, now: number) {
    const found = this.#tables.sessions.find(sessionHash, now);
    const operator = found && this.#tables.accounts.find(found.operatorId);
    return found === null || operator === null ? null : { operator, session: found.session };
  }

  signOut(sessionHash: string, now: number) {
    return this.#change(() => {
      const { sessions, accounts, audit } = this.#tables;
      const operator = accounts.find(sessions.end(sessionHash) ?? '');
      if (operator !== null) {
        audit.add('operator.signed_out', operator.email, operatorAuthor(operator), now);
      }
    });
  }

  listSessions(operatorId: string, now: number) {
    return this.#tables.sessions.list(operatorId, now);
  }

  endSessions(operatorId: string, which: SessionChoice, now: number) {
    return this.#change(() => endSessions(this.#tables, operatorId, which, now));
  }

  isPermitted(permission: Permission, now: number): boolean {
    return checkPermission(this.#tables, permission, null, now).ok;
  }

  beginEnrolment(input: EnrolmentInput) {
    return this.#change(() => beginEnrolment(this.#tables, input));
  }

  findEnrolment(enrolmentHash: string, now: number) {
    const found = this.#tables.enrolments.find(enrolmentHash, now);
    if (found === null) return null;
    const { email, displayName, totpSecret } = found;
    return { email, displayName, totpSecret };
  }

  completeEnrolment(input: CompletedEnrolment) {
    return this.#change(() => completeEnrolment(this.#tables, input));
  }

  replaceRecoveryCodes(renewal: RecoveryCodesRenewal) {
    return this.#change(() => replaceRecoveryCodes(this.#tables, renewal));
  }

  listOperators(): readonly Operator[] {
    return this.#tables.accounts.list();
  }

  listInvitations(now: number) {
    return this.#tables.invitations.list(now);
  }

  findInvitation(tokenHash: string, now: number) {
    return this.#tables.invitations.find(tokenHash, now);
  }

  invite(invitation: NewInvitation, author: Author, now: number) {
    return this.#change(() => inviteOperator(this.#tables, invitation, author, now));
  }

  withdrawInvitation(id: string, author: Author, now: number) {
    return this.#change(() => withdrawInvitation(this.#tables, id, author, now));
  }

  removeOperator(id: string, author: Author, now: number) {
    return this.#change(() => removeOperator(this.#tables, id, author, now));
  }

  makeKey(key: NewKey, author: Author, now: number) {
    return this.#change(() => {
      this.#tables.audit.add('key.made', `${key.name} (esk_${key.id})`, author, now);
      return this.#tables.keys.add(key, author.name, now);
    });
  }

  revokeKey(id: string, author: Author, now: number) {
    return this.#change(() => {
      const key = this.#tables.keys.revoke(id, now);
      if (key === null) return false;
      this.#tables.audit.add('key.revoked', `${key.name} (esk_${id})`, author, now);
      return true;
    });
  }

  listKeys() {
    return this.#tables.keys.list();
  }

  useKey(id: string, secretHash: string, now: number) {
    return this.#tables.keys.use(id, secretHash, now);
  }

  noteWebhookChange(
    action: Extract<OperatorAction, `webhook.${string}`>,
    sentence: string,
    author: Author,
    now: number,
  ) {
    return this.#change(() => this.#tables.audit.add(action, sentence, author, now));
  }

  listAudit(request: PageRequest) {
    return this.#tables.audit.list(request);
  }

  findReference(reference: string): readonly ReferenceMatch[] {
    const entries = this.#tables.audit.find(reference);
    return entries.map(({ subject, ...entry }) => ({
      kind: 'change',
      entry: { ...entry, changes: [subject] },
    }));
  }

  handOver(handOver: HandOver, now: number) {
    return this.#change(() => this.#tables.handOvers.add(handOver, now));
  }

  takeOver(handOver: Pick<HandOver, 'codeHash' | 'stateHash'>, session: NewSession, now: number) {
    return this.#change(() => {
      const email = this.#tables.handOvers.use(handOver, now);
      return email === null ? null : signInHandedOver(this.#tables, email, session, now);
    });
  }

  /** Deletes what has expired. */
  override async alarm(): Promise<void> {
    const now = Date.now();
    for (const table of [
      this.#tables.sessions,
      this.#tables.invitations,
      this.#tables.enrolments,
      this.#tables.handOvers,
      this.#tables.failed,
    ]) {
      table.purge(now);
    }
  }

  /** Runs a change as one transaction, and sees to it that what expires is deleted some day. */
  async #change<Value>(change: () => Value): Promise<Value> {
    const value = this.#storage.transactionSync(change);
    if ((await this.#storage.getAlarm()) === null) {
      await this.#storage.setAlarm(Date.now() + PURGE_EVERY_MILLISECONDS);
    }
    return value;
  }
}

function openTables(sql: SqlStorage, tell: TellEntry) {
  return {
    accounts: new Accounts(sql),
    sessions: new Sessions(sql),
    failed: new FailedAttempts(sql),
    invitations: new Invitations(sql),
    enrolments: new Enrolments(sql),
    handOvers: new HandOvers(sql),
    keys: new ApiKeys(sql),
    audit: new AuditTrail(sql, tell),
  };
}

/** Gives the deployment's accounts. A thrown Outage means that their machine could not be reached: nothing is known. */
export function operatorAccounts(namespace: DurableObjectNamespace<OperatorAccounts>): OperatorAccountsPort {
  return limitCalls(namespace.getByName('operators'), 'record_unavailable', RECORD_WAIT_MILLISECONDS);
}
