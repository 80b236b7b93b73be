/** The ledger of a tenant as far as people may see and end their own sessions there. I/O: the ledger. */
import type { OwnSessionsPort } from '../sign-in/own-sessions.ts';
import { limitCalls, SIGN_IN_WAIT_MILLISECONDS } from './outage.ts';
import type { SignInLedger } from './sign-in-ledger.ts';

/** Gives the port of one tenant. */
export function ownSessions(
  namespace: DurableObjectNamespace<SignInLedger>,
  tenantId: string,
): OwnSessionsPort {
  const ledger = limitCalls(namespace.getByName(tenantId), 'ledger_unavailable', SIGN_IN_WAIT_MILLISECONDS);
  return {
    ownSessions: (sessionId, limits, now) => ledger.ownSessions(sessionId, limits, now),
    endOwnSessions: (sessionId, which, now) => ledger.endOwnSessions(sessionId, which, now),
  };
}
