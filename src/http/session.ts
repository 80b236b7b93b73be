/** `GET /sso/session`: who is signed in, for the application's own scripts and servers. */
import type { Context } from 'hono';
import type { Session } from '../session/session.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { TenantEnv } from './context.ts';
import { currentWholeSession } from './cookies.ts';
import { signInPath } from './refuse.tsx';
import { jsonText, problem } from './respond.ts';

/** Answers 200 with the identity, or 401 with where to sign in. */
export async function showSession(c: Context<TenantEnv>): Promise<Response> {
  const session = await currentWholeSession(c);
  return session === null ? refuseUnauthenticated(c, '/') : jsonText(c, tell(session, c.get('tenant')));
}

/** Tells a program that nobody is signed in, and where to send a person who is to come back to `returnTo`. */
export function refuseUnauthenticated(c: Context<TenantEnv>, returnTo: string): Response {
  const signInUrl = c.var.origin + signInPath(returnTo);
  return problem(c, 401, { code: 'not_signed_in', title: 'Nobody is signed in', signInUrl });
}

/** What was told before: the application asks with each of its own requests, and a session never changes. */
const told = new WeakMap<Session, { readonly tenant: Tenant; readonly text: string }>();

function tell(session: Session, tenant: Tenant): string {
  const before = told.get(session);
  if (before?.tenant === tenant) return before.text;
  const text = JSON.stringify(describe(tenant.slug, session));
  told.set(session, { tenant, text });
  return text;
}

/** Instants as ISO 8601. The session's id stays in the cookie: whoever reads this answer has no use for it. */
function describe(tenant: string, { identity, connectionId, signedInAt, expiresAt }: Session) {
  return {
    tenant,
    connectionId,
    signedInAt: new Date(signedInAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    identity: { ...identity, authnInstant: new Date(identity.authnInstant).toISOString() },
  };
}
