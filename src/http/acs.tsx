/**
 * `POST /sso/acs`: the assertion consumer service, where identity providers make browsers post Responses. The post is
 * cross-site by nature; what guards it is the pending request, not Origin.
 */
import type { Context } from 'hono';
import { makeReference } from '../events/reference.ts';
import { startStopwatch } from '../events/stopwatch.ts';
import { MAX_FORM_BYTES } from '../saml/post-binding.ts';
import type { Session } from '../session/session.ts';
import { finishSignIn } from '../sign-in/finish.ts';
import type { HandedWish } from '../sign-in/hand-over.ts';
import { DEFAULT_RETURN_TO } from '../sign-in/return-to.ts';
import { refreshMetadataOf } from '../stores/metadata-refresh.ts';
import { type ServiceProvider, serviceProvider } from '../tenants/service-provider.ts';
import type { TenantEnv } from './context.ts';
import { clearPendingCookie, pendingRequests, setSessionCookie } from './cookies.ts';
import { showDraftTest } from './draft-test.tsx';
import { recordSignIn } from './journal.ts';
import { sendToIdentityProvider } from './login.tsx';
import { readBody } from './read-body.ts';
import { refuseSignIn } from './refuse.tsx';
import { writeServerTiming } from './server-timing.ts';

const SESSION_ID_BYTES = 16;

/** An ACS: where Responses to it have to be addressed to, and how a person goes on from there. */
export interface ConsumerService {
  readonly serviceProvider: ServiceProvider;
  /** Sends the person to the identity provider. */
  begin(wish: HandedWish): Promise<Response>;
  /** Lets the person in. */
  enter(session: Session, requestId: string | null, returnTo: string): Promise<Response>;
}

/** Finishes a sign-in: the session and the end of its pending request travel in one answer. */
export async function consumeAssertion(c: Context<TenantEnv>): Promise<Response> {
  return finishAt(c, await readAnswer(c), {
    // Its own ACS, also where the tenant announces the shared one: what is addressed to that one has to go there.
    serviceProvider: serviceProvider(new URL(c.var.origin).host, c.var.settings),
    begin: (wish) => sendToIdentityProvider(c, wish),
    async enter(session, _requestId, returnTo) {
      await setSessionCookie(c, session);
      return c.redirect(returnTo, 303);
    },
  });
}

/** Reads what was posted: one octet more than is allowed tells a form that is too large. */
export function readAnswer(c: Context): Promise<Uint8Array> {
  return readBody(c.req.raw, MAX_FORM_BYTES + 1);
}

/** Finishes a sign-in at an ACS. */
export async function finishAt(
  c: Context<TenantEnv>,
  body: Uint8Array,
  service: ConsumerService,
): Promise<Response> {
  const { tenant, settings, now, ledger } = c.var;
  const stopwatch = startStopwatch(now);
  c.set('stopwatch', stopwatch);
  const finished = await finishSignIn(
    {
      tenant,
      serviceProvider: service.serviceProvider,
      body,
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
      mark: stopwatch.mark,
    },
  );
  if (finished.outcome === 'test') return showDraftTest(c, finished, service.serviceProvider);
  const judged = { received: finished.received, serviceProvider: service.serviceProvider };
  if (finished.outcome === 'failed') {
    const { failure, connectionId, returnTo, checks } = finished;
    if (failure.code === 'outside_pilot') return sendOutside(c, connectionId, failure.received);
    const { code, missing } = failure;
    return refuseSignIn(c, { code, connectionId, returnTo, missing, judged: { ...judged, checks } });
  }
  if (finished.requestId !== null) clearPendingCookie(c, finished.requestId);
  const reference = makeReference(tenant.id);
  const { returnTo } = finished;
  if (finished.outcome === 'restart') {
    const { connectionId, cause } = finished;
    recordSignIn(c, { reference, outcome: 'restarted', code: cause, connectionId });
    const restarted = cause === 'unsolicited_response';
    return service.begin({ tenantId: tenant.id, returnTo, connectionId, email: null, restarted });
  }
  const { session } = finished;
  const { connectionId } = session;
  const attempt = { reference, outcome: 'signed_in', code: null, connectionId } as const;
  recordSignIn(c, attempt, session, judged);
  if (settings.serverTiming) c.header('Server-Timing', writeServerTiming(stopwatch.stages()));
  return service.enter(session, finished.requestId, returnTo);
}

/** Who is outside the pilot has done nothing wrong: the person goes on to the application's own page, which the list of sign-ins tells. */
function sendOutside(c: Context<TenantEnv>, connectionId: string | null, fallbackUrl: string): Response {
  const reference = makeReference(c.var.tenant.id);
  recordSignIn(c, { reference, outcome: 'restarted', code: 'outside_pilot', connectionId });
  return c.redirect(fallbackUrl, 303);
}

/** Anything but a POST: a bookmark, the back button, or an identity provider set to another binding. */
export function refuseMethod(c: Context<TenantEnv>): Response | Promise<Response> {
  c.header('Allow', 'POST');
  return refuseSignIn(c, { code: 'method_not_allowed', connectionId: null, returnTo: DEFAULT_RETURN_TO });
}
