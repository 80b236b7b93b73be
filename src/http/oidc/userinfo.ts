/**
 * `/sso/oidc/userinfo`: what the scopes of an access token tell of its person, for as long as the session is open. OpenID Connect
 * Core 1.0, section 5.3; RFC 6750. The token comes from an application, or from anybody. I/O: the ledger.
 */
import type { Context } from 'hono';
import { checkAccessToken } from '../../oidc/authorization-code.ts';
import { releaseClaims } from '../../oidc/claims.ts';
import type { TenantEnv } from '../context.ts';
import { personClaims } from '../identity-token.ts';
import { refuseClient } from './refuse.tsx';
import { open } from './sealed.ts';
import { keepOpen } from './token.ts';

/** Describes the person; with all groups, since this is no header. */
export async function describeUser(c: Context<TenantEnv>): Promise<Response> {
  const { tenant, origin: issuer, ledger, now } = c.var;
  const [, token] = /^Bearer +([\w.-]+)$/i.exec(c.req.header('Authorization') ?? '') ?? [];
  if (token === undefined) {
    c.header('WWW-Authenticate', 'Bearer');
    return c.body(null, 401);
  }
  const grant = await open(c, 'edge-saml/access-token/1', token);
  if (grant === null) return refuseClient(c, 'oidc_access_token_unknown');
  const checked = checkAccessToken(grant, { tenantId: tenant.id, issuer, now });
  if (!checked.ok) return refuseClient(c, checked.failure.code);
  const isClient = tenant.oidcClients?.some(({ id }) => id === grant.clientId);
  if (!isClient) return refuseClient(c, 'oidc_access_token_ended');
  const stored = await ledger.findGranted(grant.codeId, grant.sessionId, now);
  const session = stored && keepOpen(c, stored, grant);
  if (session === null) return refuseClient(c, 'oidc_access_token_ended');
  return c.json(releaseClaims(await personClaims(tenant, session, 'all'), grant.scopes));
}
