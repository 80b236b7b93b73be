/** What a sign-in tells the record of its tenant, once it is over. */
import type { Session } from '../session/session.ts';
import type { SignInAttempt } from './attempt.ts';
import type { TenantEvent } from './event.ts';

export interface SignInEntry {
  readonly tenant: TenantEvent['tenant'];
  readonly attempt: SignInAttempt;
  /** Where it succeeded. */
  readonly session: Session | null;
}

export interface SignOutEntry {
  readonly tenant: TenantEvent['tenant'];
  readonly session: Session;
  readonly at: number;
}

export interface JournalPort {
  recordSignIn(entry: SignInEntry): Promise<void>;
  recordSignOut(entry: SignOutEntry): Promise<void>;
}
