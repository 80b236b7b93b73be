/**
 * `/sso/sessions`: where a person is signed in at this tenant, and ending that elsewhere. What may be seen and ended goes by the session
 * of this browser, which the ledger itself has to find open. The POST has to come from this very host. I/O: the ledger.
 */
import type { Context } from 'hono';
import type { Session } from '../session/session.ts';
import { OWN_SESSIONS_PATH } from '../sign-in/return-to.ts';
import { ownSessions } from '../stores/own-sessions.ts';
import { readForm } from './console/form.ts';
import type { TenantEnv } from './context.ts';
import { currentSession } from './cookies.ts';
import { recordSignOut } from './journal.ts';
import { localSite } from './language.ts';
import { identityProviderTargets } from './login.tsx';
import { OwnSessionsPage } from './pages/own-sessions-page.tsx';
import { canGoToSignIn, prefersJson } from './prefers.ts';
import { signInPath } from './refuse.tsx';
import { page, problem } from './respond.ts';
import { isFromOrigin } from './same-origin.ts';
import { refuseUnauthenticated } from './session.ts';

type Outcome = Parameters<typeof OwnSessionsPage>[0]['outcome'];

/** Lists the sessions of whoever is signed in here. */
export async function listOwnSessions(c: Context<TenantEnv>): Promise<Response> {
  const session = (await currentSession(c))?.session;
  const outcome = c.req.query('ended') === undefined ? null : 'ended';
  return session === undefined ? askToSignIn(c) : show(c, session, outcome);
}

/** Ends one of them, or all but this browser's. */
export async function endOwnSessions(c: Context<TenantEnv>): Promise<Response> {
  const { tenant, origin, now } = c.var;
  const session = (await currentSession(c))?.session;
  if (session === undefined) return askToSignIn(c);
  const form = isFromOrigin(c.req.raw, origin) ? await readForm(c) : null;
  const which = form?.text('others') === 'all' ? null : form?.text('session');
  if (which === undefined) {
    const title = 'Sessions have to be ended on this site';
    return prefersJson(c.req.raw)
      ? problem(c, 403, { code: 'cross_site', title })
      : show(c, session, 'refused');
  }
  const ended = await ownSessions(c.env.SIGN_IN_LEDGER, tenant.id).endOwnSessions(session.id, which, now);
  if (ended === null) return askToSignIn(c);
  for (const each of ended) recordSignOut(c, each);
  return c.redirect(`${OWN_SESSIONS_PATH}${ended.length === 0 ? '' : '?ended'}`, 303);
}

async function show(c: Context<TenantEnv>, session: Session, outcome: Outcome): Promise<Response> {
  const { tenant, settings, now } = c.var;
  const ledger = ownSessions(c.env.SIGN_IN_LEDGER, tenant.id);
  const sessions = await ledger.ownSessions(session.id, tenant.session, now);
  if (sessions === null) return askToSignIn(c);
  const content = (
    <OwnSessionsPage
      site={localSite(c, tenant)}
      sessions={sessions}
      connectionNames={new Map(tenant.connections.map(({ id, displayName }) => [id, displayName]))}
      isLastingName={session.identity.accountKey !== null}
      outcome={outcome}
      now={now}
    />
  );
  // The button of this browser signs out at the identity provider as well.
  return page(c, content, outcome === 'refused' ? 403 : 200, identityProviderTargets(settings));
}

/** A form of a session that is over meanwhile loses nothing: the list is one sign-in away. */
function askToSignIn(c: Context<TenantEnv>): Response {
  const isForm = c.req.method === 'POST' && !prefersJson(c.req.raw);
  if (isForm || canGoToSignIn(c.req.raw)) return c.redirect(signInPath(OWN_SESSIONS_PATH), 303);
  return refuseUnauthenticated(c, OWN_SESSIONS_PATH);
}
