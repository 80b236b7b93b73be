/**
 * Where there is no application, every path is the built-in page that says who is signed in. Whoever is not is led to sign-in and
 * back, here as before an application, in the way that the client can follow.
 */
import type { Context } from 'hono';
import { checkReturnTo } from '../sign-in/return-to.ts';
import type { TenantEnv } from './context.ts';
import { currentWholeSession } from './cookies.ts';
import { localSite } from './language.ts';
import { identityProviderTargets } from './login.tsx';
import { InterstitialPage } from './pages/interstitial-page.tsx';
import { SignedInPage } from './pages/signed-in-page.tsx';
import { canGoToSignIn, isNavigation } from './prefers.ts';
import { signInPath } from './refuse.tsx';
import { page } from './respond.ts';
import { refuseUnauthenticated } from './session.ts';

/** Shows who is signed in, or asks to sign in. */
export async function showApplication(c: Context<TenantEnv>): Promise<Response> {
  const { tenant, now } = c.var;
  const session = await currentWholeSession(c);
  if (session === null) return askToSignIn(c);
  const connection = tenant.connections.find(({ id }) => id === session.connectionId);
  const signedIn = (
    <SignedInPage
      site={localSite(c, tenant)}
      session={session}
      connectionName={connection?.displayName ?? session.connectionId}
      currentPath={currentPath(c)}
      now={now}
    />
  );
  // Its button signs out at the identity provider as well.
  return page(c, signedIn, 200, identityProviderTargets(c.var.settings));
}

/**
 * A browser that opens a page gets a step in between, whose script carries the fragment over: no server ever sees one.
 * Other clients that take pages are redirected. Programs are told, scripts of pages too: what they are redirected to is no answer.
 */
export function askToSignIn(c: Context<TenantEnv>): Response | Promise<Response> {
  const returnTo = checkReturnTo(currentPath(c), c.var.origin);
  if (isNavigation(c.req.raw)) {
    const site = localSite(c, c.var.tenant);
    return page(c, <InterstitialPage site={site} signInPath="/sso/login" returnTo={returnTo} />);
  }
  if (canGoToSignIn(c.req.raw)) return c.redirect(signInPath(returnTo), 302);
  return refuseUnauthenticated(c, returnTo);
}

/** Path and query exactly as they were asked for. */
function currentPath(c: Context<TenantEnv>): string {
  const { pathname, search } = new URL(c.req.url);
  return pathname + search;
}
