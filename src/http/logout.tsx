/** `/sso/logout`: ends the session here. GET only asks; the POST that does it has to come from this very host. */
import type { Context } from 'hono';
import { openSession } from '../session/session-cookie.ts';
import type { TenantEnv } from './context.ts';
import { clearSessionCookie, currentSession, sessionCookie } from './cookies.ts';
import { recordSignOut } from './journal.ts';
import { localSite } from './language.ts';
import { LogoutPage } from './pages/logout-page.tsx';
import { SignedOutPage } from './pages/signed-out-page.tsx';
import { prefersJson } from './prefers.ts';
import { page, problem } from './respond.ts';
import { isFromOrigin } from './same-origin.ts';

/** Asks whether to sign out, or says that it has been done. */
export async function askToLogOut(c: Context<TenantEnv>): Promise<Response> {
  const resumed = await currentSession(c);
  const site = localSite(c, c.var.tenant);
  if (resumed === null) return page(c, <SignedOutPage site={site} signInUrl="/sso/login" />);
  const { displayName, email } = resumed.session.identity;
  return page(c, <LogoutPage site={site} displayName={displayName ?? email} cancelUrl="/" />);
}

/** Ends the session: in the ledger, so that copies of its cookie die as well, and in this browser. */
export async function logOut(c: Context<TenantEnv>): Promise<Response> {
  if (!isFromOrigin(c.req.raw, c.var.origin)) return refuseCrossSite(c);
  const { tenant, cookieKeys, ledger } = c.var;
  const value = sessionCookie(c);
  const carried = value === undefined ? null : await openSession(value, tenant.id, cookieKeys.session);
  if (carried !== null) {
    await ledger.end(carried.session.id);
    recordSignOut(c, carried.session);
  }
  clearSessionCookie(c);
  return c.redirect('/sso/logout', 303);
}

async function refuseCrossSite(c: Context<TenantEnv>): Promise<Response> {
  if (prefersJson(c.req.raw)) {
    return problem(c, 403, { code: 'cross_site', title: 'Sign-out has to be asked for on this site' });
  }
  const site = localSite(c, c.var.tenant);
  return page(c, <LogoutPage site={site} displayName={null} cancelUrl="/" />, 403);
}
