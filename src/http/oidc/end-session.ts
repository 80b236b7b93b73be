/**
 * `/sso/oidc/logout`: an application has a person signed out here, and sent on. OpenID Connect RP-Initiated Logout 1.0, section 2.
 * Only an ID token of this very session ends it without asking; whatever else comes here is asked by `/sso/logout`. The identity
 * provider is asked as well, as for the person's own sign-out; then `/sso/logout` sends him on, or tells first how far that came.
 */
import type { Context } from 'hono';
import { findOnward, readPostLogout } from '../../oidc/post-logout.ts';
import { hashSessionId } from '../../session/session-handle.ts';
import { readForm } from '../console/form.ts';
import type { TenantEnv } from '../context.ts';
import { currentSession } from '../cookies.ts';
import { endEverywhere } from '../logout.tsx';
import { openIdTokenHint } from './id-token-hint.ts';

const MAX_FORM_BYTES = 16_384;

/** Takes the request by POST as well, on to GET: no cookie comes along with what another site posts. */
export async function takeEndSessionForm(c: Context<TenantEnv>): Promise<Response> {
  const form = await readForm(c, MAX_FORM_BYTES);
  return c.redirect(form === null ? '/sso/logout' : `/sso/oidc/logout?${form.fields()}`, 303);
}

/** Ends the session that the ID token is of, and sends the person to where the client may have him sent. */
export async function endSession(c: Context<TenantEnv>): Promise<Response> {
  const { tenant } = c.var;
  const query = new URL(c.req.url).searchParams;
  const hint = await openIdTokenHint(c, query.get('id_token_hint') ?? '');
  const client = tenant.oidcClients?.find(({ id }) => id === hint?.['aud']);
  const isAsked = query.has('client_id') && query.get('client_id') !== client?.id;
  if (hint === null || client === undefined || isAsked) return c.redirect('/sso/logout', 303);
  const postLogout = readPostLogout(query, client);
  const resumed = await currentSession(c);
  if (resumed !== null) {
    const { session } = resumed;
    // Somebody else may have signed in since.
    if ((await hashSessionId(session.id)) !== hint['sid']) return c.redirect('/sso/logout', 303);
    c.set('renewedSession', undefined);
    const sent = await endEverywhere(c, session, postLogout);
    if (sent !== null) return sent;
  }
  const onward = postLogout && findOnward(postLogout, [client]);
  return c.redirect(onward?.url ?? '/sso/logout', 303);
}
