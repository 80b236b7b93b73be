/** When a session is over, and when its cookie is issued again. Pure; `now` is milliseconds since 1970. */
import type { SessionPolicy } from '../tenants/tenant.ts';
import type { Session } from './session.ts';

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
export function judgeSession(session: Session, policy: SessionPolicy, now: number): SessionState {
  if (now >= sessionEnd(session, policy)) return 'over';
  return now >= session.renewedAt + renewalInterval(policy) ? 'renewal_due' : 'current';
}

/** When the session is over unless it is used before. */
export function sessionEnd(session: Session, policy: SessionPolicy): number {
  return Math.min(
    session.expiresAt,
    session.signedInAt + policy.lifetimeSeconds * 1000,
    session.renewedAt + policy.idleTimeoutSeconds * 1000,
  );
}

/** Half the idle timeout where that is shorter, or a busy session would be taken for an idle one. */
function renewalInterval(policy: SessionPolicy): number {
  return Math.min(SESSION_RENEWAL_SECONDS, policy.idleTimeoutSeconds / 2) * 1000;
}
