/**
 * `/sso/slo`: the single logout service, by Redirect (GET) and POST. What arrives may come from anybody, through any browser,
 * framed or not, with or without cookies; what guards it is the identity provider's signature.
 */
import type { Context } from 'hono';
import { type LogoutEndpoint, logoutEndpointsOf } from '../saml/identity-provider.ts';
import { MAX_LOGOUT_FORM_BYTES } from '../saml/post-binding.ts';
import type { LogoutArrival } from '../saml/receive-logout.ts';
import type { Session } from '../session/session.ts';
import { openSession } from '../session/session-cookie.ts';
import type { LogoutAnswer } from '../sign-in/answer-logout.ts';
import type { LogoutMessage } from '../sign-in/log-out.ts';
import { receiveLogout } from '../sign-in/receive-log-out.ts';
import { refreshMetadataOf } from '../stores/metadata-refresh.ts';
import type { Connection } from '../tenants/tenant.ts';
import type { TenantEnv } from './context.ts';
import { clearSessionCookie, sessionCookie } from './cookies.ts';
import { recordSignOut } from './journal.ts';
import { localSite } from './language.ts';
import { identityProviderTargets } from './login.tsx';
import { pendingLogout, setLogoutCookie } from './logout-cookie.ts';
import { PostFormPage } from './pages/post-form-page.tsx';
import { readBody } from './read-body.ts';
import { noteRefusedLogout, refuseLogout } from './refuse.tsx';
import { page } from './respond.ts';

const MESSAGE_ID_BYTES = 16;

/** Each is a message to the tenant's record; nobody has as many sessions. */
const MAX_TOLD = 50;

/** Takes a message of the Redirect binding. */
export function receiveRedirect(c: Context<TenantEnv>): Promise<Response> {
  return receive(c, { binding: 'redirect', rawQuery: new URL(c.req.url).search.slice(1) });
}

/** Takes a message of the POST binding. */
export async function receivePost(c: Context<TenantEnv>): Promise<Response> {
  const body = await readBody(c.req.raw, MAX_LOGOUT_FORM_BYTES + 1);
  return receive(c, { binding: 'post', body, contentType: c.req.header('content-type') ?? null });
}

async function receive(c: Context<TenantEnv>, arrival: LogoutArrival): Promise<Response> {
  const { tenant, serviceProvider, settings, origin, now, ledger } = c.var;
  const received = await receiveLogout(arrival, {
    tenant,
    serviceProvider,
    now,
    ledger,
    sloUrl: `${origin}/sso/slo`,
    random: crypto.getRandomValues(new Uint8Array(MESSAGE_ID_BYTES)),
    signingKey: settings.spKeys.signing,
    decryptionKeys: settings.spKeys.decrypting,
    blockedAlgorithms: settings.blockedAlgorithms,
    pending: await pendingLogout(c),
    refreshMetadata: refreshMetadataOf(c.env, tenant, now),
  });
  switch (received.outcome) {
    case 'failed': {
      const { failure, connectionId, answer } = received;
      if (answer === null) return refuseLogout(c, failure.code, connectionId);
      noteRefusedLogout(c, failure.code, connectionId);
      return sendAnswer(c, answer);
    }
    case 'answered':
      await setLogoutCookie(c, received.pending);
      return c.redirect('/sso/logout', 303);
    case 'ended': {
      const { sessions, answer } = received;
      for (const session of sessions.slice(0, MAX_TOLD)) recordSignOut(c, session);
      await forgetEnded(c, sessions);
      return answer === null ? c.redirect('/sso/logout', 303) : sendAnswer(c, answer);
    }
  }
}

/** Whoever began it goes on with its own logout, whatever became of it here. */
function sendAnswer(
  c: Context<TenantEnv>,
  { message, connection }: LogoutAnswer,
): Response | Promise<Response> {
  const framedBy = logoutEndpointsOf(connection.identityProvider).flatMap(originsOf);
  return sendLogout(c, message, connection, framedBy);
}

/**
 * Clears the cookie of a session that has ended, where this browser brought it. Another one stays: whoever sends somebody a
 * link to sign himself out shall not sign out who opens it.
 */
async function forgetEnded(c: Context<TenantEnv>, ended: readonly Session[]): Promise<void> {
  const value = sessionCookie(c);
  const carried =
    value === undefined ? null : await openSession(value, c.var.tenant.id, c.var.cookieKeys.session);
  if (ended.some(({ id }) => id === carried?.session.id)) clearSessionCookie(c);
}

/**
 * Sends a message on to the identity provider. A request of ours is never framed. For an answer the identity provider may have
 * opened us in a frame of its own page, one for each site where somebody is to be signed out. A redirect is no document, and
 * goes through whatever frames it. A form is one: `framedBy` are the origins where our record has that identity provider, and nobody
 * else may. There is nothing in it to click on but what it does anyway, and it tells the page around it nothing that is not its own.
 * `onward` are the schemes of where its way may end.
 */
export function sendLogout(
  c: Context<TenantEnv>,
  message: LogoutMessage,
  connection: Connection,
  framedBy?: readonly string[],
  onward: readonly string[] = [],
): Response | Promise<Response> {
  if (message.binding === 'redirect') return c.redirect(message.location, 303);
  const { action, fields } = message.form;
  const content = (
    <PostFormPage
      site={localSite(c, c.var.tenant)}
      action={action}
      fields={fields.map(({ name, value }) => [name, value] as const)}
      connectionName={connection.displayName}
      purpose="sign-out"
    />
  );
  const targets = new Set([...identityProviderTargets(c.var.settings), ...onward]);
  return page(c, content, 200, [...targets], framedBy);
}

function originsOf({ location, responseLocation }: LogoutEndpoint): string[] {
  return [location, responseLocation ?? location].map((url) => new URL(url).origin);
}
