/** What a tenant remembers of sign-ins: attempts without personal data, and people as far as it allows. */
import type { Stages } from '../events/outcome-event.ts';
import type { SignInFailureCode } from '../sign-in/failure.ts';
import type { PageRequest } from './page.ts';

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
  /** Missing where nothing was measured. */
  readonly details?: AttemptDetails;
}

export interface AttemptDetails {
  readonly stages: Stages;
  /** The data centre that served it. */
  readonly colo: string | null;
}

/** Which attempts a list shows; null for all. */
export interface AttemptQuery extends PageRequest {
  readonly outcome: SignInAttempt['outcome'] | null;
  readonly code: string | null;
  /** As somebody read it out: in any case, with spaces around it. */
  readonly reference: string | null;
}

/** How sign-ins went of late. */
export interface AttemptCounts {
  /** Of the last 24 hours, to the hour. */
  readonly recent: Readonly<Record<SignInAttempt['outcome'], number>>;
  readonly lastSignInAt: number | null;
}

export interface Person {
  /** A keyed hash of the account key. */
  readonly id: string;
  /** Null where the tenant does not allow it. */
  readonly accountKey: string | null;
  readonly displayName: string | null;
  readonly email: string | null;
  /** Of the last sign-in. */
  readonly connectionId: string;
  readonly firstSignInAt: number;
  readonly lastSignInAt: number;
  readonly signInCount: number;
}

export interface PeopleQuery extends PageRequest {
  /** Part of a name, address or account key, as far as they are kept; a whole account key finds its person anyway. */
  readonly search: string;
}
