/**
 * Recovery: how a customer's administrators come in while their identity provider does not answer. An address with a secret of
 * 256 random bits, open only while it is armed, and behind it accounts with password and app. It leads to the set-up pages of
 * one tenant. Secrets arrive here as their hashes, but for the TOTP secrets. Instants are milliseconds since 1970, UTC.
 */
import type { PasswordParameters, StoredPassword } from '../operators/password-hash.ts';
import type { NewSession, TooManyAttempts } from '../operators/port.ts';
import type { Result } from '../result.ts';
import type { Author } from './author.ts';

export interface RecoveryAccount {
  readonly id: string;
  /** What it signs in by. */
  readonly name: string;
  readonly createdAt: number;
  readonly lastSignInAt: number | null;
  /** One-time codes that are left. */
  readonly codes: number;
}

/** All that may be shown of a tenant's recovery. */
export interface Recovery {
  /** When the address was made that is good now; null before there is one. */
  readonly addressMadeAt: number | null;
  /** Until when it is open; null while it is not, whenever it was. */
  readonly armedUntil: number | null;
  readonly armedBy: Author | null;
  readonly accounts: readonly RecoveryAccount[];
}

/** How long it can be armed for. */
export const RECOVERY_HOURS = { shortest: 1, longest: 7 * 24, usual: 24 } as const;
export const MAX_RECOVERY_ACCOUNTS = 10;
export const MAX_RECOVERY_NAME = 80;

/** Whether somebody could come in, once it is armed: an address that was made, and an account whose code was right once. */
export function isRecoveryReady({ addressMadeAt, accounts }: Recovery): boolean {
  return addressMadeAt !== null && accounts.length > 0;
}

/** Brings the name of an account into the form by which accounts are told apart; null for what is none. */
export function readRecoveryName(text: string): string | null {
  const name = text.trim().normalize('NFKC').toLowerCase();
  return /^[^\p{Cc}\p{Zl}\p{Zp}]+$/u.test(name) && name.length <= MAX_RECOVERY_NAME ? name : null;
}

/** Who does what is done by recovery; the audit trail tells him from people who signed in. */
export function recoveryAuthor({ id, name }: Pick<RecoveryAccount, 'id' | 'name'>): Author {
  return { kind: 'administrator', id, name: `${name}, by recovery` };
}

export interface NewRecoveryAccount {
  /** By readRecoveryName. */
  readonly name: string;
  readonly password: StoredPassword;
  readonly totpSecret: string;
  /** What the app shows now: that it was set up is known by that. */
  readonly code: string;
  readonly codeHashes: readonly string[];
}

export type RecoveryFailure =
  | 'tenant_unknown'
  | 'tenant_deleted'
  /** There is no address yet that could be armed. */
  | 'recovery_address_missing'
  | 'recovery_name_taken'
  /** It is the last one, and everybody has to use SAML. */
  | 'recovery_account_needed'
  | 'too_many_recovery_accounts'
  | 'code_wrong';

/** Whose attempt it is, and by which address it came. */
export interface RecoverySource {
  readonly secretHash: string;
  readonly name: string;
  /** By addressKey. */
  readonly address: string;
  /** The hash of what this browser was given at an earlier sign-in; null for none. */
  readonly deviceHash: string | null;
}

export interface RecoveryAttempt extends RecoverySource, NewSession {
  /** Derived from the password with what `admitRecovery` gave. */
  readonly derivedKey: string;
  /** Six digits, or a one-time code in canonical form. */
  readonly code: string;
  readonly newDeviceHash: string;
}

/** `recovery_closed`: nothing is there, as far as anybody can tell. */
export type RecoveryRefusal = TooManyAttempts | { readonly code: 'recovery_closed' };

interface Context {
  readonly author: Author;
  readonly now: number;
}

type Made<Value> = Promise<Result<Value, { readonly code: RecoveryFailure }>>;

export interface RecoveryPort {
  recovery(now: number): Promise<Recovery>;
  /** Makes another address, by its secret: the one before is nothing from now on. Gives the secret, this once. */
  renewRecoveryAddress(context: Context): Made<string>;
  armRecovery(until: number, context: Context): Made<Recovery>;
  /** Closes it, and ends what was opened by it, but for the session of who closes it. */
  disarmRecovery(keepSessionHash: string | null, context: Context): Promise<Recovery>;
  addRecoveryAccount(account: NewRecoveryAccount, context: Context): Made<RecoveryAccount>;
  /** Puts new one-time codes in the place of those of an account; false where there is none. */
  renewRecoveryCodes(id: string, codeHashes: readonly string[], context: Context): Promise<boolean>;
  /** Says whether there was one to remove. Its sessions end. */
  removeRecoveryAccount(id: string, context: Context): Made<boolean>;
  /** Counts an attempt, and says how its password is to be derived; the same for accounts that do not exist. */
  admitRecovery(source: RecoverySource, now: number): Promise<Result<PasswordParameters, RecoveryRefusal>>;
  /** Judges an admitted attempt and opens a session; null whatever is wrong. */
  signInForRecovery(attempt: RecoveryAttempt, now: number): Promise<RecoveryAccount | null>;
  /** The account of an open session; notes that it was seen. */
  findRecoverySession(sessionHash: string, now: number): Promise<RecoveryAccount | null>;
  endRecoverySession(sessionHash: string): Promise<void>;
}
