/** `GET /sso/session`: who is signed in, for the application's own scripts and servers. */
import type { Context } from 'hono';
import type { Session } from '../session/session.ts';
import { readGroups } from '../sign-in/groups.ts';
import { completeSession } from '../sign-in/resume.ts';
import type { SsoSession } from '../sso-binding/sso.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { rememberCheck } from './answered-checks.ts';
import type { TenantEnv } from './context.ts';
import { currentSession } from './cookies.ts';
import { signInPath } from './refuse.tsx';
import { jsonText, problem } from './respond.ts';

/** Answers 200 with the identity, or 401 with where to sign in. */
export async function showSession(c: Context<TenantEnv>): Promise<Response> {
  const resumed = await currentSession(c);
  const session = resumed && (await completeSession(resumed, { ledger: c.get('ledger'), now: c.get('now') }));
  if (session === null) return refuseUnauthenticated(c, '/');
  const text = JSON.stringify(describe(c.get('tenant'), session));
  if (!resumed?.renewed && resumed?.attributesIn === 'cookie') rememberCheck(c, session, text);
  return jsonText(c, text);
}

/** Tells a program that nobody is signed in, and where to send a person who is to come back to `returnTo`. */
export function refuseUnauthenticated(c: Context<TenantEnv>, returnTo: string): Response {
  const signInUrl = c.var.origin + signInPath(returnTo);
  return problem(c, 401, { code: 'not_signed_in', title: 'Nobody is signed in', signInUrl });
}

/** Instants as ISO 8601. The session's id stays in the cookie: whoever reads this answer has no use for it. */
function describe(
  { slug, connections }: Tenant,
  { identity, connectionId, recovery, signedInAt, expiresAt }: Session,
): SsoSession {
  const connection = connections.find(({ id }) => id === connectionId) ?? {};
  return {
    tenant: slug,
    connectionId,
    ...(recovery && { recovery }),
    signedInAt: new Date(signedInAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    identity: {
      ...identity,
      groups: readGroups(identity.attributes, connection),
      roles: identity.roles ?? [],
      authnInstant: new Date(identity.authnInstant).toISOString(),
    },
  };
}
