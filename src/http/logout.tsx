/**
 * `/sso/logout`: ends the session here, and then at the identity provider where that takes part. GET only asks, or tells how it went;
 * the POST that does it has to come from this very host.
 */
import type { Context } from 'hono';
import { findOnward, type PostLogout } from '../oidc/post-logout.ts';
import type { Session } from '../session/session.ts';
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

/**
 * Asks whether to sign out, or says that it has been done, and how far. Whom an application had signed out goes on to it: at once where
 * he is signed out everywhere, else once he has read that he may not be.
 */
export async function askToLogOut(c: Context<TenantEnv>): Promise<Response> {
  const resumed = await currentSession(c);
  if (resumed !== null) {
    const { displayName, email } = resumed.session.identity;
    return askOn(c, displayName ?? email, 200);
  }
  const pending = await pendingLogout(c);
  const there = pending && (pending.status ?? 'waiting');
  const onward = pending?.postLogout ? findOnward(pending.postLogout, c.var.tenant.oidcClients ?? []) : null;
  if (pending !== null && onward !== null && there === 'complete') {
    const { postLogout: _once, ...told } = pending;
    await setLogoutCookie(c, told);
    return c.redirect(onward.url, 303);
  }
  const site = localSite(c, c.var.tenant);
  return page(c, <SignedOutPage site={site} signInUrl="/sso/login" there={there} onward={onward} />);
}

/** Signs out who asks for it on a page of this host. */
export async function logOut(c: Context<TenantEnv>): Promise<Response> {
  if (!isFromOrigin(c.req.raw, c.var.origin)) return refuseCrossSite(c);
  const { tenant, cookieKeys } = c.var;
  const value = sessionCookie(c);
  const carried = value === undefined ? null : await openSession(value, tenant.id, cookieKeys.session);
  const sent = carried && (await endEverywhere(c, carried.session, null));
  if (sent !== null) return sent;
  clearSessionCookie(c);
  clearLogoutCookie(c);
  return c.redirect('/sso/logout', 303);
}

/**
 * Ends a session: in the ledger first, so that copies of its cookie die as well and nothing that follows can undo it, in this
 * browser, and then at the identity provider. Gives what takes the browser there; null where that is not asked.
 */
export async function endEverywhere(
  c: Context<TenantEnv>,
  session: Session,
  postLogout: PostLogout | null,
): Promise<Response | null> {
  const { tenant, serviceProvider, settings, ledger, now } = c.var;
  const random = crypto.getRandomValues(new Uint8Array(MESSAGE_ID_BYTES));
  const signingKey = settings.spKeys.signing;
  const context = { tenant, serviceProvider, ledger, now, random, signingKey };
  const { hasEnded, request } = await beginLogOut(session, context);
  clearSessionCookie(c);
  if (hasEnded) recordSignOut(c, session);
  if (request === null) return null;
  await setLogoutCookie(c, { ...request.pending, ...(postLogout !== null && { postLogout }) });
  // An app's own scheme: where the identity provider only redirects, browsers hold that against the form's policy, too.
  const targets = postLogout === null ? [] : [new URL(postLogout.redirectUri).protocol];
  return sendLogout(c, request.message, request.connection, undefined, targets);
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
