/**
 * `POST /sso/acs`: the assertion consumer service, where identity providers make browsers post Responses. The post is
 * cross-site by nature; what guards it is the pending request, not Origin.
 */
import type { Context } from 'hono';
import { MAX_FORM_BYTES } from '../saml/post-binding.ts';
import { finishSignIn } from '../sign-in/finish.ts';
import { DEFAULT_RETURN_TO } from '../sign-in/return-to.ts';
import { refreshMetadataOf } from '../stores/metadata-refresh.ts';
import type { TenantEnv } from './context.ts';
import { clearPendingCookie, pendingRequests, setSessionCookie } from './cookies.ts';
import { recordSignIn } from './journal.ts';
import { logSignIn, makeReference } from './log.ts';
import { sendToIdentityProvider } from './login.tsx';
import { readBody } from './read-body.ts';
import { refuseSignIn } from './refuse.tsx';

const SESSION_ID_BYTES = 16;

/** Finishes a sign-in: the session and the end of its pending request travel in one answer. */
export async function consumeAssertion(c: Context<TenantEnv>): Promise<Response> {
  const { tenant, serviceProvider, settings, now, ledger } = c.var;
  const finished = await finishSignIn(
    {
      tenant,
      serviceProvider,
      // One octet more than is allowed tells a form that is too large.
      body: await readBody(c.req.raw, MAX_FORM_BYTES + 1),
      contentType: c.req.header('content-type') ?? null,
      pendingRequests: await pendingRequests(c),
      blockedAlgorithms: settings.blockedAlgorithms,
      decryptionKeys: settings.spKeys.decrypting,
    },
    {
      now,
      ledger,
      random: crypto.getRandomValues(new Uint8Array(SESSION_ID_BYTES)),
      refreshMetadata: refreshMetadataOf(c.env, tenant, now),
    },
  );
  if (finished.outcome === 'failed') {
    return refuseSignIn(c, { ...finished, code: finished.failure.code });
  }
  if (finished.requestId !== null) clearPendingCookie(c, finished.requestId);
  const log = { reference: makeReference(), tenant: tenant.slug };
  const { returnTo } = finished;
  if (finished.outcome === 'restart') {
    const { connectionId, cause } = finished;
    logSignIn({ ...log, code: `restarted_after_${cause}`, connectionId });
    recordSignIn(c, { reference: log.reference, outcome: 'restarted', code: cause, connectionId });
    const restarted = cause === 'unsolicited_response';
    return sendToIdentityProvider(c, { returnTo, connectionId, email: null, restarted });
  }
  const { session } = finished;
  const { connectionId } = session;
  logSignIn({ ...log, code: 'signed_in', connectionId });
  recordSignIn(c, { reference: log.reference, outcome: 'signed_in', code: null, connectionId }, session);
  await setSessionCookie(c, session);
  return c.redirect(returnTo, 303);
}

/** Anything but a POST: a bookmark, the back button, or an identity provider set to another binding. */
export function refuseMethod(c: Context<TenantEnv>): Response | Promise<Response> {
  c.header('Allow', 'POST');
  return refuseSignIn(c, { code: 'method_not_allowed', connectionId: null, returnTo: DEFAULT_RETURN_TO });
}
