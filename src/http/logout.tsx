/**
 * `/sso/logout`: ends the session here, and then at the identity provider where that takes part. GET only asks, or tells how it went;
 * the POST that does it has to come from this very host.
 */
import type { Context } from 'hono';
import { openSession } from '../session/session-cookie.ts';
import { beginLogOut } from '../sign-in/log-out.ts';
import type { TenantEnv } from './context.ts';
import { clearSessionCookie, currentSession, sessionCookie } from './cookies.ts';
import { recordSignOut } from './journal.ts';
import { localSite } from './language.ts';
import { identityProviderTargets } from './login.tsx';
import { clearLogoutCookie, pendingLogout, setLogoutCookie } from './logout-cookie.ts';
import { LogoutPage } from './pages/logout-page.tsx';
import { SignedOutPage } from './pages/signed-out-page.tsx';
import { prefersJson } from './prefers.ts';
import { page, problem } from './respond.ts';
import { isFromOrigin } from './same-origin.ts';
import { sendLogout } from './slo.tsx';

const MESSAGE_ID_BYTES = 16;

/** Asks whether to sign out, or says that it has been done, and how far. */
export async function askToLogOut(c: Context<TenantEnv>): Promise<Response> {
  const resumed = await currentSession(c);
  if (resumed !== null) {
    const { displayName, email } = resumed.session.identity;
    return askOn(c, displayName ?? email, 200);
  }
  const pending = await pendingLogout(c);
  const there = pending && (pending.status ?? 'waiting');
  const site = localSite(c, c.var.tenant);
  return page(c, <SignedOutPage site={site} signInUrl="/sso/login" there={there} />);
}

/**
 * Ends the session: in the ledger first, so that copies of its cookie die as well and nothing that follows can undo it, in this
 * browser, and then at the identity provider.
 */
export async function logOut(c: Context<TenantEnv>): Promise<Response> {
  if (!isFromOrigin(c.req.raw, c.var.origin)) return refuseCrossSite(c);
  const { tenant, serviceProvider, settings, cookieKeys, ledger, now } = c.var;
  const value = sessionCookie(c);
  const carried = value === undefined ? null : await openSession(value, tenant.id, cookieKeys.session);
  if (carried !== null) {
    const { session } = carried;
    const random = crypto.getRandomValues(new Uint8Array(MESSAGE_ID_BYTES));
    const signingKey = settings.spKeys.signing;
    const context = { tenant, serviceProvider, ledger, now, random, signingKey };
    const { hasEnded, request } = await beginLogOut(session, context);
    clearSessionCookie(c);
    if (hasEnded) recordSignOut(c, session);
    if (request !== null) {
      await setLogoutCookie(c, request.pending);
      return sendLogout(c, request.message, request.connection);
    }
  }
  clearSessionCookie(c);
  clearLogoutCookie(c);
  return c.redirect('/sso/logout', 303);
}

async function refuseCrossSite(c: Context<TenantEnv>): Promise<Response> {
  if (prefersJson(c.req.raw)) {
    return problem(c, 403, { code: 'cross_site', title: 'Sign-out has to be asked for on this site' });
  }
  return askOn(c, null, 403);
}

/** The form leads on to the identity provider, and browsers hold that against the page's policy. */
function askOn(
  c: Context<TenantEnv>,
  displayName: string | null,
  status: 200 | 403,
): Response | Promise<Response> {
  const site = localSite(c, c.var.tenant);
  const content = <LogoutPage site={site} displayName={displayName} cancelUrl="/" />;
  return page(c, content, status, identityProviderTargets(c.var.settings));
}
