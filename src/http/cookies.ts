/**
 * The two kinds of cookies of a tenant's host, set and read. Both are `__Host-` cookies: Secure, Path=/, no Domain, so
 * that no sibling subdomain can set or see them.
 */
import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { readCookies } from '../session/cookie-header.ts';
import type { Session } from '../session/session.ts';
import { SESSION_COOKIE_NAME, sealSession } from '../session/session-cookie.ts';
import { sessionEnd } from '../session/session-rules.ts';
import {
  openPendingRequests,
  PENDING_COOKIE_SECONDS,
  type PendingSignIn,
  pendingCookieName,
  SHARED_ACS,
  sealPendingRequest,
  surplusPendingCookies,
} from '../sign-in/pending-request.ts';
import { completeSession, type ResumedSession, resumeSession } from '../sign-in/resume.ts';
import type { TenantEnv } from './context.ts';
import { clearLogoutCookie } from './logout-cookie.ts';

/** Lax: it travels when a person follows a link from elsewhere, not with what another site posts or embeds. */
const SESSION_ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;

/** None: the identity provider's page posts the Response from its own site, and the cookie has to come along. */
const PENDING_ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'None' } as const;

/** Browsers keep no cookie for longer. */
const MAX_COOKIE_SECONDS = 400 * 24 * 60 * 60;

/** Issues the cookie of a session that was renewed, along with whatever is answered. */
export const issueRenewedCookie = createMiddleware<TenantEnv>(async (c, next) => {
  await next();
  const renewed = c.get('renewedSession');
  if (renewed !== undefined) await setSessionCookie(c, renewed);
});

/** Gives the session of the request, perhaps without its attributes; its cookie is issued again where that is due. */
export async function currentSession(c: Context<TenantEnv>): Promise<ResumedSession | null> {
  const resumed = await resumeSession(sessionCookie(c), {
    tenant: c.get('tenant'),
    keys: c.get('cookieKeys').session,
    ledger: c.get('ledger'),
    now: c.get('now'),
  });
  if (resumed?.renewed) c.set('renewedSession', resumed.session);
  return resumed;
}

/** Gives the session of the request with all of its attributes. */
export async function currentWholeSession(c: Context<TenantEnv>): Promise<Session | null> {
  const resumed = await currentSession(c);
  return resumed && completeSession(resumed, { ledger: c.get('ledger'), now: c.get('now') });
}

/** The raw session cookie, if there is exactly one. */
export function sessionCookie(c: Context<TenantEnv>): string | undefined {
  return cookies(c).get(SESSION_COOKIE_NAME);
}

/** Issues the session cookie; the browser drops it when the session would be over anyway. */
export async function setSessionCookie(c: Context<TenantEnv>, session: Session): Promise<void> {
  const { tenant, cookieKeys, now } = c.var;
  const seconds = Math.ceil((sessionEnd(session, tenant.session) - now) / 1000);
  const maxAge = Math.min(Math.max(seconds, 0), MAX_COOKIE_SECONDS);
  const value = await sealSession(session, cookieKeys.session);
  clearLogoutCookie(c);
  setCookie(c, SESSION_COOKIE_NAME, value, { ...SESSION_ATTRIBUTES, maxAge });
}

/** Makes the browser forget the session cookie. */
export function clearSessionCookie(c: Context<TenantEnv>): void {
  setCookie(c, SESSION_COOKIE_NAME, '', { ...SESSION_ATTRIBUTES, maxAge: 0 });
}

/** Opens the pending requests that this browser brings, by request ID; expired ones too. */
export function pendingRequests(c: Context<TenantEnv>): Promise<ReadonlyMap<string, PendingSignIn>> {
  const { tenant, cookieKeys } = c.var;
  return openPendingRequests(cookies(c), tenant.id, cookieKeys.pendingRequest);
}

/** Sets the cookie of a new pending request, and clears those that it leaves no room for. */
export async function setPendingCookie(c: Context<TenantEnv>, pending: PendingSignIn): Promise<void> {
  const name = pendingCookieName(pending.requestId);
  if (name === null) throw new Error('a pending request has an ID of ours');
  const tenantId = pending.host === undefined ? pending.tenantId : SHARED_ACS;
  const opened = await openPendingRequests(cookies(c), tenantId, c.var.cookieKeys.pendingRequest);
  for (const surplus of surplusPendingCookies(cookies(c), opened)) clearPending(c, surplus);
  const value = await sealPendingRequest(pending, c.var.cookieKeys.pendingRequest);
  setCookie(c, name, value, { ...PENDING_ATTRIBUTES, maxAge: PENDING_COOKIE_SECONDS });
}

/** Clears the cookie of a pending request that is over. */
export function clearPendingCookie(c: Context<TenantEnv>, requestId: string): void {
  const name = pendingCookieName(requestId);
  if (name !== null) clearPending(c, name);
}

function clearPending(c: Context<TenantEnv>, name: string): void {
  setCookie(c, name, '', { ...PENDING_ATTRIBUTES, maxAge: 0 });
}

function cookies(c: Context<TenantEnv>): ReadonlyMap<string, string> {
  return readCookies(c.req.header('cookie') ?? null);
}
