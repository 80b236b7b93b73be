/**
 * Signing out here, and then at the identity provider: SAML Profiles 2.0, section 4.4, begun by the service provider. The session
 * here ends first, in the ledger, so that copies of its cookie die as well; whatever becomes of the rest, that stands. It is
 * for who asks to sign out: a session that lapses asks nobody. Time and random octets are arguments.
 */
import { signingKeyFor } from '../saml/algorithm-support.ts';
import { type LogoutEndpoint, logoutEndpointsOf } from '../saml/identity-provider.ts';
import { buildLogoutRequest, buildSignedLogoutRequest } from '../saml/logout-request.ts';
import { encodePost, type PostForm } from '../saml/post-binding.ts';
import { encodeRedirect } from '../saml/redirect-binding.ts';
import type { Session } from '../session/session.ts';
import { judgeSession } from '../session/session-rules.ts';
import type { ServiceProvider } from '../tenants/service-provider.ts';
import type { Connection, Tenant } from '../tenants/tenant.ts';
import type { SigningKey } from '../xmldsig/signing-key.ts';
import { checkConnectionTrust } from './connection-trust.ts';
import type { PendingLogout } from './pending-logout.ts';
import { buildRequestId } from './pending-request.ts';
import type { SignInLedgerPort } from './ports.ts';

export interface LogoutContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** 16 random octets. */
  readonly random: Uint8Array;
  readonly tenant: Tenant;
  readonly serviceProvider: ServiceProvider;
  /** The deployment's; null where it has none, and then nobody is asked. */
  readonly signingKey: SigningKey | null;
  readonly ledger: Pick<SignInLedgerPort, 'end'>;
}

/** What takes the browser to the identity provider. */
export type LogoutMessage =
  | { readonly binding: 'redirect'; readonly location: string }
  | { readonly binding: 'post'; readonly form: PostForm };

/** Who is signed out here. */
export interface LoggedOut {
  /** Whether the session was still there: of a copy of a cookie nothing is to be told once more. */
  readonly hasEnded: boolean;
  /** What its identity provider is still to be asked; null where it is not. */
  readonly request: LogoutAsked | null;
}

export interface LogoutAsked {
  readonly message: LogoutMessage;
  readonly pending: PendingLogout;
  readonly connection: Connection;
}

/** Ends the session here, and builds the LogoutRequest where its identity provider takes one. */
export async function beginLogOut(session: Session, context: LogoutContext): Promise<LoggedOut> {
  const hasEnded = await context.ledger.end(session.id);
  // No browser sends the cookie of a session that is over: whoever does may be anybody who came by it, and is no reason to sign.
  const isOver = judgeSession(session, context.tenant.session, context.now) === 'over';
  return { hasEnded, request: isOver ? null : await askIdentityProvider(session, context) };
}

async function askIdentityProvider(session: Session, context: LogoutContext): Promise<LogoutAsked | null> {
  const { tenant, signingKey: ownKey, now, random, serviceProvider } = context;
  const { nameId, sessionIndex, idpEntityId } = session.identity;
  const connection = tenant.connections.find(
    ({ id, identityProvider }) => id === session.connectionId && identityProvider.entityId === idpEntityId,
  );
  const endpoint = connection === undefined ? null : findLogoutEndpoint(connection);
  // Without a key there is no such request: an identity provider that took unsigned ones would sign anybody out.
  if (connection === undefined || endpoint === null || nameId === null || ownKey === null) return null;
  if (!checkConnectionTrust(connection, now).ok) return null;
  const signingKey = signingKeyFor(connection.identityProvider, ownKey);
  const requestId = buildRequestId(random);
  const request = {
    id: requestId,
    issueInstant: now,
    destination: endpoint.location,
    spEntityId: serviceProvider.entityId,
    nameId,
    sessionIndex,
  };
  const outbound = { location: endpoint.location, parameter: 'SAMLRequest', relayState: null } as const;
  const message: LogoutMessage =
    endpoint.binding === 'redirect'
      ? {
          binding: 'redirect',
          location: await encodeRedirect({ ...outbound, message: buildLogoutRequest(request), signingKey }),
        }
      : {
          binding: 'post',
          form: encodePost({ ...outbound, message: await buildSignedLogoutRequest(request, signingKey) }),
        };
  const { id: tenantId } = tenant;
  const pending = {
    tenantId,
    connectionId: connection.id,
    idpEntityId,
    requestId,
    issuedAt: now,
    status: null,
  };
  return { message, pending, connection };
}

/** Finds where a connection's identity provider takes logouts: Redirect before POST, null where it takes none. */
export function findLogoutEndpoint({ identityProvider }: Connection): LogoutEndpoint | null {
  const endpoints = logoutEndpointsOf(identityProvider);
  return endpoints.find(({ binding }) => binding === 'redirect') ?? endpoints[0] ?? null;
}
