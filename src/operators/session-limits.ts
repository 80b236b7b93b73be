/** When an operator's session is over. Pure; instants are milliseconds since 1970, UTC. */

const MINUTE = 60_000;

/** Without any request: OWASP ASVS 7.3.1. */
export const OPERATOR_IDLE_MILLISECONDS = 30 * MINUTE;
/** From sign-in: OWASP ASVS 7.3.2. */
export const OPERATOR_LIFETIME_MILLISECONDS = 12 * 60 * MINUTE;
/** How often it is written down that a session or a key was used. */
export const SEEN_EVERY_MILLISECONDS = MINUTE;

/** When the session is over unless it is used before. */
export function operatorSessionEnd(session: { readonly signedInAt: number; readonly lastSeenAt: number }) {
  return Math.min(
    session.signedInAt + OPERATOR_LIFETIME_MILLISECONDS,
    session.lastSeenAt + OPERATOR_IDLE_MILLISECONDS,
  );
}
