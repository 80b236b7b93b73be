/**
 * Requests to the application by people who were let through before: a page makes many of them with one cookie. No router, no
 * middleware, no second look at the cookie; whatever is out of the ordinary is left to those. It holds for as long as what it was
 * made from, as answered-checks.ts does: the very same cookies on the same host, the same settings, the tenant's record as it was, a
 * session that is neither over nor due for renewal, and its token. The request is input from anybody. I/O: the application.
 */
import type { Context } from 'hono';
import { keepNewest } from '../../keep-newest.ts';
import type { Session } from '../../session/session.ts';
import { judgeSession } from '../../session/session-rules.ts';
import type { Env } from '../../settings.ts';
import { recallTenant } from '../../stores/tenant-store.ts';
import type { HostOwner } from '../../tenants/deployment.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { TenantEnv } from '../context.ts';
import { hostOwner } from '../host-owner.ts';
import { isForeignSocket } from './foreign-socket.ts';
import { isMarked } from './kept-post.tsx';
import { stripOwnCookies } from './own-cookies.ts';
import { passBack } from './pass-back.ts';
import { askApplication } from './pass-on.ts';
import { type Passed, passHeaders } from './request-headers.ts';
import type { Application } from './which-application.ts';

interface LetThrough {
  readonly env: Env;
  readonly origin: string;
  readonly owner: HostOwner;
  readonly tenant: Tenant;
  readonly session: Session;
  readonly application: Application;
  readonly passed: Passed;
  /** Until when the token is used. Milliseconds since 1970. */
  readonly until: number;
}

/** By the whole Cookie header; the oldest are the first to go. */
const letThrough = new Map<string, LetThrough>();
const MAX_LET_THROUGH = 500;

/** No longer than a token serves, counted from the request that remembered it. */
const REMEMBERED_MILLISECONDS = 10_000;

/** Remembers who was let through with a session that needs no new cookie. */
export function rememberLetThrough(
  c: Context<TenantEnv>,
  { session, application, token }: Pick<LetThrough, 'session' | 'application'> & Pick<Passed, 'token'>,
): void {
  const cookies = c.req.header('cookie');
  const owner = hostOwner(c.req.raw, c.get('settings'));
  if (cookies === undefined || owner === null) return;
  const [origin, tenant, now] = [c.get('origin'), c.get('tenant'), c.get('now')];
  // Over plain http, where there should be https, nobody is let through.
  if (!c.req.url.startsWith(`${origin}/`)) return;
  const { host, scheme } = { host: owner.host, scheme: c.get('settings').scheme };
  const passed = { token, host, scheme, cookies: stripOwnCookies(cookies) };
  const until = now + REMEMBERED_MILLISECONDS;
  const known = { env: c.env, origin, owner, tenant, session, application, passed, until };
  keepNewest(letThrough, cookies, known, MAX_LET_THROUGH);
}

/**
 * Paths that are ours in no reading, and read alike by everybody: letters, digits, the punctuation of RFC 3986 without `;` and `%`,
 * no segment that is empty or begins with a dot, and not ours or well-known.
 */
const ORDINARY = /^(?!\/sso)(?:[\w~!$&'()*+,=:@.-]|\/(?![/.]))*(?:\?|$)/i;

/** Passes a request on as those before it were; null, at once or after a failure, where it has to go its whole way. */
export function passAgain(request: Request, env: Env): Promise<Response | null> | null {
  const cookies = request.headers.get('cookie');
  const known = cookies === null ? undefined : letThrough.get(cookies);
  if (known === undefined || known.env !== env) return null;
  const { origin, owner, tenant, session } = known;
  const { url } = request;
  if (!url.startsWith(origin) || url.charCodeAt(origin.length) !== SLASH) return null;
  const target = url.slice(origin.length);
  if (!ORDINARY.test(target) || isMarked(target) || isForeignSocket(request, origin)) return null;
  const now = Date.now();
  if (now >= known.until || recallTenant(owner, now) !== tenant) return null;
  if (judgeSession(session, tenant.session, now) !== 'current') return null;
  return pass(request, target, known);
}

const SLASH = 0x2f;
const SIGNED_IN = { isSignedIn: true, isRenewed: false };

/** Requests that found no application, and why: the whole way has the words for it, and does not ask a second time. */
const failed = new WeakMap<Request, Error>();

/** Gives what became of a request that was passed on already. */
export function failureOf(request: Request): Error | undefined {
  return failed.get(request);
}

async function pass(
  request: Request,
  target: string,
  { application, origin, passed }: LetThrough,
): Promise<Response | null> {
  const { method, body } = request;
  const headers = passHeaders(request.headers, passed);
  try {
    return passBack(await askApplication(application, origin, { method, target, headers, body }), SIGNED_IN);
  } catch (error) {
    failed.set(request, error as Error);
    return null;
  }
}
