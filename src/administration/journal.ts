/** What sign-ins tell the record of their tenant once they are over, and what administration reads of that there. */
import type { Session } from '../session/session.ts';
import type { AttemptCounts, AttemptQuery, PeopleQuery, Person, SignInAttempt } from './attempt.ts';
import type { KeptCheck, ShadowTask } from './draft-trial.ts';
import type { TenantEvent } from './event.ts';
import type { Page, PageRequest } from './page.ts';
import type { Happening } from './reference.ts';
import type { SealedEvidence } from './refusal.ts';
import type { HourCount } from './sign-in-hours.ts';

export interface SignInEntry {
  readonly tenant: TenantEvent['tenant'];
  readonly attempt: SignInAttempt;
  /** Where it succeeded. */
  readonly session: Session | null;
  /** Where it was refused. */
  readonly checks?: readonly KeptCheck[];
  readonly evidence?: SealedEvidence | null;
}

export interface SignOutEntry {
  readonly tenant: TenantEvent['tenant'];
  readonly session: Session;
  readonly reference: string;
  readonly at: number;
}

export interface JournalPort {
  /** Gives what the sign-in shall be judged by as well, where a draft has a shadow. */
  recordSignIn(entry: SignInEntry): Promise<ShadowTask | null>;
  recordSignOut(entry: SignOutEntry): Promise<void>;
  recordHappening(happening: Happening): Promise<void>;
  /** The newest first. */
  attempts(query: AttemptQuery): Promise<Page<SignInAttempt>>;
  attemptCounts(now: number): Promise<AttemptCounts>;
  /** Of an hour and those after it, hours since 1970. */
  signInHours(since: number): Promise<readonly HourCount[]>;
  /** Who signed in last comes first. */
  people(query: PeopleQuery): Promise<Page<Person>>;
  /** The newest first, without who they are about but for the person's id. */
  events(page: PageRequest): Promise<Page<TenantEvent>>;
}
