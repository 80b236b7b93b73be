/**
 * Every path that is not ours: the application behind this host, or where there is none, the built-in page that says who is
 * signed in. What asks for a session gets one first; what goes on says who is signed in, in a token that the application verifies.
 */
import type { Context } from 'hono';
import type { KeptPost } from '../../session/kept-post.ts';
import type { Session } from '../../session/session.ts';
import { Outage } from '../../stores/outage.ts';
import { asksForSession, mayReadAsOwn } from '../../tenants/application-paths.ts';
import { askToSignIn, showApplication } from '../application.tsx';
import type { TenantEnv } from '../context.ts';
import { issueIdentityToken } from '../identity-token.ts';
import { logError } from '../log.ts';
import { refuseUnknownPath } from '../not-found.tsx';
import { currentPerson } from './current-person.ts';
import { isFormPost, isKeptPost, keepAgain, keepPost, takeKeptPost, unmarked } from './kept-post.tsx';
import { failureOf, rememberLetThrough } from './pass-again.ts';
import { passBack } from './pass-back.ts';
import { askApplication, type Outgoing, outgoingRequest } from './pass-on.ts';
import { type Application, findApplication } from './which-application.ts';

/** Passes a request on to the application, or asks to sign in first. */
export async function serveApplication(c: Context<TenantEnv>): Promise<Response> {
  const failure = failureOf(c.req.raw);
  if (failure !== undefined) throw failure;
  const application = findApplication(c);
  if (application === null) return showApplication(c);
  const marked = targetOf(c.req.url);
  const target = unmarked(marked);
  const path = target.replace(/\?.*/s, '');
  // However the application reads it, it is asked for nothing that is ours.
  if (mayReadAsOwn(path)) return refuseUnknownPath(c);
  const session = await currentPerson(c);
  if (isKeptPost(c.req.raw) && marked !== target) {
    const kept = await takeKeptPost(c, target, session);
    if (kept instanceof Response) return kept;
    return passKept(c, application, kept, session);
  }
  if (session === null && asksForSession(path, application.rules)) {
    return isFormPost(c.req.raw) ? keepPost(c, target) : askToSignIn(c);
  }
  const token = session && (await issueIdentityToken(c, session));
  if (session !== null && c.get('renewedSession') === undefined)
    rememberLetThrough(c, { session, application, token });
  return pass(c, application, outgoingRequest(c, token, target), session !== null);
}

/** Passes the kept form on in place of what carried it. Where the application is not there, the form is kept again. */
async function passKept(
  c: Context<TenantEnv>,
  application: Application,
  kept: KeptPost,
  session: Session | null,
): Promise<Response> {
  const token = session && (await issueIdentityToken(c, session));
  const { headers, ...outgoing } = outgoingRequest(c, token, kept.target);
  headers.set('Content-Type', kept.contentType);
  headers.delete('Content-Length');
  try {
    return await pass(c, application, { ...outgoing, headers, body: new Uint8Array(kept.body) }, true);
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    return keepAgain(c, kept, logError(c, error));
  }
}

async function pass(
  c: Context<TenantEnv>,
  application: Application,
  outgoing: Outgoing,
  isSignedIn: boolean,
): Promise<Response> {
  const response = await askApplication(application, c.get('origin'), outgoing);
  c.set('stamped', true);
  return passBack(response, { isSignedIn, isRenewed: c.get('renewedSession') !== undefined });
}

/** Path and query exactly as they were asked for. */
function targetOf(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('://') + 3));
}
