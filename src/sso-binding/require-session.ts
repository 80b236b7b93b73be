/**
 * Middleware for another Worker's Hono app: nobody comes past it who is not signed in. It asks `env.SSO`, by cookie alone, and
 * answers who is not by the same rules as this Worker does itself. It stands on Hono and what is beside it.
 *
 *     app.use('/app/*', requireSession()).get('/app/me', (c) => c.text(c.var.session.identity.email ?? ''));
 */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { canGoToSignIn } from '../http/prefers.ts';
import type { SsoService, SsoSession } from './sso.ts';

export type { SessionAnswer, SsoIdentity, SsoService, SsoSession } from './sso.ts';

/** What the middleware needs of an app, and gives to it. */
export interface SessionEnv {
  Bindings: { readonly SSO: SsoService };
  Variables: { session: SsoSession };
}

/**
 * Makes the middleware. A page that is asked for without a session leads to sign-in and back; anything else is answered 401 by a
 * problem (RFC 9457) that says where to sign in. Where it cannot be known who is signed in, it throws.
 */
export function requireSession() {
  return createMiddleware<SessionEnv>(async (c, next) => {
    const cookie = c.req.header('cookie');
    const headers = new Headers(cookie === undefined ? {} : { cookie });
    const { session, signInUrl, setCookie } = await c.env.SSO.session({ url: c.req.url, headers });
    if (session === null) return askToSignIn(c, signInUrl);
    c.set('session', session);
    await next();
    // An answer that opens a WebSocket cannot be made anew with one header more.
    if (c.res.status !== 101) addHeaders(c, setCookie);
    return undefined;
  });
}

/** As the gateway does: no cache shares what was made for one person, and none keeps a cookie that opens a session. */
function addHeaders(c: Context, setCookie: string | null): void {
  if (setCookie !== null) {
    c.header('Set-Cookie', setCookie, { append: true });
    c.header('Cache-Control', 'no-store');
  } else if (!c.res.headers.has('Cache-Control')) {
    c.header('Cache-Control', 'private');
  }
}

function askToSignIn(c: Context, signInUrl: string | null): Response {
  c.header('Cache-Control', 'no-store');
  if (signInUrl !== null && canGoToSignIn(c.req.raw)) return c.redirect(signInUrl, 302);
  const problem = { type: 'about:blank', status: 401, code: 'not_signed_in', title: 'Nobody is signed in' };
  return c.body(JSON.stringify({ ...problem, ...(signInUrl !== null && { signInUrl }) }), 401, {
    'Content-Type': 'application/problem+json',
  });
}
