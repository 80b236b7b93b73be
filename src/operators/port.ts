/**
 * What the console and the API ask of the operators' accounts. Whatever is a secret arrives here as its hash; the one
 * exception is the TOTP secret, which has to be computed with. Instants are milliseconds since 1970, UTC.
 */
import type { Author } from '../administration/author.ts';
import type { Page, PageRequest } from '../administration/page.ts';
import type { ReferenceMatch } from '../administration/reference.ts';
import type { Facts, Result } from '../result.ts';
import type { ApiKey } from './api-key.ts';
import type { OperatorAction, OperatorAuditEntry } from './audit-entry.ts';
import type { DelayKind } from './delays.ts';
import type { Invitation, Operator, OperatorSession, SignInMethod } from './operator.ts';
import type { PasswordParameters, StoredPassword } from './password-hash.ts';
import type { Scope } from './scopes.ts';

/** Too many attempts: what was asked was not even looked at. */
export interface TooManyAttempts {
  readonly code: 'too_many_attempts';
  /** When the next one is taken. */
  readonly retryAt: number;
}

/** What a sign-in is counted by: see delays.ts. */
export interface AttemptSource {
  readonly email: string;
  /** By addressKey. */
  readonly address: string;
  /** The hash of what this browser was given at an earlier sign-in; null for none. */
  readonly deviceHash: string | null;
}

export interface NewSession {
  readonly sessionHash: string;
  readonly browser: string;
}

export interface SignInAttempt extends AttemptSource, NewSession {
  /** Derived from the password with what `admit` gave. */
  readonly derivedKey: string;
  /** Six digits, or a recovery code in canonical form. */
  readonly code: string;
  /** What this browser is known by from now on. */
  readonly newDeviceHash: string;
  readonly now: number;
}

export interface PasswordChange {
  readonly operatorId: string;
  /** The present password, derived with what `admit` gave. */
  readonly currentDerivedKey: string;
  readonly password: StoredPassword;
  readonly keepSessionHash: string;
  readonly now: number;
}

/** What an operator who is signed in shows once more, before what he signs in with is changed. */
export interface ShownAgain {
  readonly operatorId: string;
  /** The password, derived with what `admit` gave. */
  readonly derivedKey: string;
  /** Of the app there is, or a recovery code. */
  readonly presentCode: string;
  readonly now: number;
}

export interface RecoveryCodesRenewal extends ShownAgain {
  readonly recoveryHashes: readonly string[];
}

export interface AuthenticatorChange extends ShownAgain {
  readonly totpSecret: string;
  /** Of the new app. */
  readonly code: string;
  readonly keepSessionHash: string;
}

/** What became of it: `refused` where password or present code is not right, `code_wrong` where the new app's is not. */
export type AuthenticatorReplacement = 'replaced' | 'refused' | 'code_wrong';

/** Why somebody may make an account: the deployment's set-up secret, or an invitation. Both by their hashes. */
export type Permission =
  | { readonly kind: 'setup'; readonly secretHash: string }
  | { readonly kind: 'invitation'; readonly tokenHash: string };

export interface EnrolmentInput {
  readonly permission: Permission;
  /** The hash of what the browser keeps until the account is made. */
  readonly enrolmentHash: string;
  readonly email: string;
  readonly displayName: string;
  readonly password: StoredPassword;
  readonly totpSecret: string;
  readonly now: number;
}

export interface Enrolment {
  readonly email: string;
  readonly displayName: string;
  readonly totpSecret: string;
}

export type EnrolmentFailure = Facts<
  'permission_used' | 'invitation_unknown' | 'email_taken' | 'enrolment_unknown' | 'code_wrong'
>;

/** Somebody on the way from the operators' tenant to the console. */
export interface HandOver {
  readonly codeHash: string;
  /** The hash of what the browser that began has in a cookie: nobody can be signed in as somebody else. */
  readonly stateHash: string;
  readonly email: string;
}

export interface NewInvitation {
  readonly email: string;
  readonly method: SignInMethod;
  readonly tokenHash: string;
}

/** By its public id. */
export type SessionChoice = { readonly id: string } | { readonly exceptId: string };

export interface NewKey {
  readonly id: string;
  readonly secretHash: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: number | null;
}

export interface SignedInOperator {
  readonly operator: Operator;
  readonly session: OperatorSession;
}

export interface OperatorAccountsPort {
  /** Counts an attempt of a kind and source; refuses it where it comes too soon. */
  countAttempt(kind: DelayKind, source: string, now: number): Promise<Result<null, TooManyAttempts>>;
  /** Takes back what was counted, after a success. */
  forgetAttempts(kind: DelayKind, source: string): Promise<void>;
  /** When the next attempt would be taken; counts nothing. */
  findDelay(kind: DelayKind, source: string, now: number): Promise<number>;

  /** Counts a sign-in, and says how its password is to be derived; unknown accounts get an answer of the same kind. */
  admit(source: AttemptSource, now: number): Promise<Result<PasswordParameters, TooManyAttempts>>;
  /** Judges an admitted sign-in and opens a session. Null whatever is wrong. */
  signIn(attempt: SignInAttempt): Promise<{ readonly operator: Operator; readonly outdated: boolean } | null>;
  /** Takes a hash of the same password by the parameters of today. */
  upgradePassword(operatorId: string, password: StoredPassword): Promise<void>;
  /** Takes another password of who knows the present one, and ends all other sessions; says whether that was so. */
  changePassword(change: PasswordChange): Promise<boolean>;
  /** Takes another authenticator app of who has password and code, and ends all other sessions. */
  replaceAuthenticator(change: AuthenticatorChange): Promise<AuthenticatorReplacement>;
  /** Finds the open session of a browser, and notes that it was seen. */
  findSession(sessionHash: string, now: number): Promise<SignedInOperator | null>;
  signOut(sessionHash: string, now: number): Promise<void>;
  listSessions(operatorId: string, now: number): Promise<readonly OperatorSession[]>;
  /** Ends one session of an operator, or all but one. */
  endSessions(operatorId: string, which: SessionChoice, now: number): Promise<void>;

  /** Says whether the secret still allows to make an account. */
  isPermitted(permission: Permission, now: number): Promise<boolean>;
  beginEnrolment(input: EnrolmentInput): Promise<Result<null, EnrolmentFailure>>;
  findEnrolment(enrolmentHash: string, now: number): Promise<Enrolment | null>;
  /** Makes the account, once for each permission, and opens its first session. */
  completeEnrolment(
    enrolment: NewSession & {
      readonly enrolmentHash: string;
      readonly code: string;
      readonly recoveryHashes: readonly string[];
      readonly newDeviceHash: string;
      readonly now: number;
    },
  ): Promise<Result<Operator, EnrolmentFailure>>;
  /** Takes new recovery codes of who has password and code; says whether that was so. */
  replaceRecoveryCodes(renewal: RecoveryCodesRenewal): Promise<boolean>;

  listOperators(): Promise<readonly Operator[]>;
  listInvitations(now: number): Promise<readonly Invitation[]>;
  findInvitation(tokenHash: string, now: number): Promise<Invitation | null>;
  invite(
    invitation: NewInvitation,
    author: Author,
    now: number,
  ): Promise<Result<Invitation, Facts<'email_taken'>>>;
  withdrawInvitation(id: string, author: Author, now: number): Promise<void>;
  /** Removes an operator and his sessions; never the last one. */
  removeOperator(id: string, author: Author, now: number): Promise<Result<null, Facts<'last_operator'>>>;

  makeKey(key: NewKey, author: Author, now: number): Promise<ApiKey>;
  /** Revokes a key, and says whether there was one to revoke. */
  revokeKey(id: string, author: Author, now: number): Promise<boolean>;
  listKeys(): Promise<readonly ApiKey[]>;
  /** The usable key with this id and secret, noted as used; null whatever is wrong. */
  useKey(id: string, secretHash: string, now: number): Promise<ApiKey | null>;

  /** Enters a change of the webhooks that are told of all tenants, which the directory has. */
  noteWebhookChange(
    action: Extract<OperatorAction, `webhook.${string}`>,
    sentence: string,
    author: Author,
    now: number,
  ): Promise<void>;
  /** The newest first. */
  /** All that is kept under a reference number. */
  findReference(reference: string): Promise<readonly ReferenceMatch[]>;
  listAudit(request: PageRequest): Promise<Page<OperatorAuditEntry>>;

  /** Keeps that somebody signed in at the operators' tenant, for one minute and one use. */
  handOver(handOver: HandOver, now: number): Promise<void>;
  /** Opens a session for who was handed over to this very browser, if that is an operator or was invited as one. */
  takeOver(
    handOver: Pick<HandOver, 'codeHash' | 'stateHash'>,
    session: NewSession,
    now: number,
  ): Promise<Operator | null>;
}
