/**
 * `/sso/oidc/logout`: an application has a person signed out here, and sent on. OpenID Connect RP-Initiated Logout 1.0, section 2.
 * Only an ID token of this very session ends it without asking; whatever else comes here is asked by `/sso/logout`. The session at
 * the identity provider stays: the person's own sign-out ends that.
 */
import type { Context } from 'hono';
import { hashSessionId } from '../../session/session-handle.ts';
import { readForm } from '../console/form.ts';
import type { TenantEnv } from '../context.ts';
import { clearSessionCookie, currentSession } from '../cookies.ts';
import { recordSignOut } from '../journal.ts';
import { openIdTokenHint } from './id-token-hint.ts';

const MAX_FORM_BYTES = 16_384;

/** Takes the request by POST as well, on to GET: no cookie comes along with what another site posts. */
export async function takeEndSessionForm(c: Context<TenantEnv>): Promise<Response> {
  const form = await readForm(c, MAX_FORM_BYTES);
  return c.redirect(form === null ? '/sso/logout' : `/sso/oidc/logout?${form.fields()}`, 303);
}

/** Ends the session that the ID token is of, and sends the person to where the client may have him sent. */
export async function endSession(c: Context<TenantEnv>): Promise<Response> {
  const { tenant, ledger } = c.var;
  const query = new URL(c.req.url).searchParams;
  const hint = await openIdTokenHint(c, query.get('id_token_hint') ?? '');
  const client = tenant.oidcClients?.find(({ id }) => id === hint?.['aud']);
  const isAsked = query.has('client_id') && query.get('client_id') !== client?.id;
  if (hint === null || client === undefined || isAsked) return c.redirect('/sso/logout', 303);
  const resumed = await currentSession(c);
  if (resumed !== null) {
    const { session } = resumed;
    // Somebody else may have signed in since.
    if ((await hashSessionId(session.id)) !== hint['sid']) return c.redirect('/sso/logout', 303);
    const hasEnded = await ledger.end(session.id);
    c.set('renewedSession', undefined);
    clearSessionCookie(c);
    if (hasEnded) recordSignOut(c, session);
  }
  const uri = query.get('post_logout_redirect_uri') ?? '';
  if (!client.postLogoutRedirectUris.includes(uri)) return c.redirect('/sso/logout', 303);
  const state = query.get('state');
  const parameters =
    state === null ? '' : `${uri.includes('?') ? '&' : '?'}${new URLSearchParams({ state })}`;
  return c.redirect(uri + parameters, 303);
}
