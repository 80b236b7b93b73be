/**
 * What is kept of a refused sign-in besides that it was refused: its checks, redacted, and, where its connection asks for that,
 * the Response itself for some hours, sealed (sign-in/evidence.ts). Instants are milliseconds since 1970, UTC.
 */
import type { SignInAttempt } from './attempt.ts';
import type { Author } from './author.ts';
import type { KeptCheck } from './draft-trial.ts';

/** A Response that nobody can read without the deployment's keys. */
export interface SealedEvidence {
  readonly sealed: string;
  /** From then on it is not given out, and soon erased. */
  readonly expiresAt: number;
}

export interface Refusal {
  readonly attempt: SignInAttempt;
  readonly checks: readonly KeptCheck[];
  /** Until when it can be tried again; null where nothing was kept, or not any more. */
  readonly evidenceUntil: number | null;
}

export interface RefusalsPort {
  /** Null for one that is not kept any more, or was none. */
  refusal(reference: string, now: number): Promise<Refusal | null>;
  /** Gives the evidence to somebody who tries the sign-in again, which the audit trail tells. */
  takeEvidence(
    reference: string,
    context: { readonly author: Author; readonly now: number },
  ): Promise<SealedEvidence | null>;
}
