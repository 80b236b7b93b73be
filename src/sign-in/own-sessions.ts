/**
 * A person's own sessions at one tenant, as the person sees them, and ending them: what is asked for with a session of theirs, which
 * has to be open in the ledger itself, not by its cookie alone. Whose sessions they are goes by connection and
 * account key; who has none has no other session that is known to be theirs. Instants are milliseconds since 1970, UTC.
 */
import type { Session } from '../session/session.ts';
import type { SessionLimits } from '../session/session-rules.ts';

export interface OwnSession {
  /** A handle, which is no key to the session. */
  readonly id: string;
  /** Whether it is the one that asks. */
  readonly isThis: boolean;
  readonly connectionId: string;
  readonly kind: 'saml' | 'recovery';
  readonly signedInAt: number;
  /** To within the grain of the list. */
  readonly lastSeenAt: number;
  /** Unless it is ended, or idle for too long, before. */
  readonly expiresAt: number;
}

export interface OwnSessionsPort {
  /** This one first, then whoever signed in last; null where the session that asks is not open. */
  ownSessions(sessionId: string, limits: SessionLimits, now: number): Promise<readonly OwnSession[] | null>;
  /** Ends another session by its handle, or with null all others, and gives what they were; null as above. */
  endOwnSessions(sessionId: string, which: string | null, now: number): Promise<readonly Session[] | null>;
}
