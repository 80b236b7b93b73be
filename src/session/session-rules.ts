/** When a session is over, and when its cookie is issued again. Pure; `now` is milliseconds since 1970. */
import type { Session } from './session.ts';

/** How long sessions of a tenant may last: its session policy. */
export interface SessionLimits {
  /** From sign-in. */
  readonly lifetimeSeconds: number;
  /** Without any request. */
  readonly idleTimeoutSeconds: number;
}

/**
 * How old a cookie may grow before the ledger is asked whether its session is still open and the cookie is issued
 * again. It bounds two things: for how long a session that was ended elsewhere still works, and how much of idle
 * time goes unseen, since requests in between leave no trace.
 */
export const SESSION_RENEWAL_SECONDS = 60;

export type SessionState = 'current' | 'renewal_due' | 'over';

/**
 * Judges a session by the tenant's policy of today, so that a policy made stricter holds for the sessions that are
 * there. Over at the very instant: of expiry, of the policy's lifetime, of idle time counted from the last renewal.
 */
export function judgeSession(session: Session, limits: SessionLimits, now: number): SessionState {
  if (now >= sessionEnd(session, limits)) return 'over';
  return now >= session.renewedAt + renewalInterval(limits) ? 'renewal_due' : 'current';
}

/** When the session is over unless it is used before. */
export function sessionEnd(session: Session, limits: SessionLimits): number {
  return Math.min(
    session.expiresAt,
    session.signedInAt + limits.lifetimeSeconds * 1000,
    session.renewedAt + limits.idleTimeoutSeconds * 1000,
  );
}

/** Half the idle timeout where that is shorter, or a busy session would be taken for an idle one. */
function renewalInterval(limits: SessionLimits): number {
  return Math.min(SESSION_RENEWAL_SECONDS, limits.idleTimeoutSeconds / 2) * 1000;
}
