/**
 * The first half of a sign-in: from a deep link to the identity provider with an AuthnRequest, SAML Profiles 2.0, sections
 * 4.1.4.1 and 4.1.3. Who asks may be anybody, and nothing is written anywhere: all that must be remembered is in the
 * pending request, which the caller seals into a cookie. No I/O; time and random octets are arguments.
 */
import { failure } from '../result.ts';
import { signingKeyFor } from '../saml/algorithm-support.ts';
import { type AuthnRequest, buildAuthnRequest, buildSignedAuthnRequest } from '../saml/authn-request.ts';
import type { Endpoint } from '../saml/identity-provider.ts';
import { encodePost, type PostForm } from '../saml/post-binding.ts';
import { encodeRedirect } from '../saml/redirect-binding.ts';
import { fitsRelayState } from '../saml/relay-state.ts';
import { chooseConnection } from '../tenants/choose-connection.ts';
import { readEmailDomain } from '../tenants/email-domain.ts';
import type { ServiceProvider } from '../tenants/service-provider.ts';
import { type Connection, signsRequests, type Tenant, usesSharedAcs } from '../tenants/tenant.ts';
import type { SigningKey } from '../xmldsig/signing-key.ts';
import { checkConnectionTrust } from './connection-trust.ts';
import type { SignInFailure } from './failure.ts';
import { buildRequestId, type PendingSignIn, type TestOfDraft } from './pending-request.ts';

export interface SignInWish {
  readonly tenant: Tenant;
  readonly serviceProvider: ServiceProvider;
  /** A checked path on this tenant's host. */
  readonly returnTo: string;
  /** Which of the tenant's connections, where that was said. */
  readonly connectionId: string | null;
  /** Who is about to sign in, where that was said: it helps to choose, and travels as the login hint. */
  readonly email: string | null;
  /** Whether an unsolicited Response led here. */
  readonly restarted: boolean;
  /** Whether the person has to be authenticated anew, whatever the connection says. */
  readonly forceAuthn?: boolean;
  /** Where this only tries a draft out, which the tenant then is. */
  readonly test?: TestOfDraft | undefined;
}

export interface BeginContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** 16 random octets. */
  readonly random: Uint8Array;
  /** Null where the deployment has none: then no connection is served that signs its requests. */
  readonly signingKey: SigningKey | null;
}

export type SignInBegun =
  | { readonly step: 'choose'; readonly connections: readonly Connection[] }
  | { readonly step: 'redirect'; readonly location: string; readonly pending: PendingSignIn }
  | {
      readonly step: 'post';
      readonly form: PostForm;
      readonly connection: Connection;
      readonly pending: PendingSignIn;
    }
  | { readonly step: 'failed'; readonly failure: SignInFailure; readonly connectionId: string | null };

/** Begins a sign-in: chooses the connection, and builds its AuthnRequest for the binding that it takes. */
export async function beginSignIn(wish: SignInWish, context: BeginContext): Promise<SignInBegun> {
  const { now, random } = context;
  const choice = chooseConnection(wish.tenant, wish);
  if (choice.choice === 'ask') return { step: 'choose', connections: choice.connections };
  if (choice.choice === 'none') {
    return { step: 'failed', connectionId: null, ...failure('connection_missing', 'a connection', 'none') };
  }
  const { connection } = choice;
  const trusted = checkConnectionTrust(connection, now);
  if (!trusted.ok) return { step: 'failed', connectionId: connection.id, failure: trusted.failure };
  const endpoint = findSignInEndpoint(connection);
  if (endpoint === null) {
    const binding = connection.request.binding ?? 'redirect or post';
    const missing = failure('connection_missing', `a sign-in endpoint for ${binding}`, 'none');
    return { step: 'failed', connectionId: connection.id, failure: missing.failure };
  }
  const ownKey = signsRequests(connection) ? context.signingKey : undefined;
  if (ownKey === null) {
    const missing = failure('request_signing_key_missing', 'a key to sign the request with', 'none');
    return { step: 'failed', connectionId: connection.id, failure: missing.failure };
  }
  const signingKey = ownKey === undefined ? null : signingKeyFor(connection.identityProvider, ownKey);

  const { request } = connection;
  const forceAuthn = request.forceAuthn || wish.forceAuthn === true;
  const requestId = buildRequestId(random);
  const hint = wish.email !== null && readEmailDomain(wish.email) !== null ? wish.email : null;
  const authnRequest: AuthnRequest = {
    id: requestId,
    issueInstant: now,
    destination: endpoint.location,
    spEntityId: wish.serviceProvider.entityId,
    acsUrl: wish.serviceProvider.acsUrl,
    forceAuthn,
    isPassive: request.isPassive,
    nameIdPolicy: request.nameIdPolicy,
    authnContextClassRefs: request.authnContextClassRefs,
    subjectEmail: request.loginHint === 'subject' ? hint : null,
  };
  // The shared ACS is on another host: the link has to say which one it is on.
  const { origin } = new URL(wish.serviceProvider.entityId);
  const link = usesSharedAcs(wish.tenant) ? origin + wish.returnTo : wish.returnTo;
  const envelope = {
    location: endpoint.location,
    parameter: 'SAMLRequest',
    // The pending request knows the link. RelayState is for when its cookie is gone: then a short link is still known. What
    // answers a test is known for that by it, also where it is not to be read, or names no request.
    relayState: wish.test === undefined && fitsRelayState(link) ? link : requestId,
  } as const;
  const pending: PendingSignIn = {
    tenantId: wish.tenant.id,
    connectionId: connection.id,
    idpEntityId: connection.identityProvider.entityId,
    requestId,
    returnTo: wish.returnTo,
    issuedAt: now,
    forceAuthn,
    restarted: wish.restarted,
    ...(wish.test === undefined ? {} : { test: wish.test }),
  };
  if (endpoint.binding === 'post') {
    const message =
      signingKey === null
        ? buildAuthnRequest(authnRequest)
        : await buildSignedAuthnRequest(authnRequest, signingKey);
    return { step: 'post', form: encodePost({ ...envelope, message }), connection, pending };
  }
  const extraQuery: Record<string, string> =
    request.loginHint === 'query' && hint !== null ? { login_hint: hint } : {};
  const message = buildAuthnRequest(authnRequest);
  const location = await encodeRedirect({ ...envelope, message, extraQuery, signingKey });
  return { step: 'redirect', location, pending };
}

/** The endpoint of the binding that the connection names; where it names none, Redirect before POST. */
function findSignInEndpoint({ identityProvider, request }: Connection): Endpoint | null {
  const bindings = request.binding === null ? (['redirect', 'post'] as const) : [request.binding];
  for (const binding of bindings) {
    const endpoint = identityProvider.signInEndpoints.find((candidate) => candidate.binding === binding);
    if (endpoint !== undefined) return endpoint;
  }
  return null;
}
