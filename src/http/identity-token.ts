/**
 * The identity token that the application behind the gateway receives with each request. One is used for a minute: a page
 * makes many requests, and a signature takes as long as all else that the gateway does. No I/O but for what a session needs.
 */
import type { Context } from 'hono';
import { signIdentityToken, type TokenSigner } from '../session/identity-token.ts';
import { describePerson } from '../session/person-claims.ts';
import type { Session } from '../session/session.ts';
import { sessionEnd } from '../session/session-rules.ts';
import { readGroups } from '../sign-in/groups.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { TenantEnv } from './context.ts';
import { tokenSigner } from './token-signer.ts';

/** Leaves a token four fifths of its life when it is used for the last time. */
const USED_FOR_MILLISECONDS = 60_000;

interface IssuedToken {
  readonly token: string;
  readonly signer: TokenSigner;
  readonly tenant: Tenant;
  readonly origin: string;
  readonly issuedAt: number;
}

/** By the session as its cookie was opened, which is one object for as long as the cookie is remembered. */
const issued = new WeakMap<Session, IssuedToken>();

/** Gives a token for a whole session, which is current; null where the deployment has no token keys. */
export async function issueIdentityToken(c: Context<TenantEnv>, session: Session): Promise<string | null> {
  const signer = await tokenSigner(c.get('settings'));
  if (signer === null) return null;
  const [tenant, origin, now] = [c.get('tenant'), c.get('origin'), c.get('now')];
  const before = issued.get(session);
  const isUsable = before?.signer === signer && before.tenant === tenant && before.origin === origin;
  if (isUsable && now < before.issuedAt + USED_FOR_MILLISECONDS) return before.token;
  const terms = {
    issuer: origin,
    audience: origin,
    now,
    sessionEnd: sessionEnd(session, tenant.session),
  };
  const token = await signIdentityToken(await personClaims(tenant, session), terms, signer);
  issued.set(session, { token, signer, tenant, origin, issuedAt: now });
  return token;
}

/** Describes the person of a whole session of a tenant; with `fitting` groups, or all of them. */
export function personClaims(tenant: Tenant, session: Session, groups: 'fitting' | 'all' = 'fitting') {
  const connection = tenant.connections.find(({ id }) => id === session.connectionId) ?? {};
  const all = readGroups(session.identity.attributes, connection);
  return describePerson(session, all, tenant, groups);
}
