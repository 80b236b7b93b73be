/**
 * `GET /sso/arrive?session=…` on a tenant's host: the shared ACS has opened a session, and here it gets its cookie, if this is the
 * browser that began the sign-in on this very host. What is in the address counts once. I/O: the tenant's ledger.
 */
import type { Context } from 'hono';
import { COLLECTED_SECONDS, type HandedSession } from '../sign-in/hand-over.ts';
import { DEFAULT_RETURN_TO } from '../sign-in/return-to.ts';
import type { TenantEnv } from './context.ts';
import { clearPendingCookie, pendingRequests, setSessionCookie } from './cookies.ts';
import { openHanded } from './handed-over.ts';
import { refuseSignIn } from './refuse.tsx';

/** Lets in whoever comes from the shared ACS with a session of this tenant, and with the request that it answers. */
export async function arrive(c: Context<TenantEnv>): Promise<Response> {
  const { tenant, ledger, now } = c.var;
  const handed = await openHanded<HandedSession>(c, 'edge-saml/arrival/1', c.req.query('session'));
  const refusal = { connectionId: null, returnTo: DEFAULT_RETURN_TO };
  // Another tenant's is none, and neither is one of another browser: that has no such request.
  const request = handed?.tenantId === tenant.id && (await pendingRequests(c)).get(handed.requestId);
  if (!handed || !request) return refuseSignIn(c, { ...refusal, code: 'pending_request_missing' });
  const { connectionId, returnTo, requestId } = request;
  const session = await ledger.collect(handed.sessionId, now + COLLECTED_SECONDS * 1000, now);
  clearPendingCookie(c, requestId);
  if (session === null) return refuseSignIn(c, { connectionId, returnTo, code: 'request_already_used' });
  await setSessionCookie(c, session);
  return c.redirect(returnTo, 303);
}
