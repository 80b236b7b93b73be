/** What a tenant remembers of sign-ins: attempts without personal data, and people as far as it allows. */
import type { SignInFailureCode } from '../sign-in/failure.ts';

/** One sign-in, however it went. Instants are milliseconds since 1970, UTC. */
export interface SignInAttempt {
  /** The reference number that the person saw. */
  readonly reference: string;
  readonly at: number;
  readonly outcome: 'signed_in' | 'restarted' | 'refused';
  /** Null where it succeeded. */
  readonly code: SignInFailureCode | null;
  readonly connectionId: string | null;
  /** From the post to the outcome. */
  readonly durationMilliseconds: number;
}

export interface Person {
  /** A keyed hash of the account key. */
  readonly id: string;
  /** Null where the tenant does not allow it. */
  readonly accountKey: string | null;
  readonly displayName: string | null;
  readonly email: string | null;
  readonly connectionId: string;
  readonly firstSignInAt: number;
  readonly lastSignInAt: number;
  readonly signInCount: number;
}
