/**
 * The second half of a sign-in: from a posted Response to an open session, SAML Profiles 2.0, sections 4.1.4.2 to 4.1.5. The
 * post may come from anybody, through any browser. Two things make it this person's own sign-in: the pending request,
 * which only the browser that asked has, and the assertion, of which only verified octets are read. The one I/O is
 * the ledger, last of all and all or nothing.
 */
import { base64url } from 'jose';
import { failure } from '../result.ts';
import type { Assertion } from '../saml/assertion.ts';
import type { Expectations } from '../saml/expectations.ts';
import { decodePostForm } from '../saml/post-binding.ts';
import { readResponse, type UnverifiedResponse, verifyResponse } from '../saml/receive-response.ts';
import type { Identity, Session } from '../session/session.ts';
import type { ServiceProvider } from '../tenants/service-provider.ts';
import type { Connection, Tenant } from '../tenants/tenant.ts';
import { checkConnectionTrust } from './connection-trust.ts';
import type { SignInFailure } from './failure.ts';
import { readIdentity } from './identity.ts';
import { isPendingRequestExpired, type PendingSignIn, pendingRequestEnd } from './pending-request.ts';
import type { SignInLedgerPort } from './ports.ts';
import { checkReturnTo } from './return-to.ts';

/** Long enough for one more password, short enough that opening the portal's tile again later is no circle. */
const RESTART_CIRCLE_SECONDS = 2 * 60;

export interface SignInAnswer {
  readonly tenant: Tenant;
  readonly serviceProvider: ServiceProvider;
  /** The body and Content-Type of the post. */
  readonly body: Uint8Array;
  readonly contentType: string | null;
  /** The pending requests of this browser for this tenant, by request ID; expired ones too. */
  readonly pendingRequests: ReadonlyMap<string, PendingSignIn>;
}

export interface FinishContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** 16 random octets. */
  readonly random: Uint8Array;
  readonly ledger: SignInLedgerPort;
}

/** `returnTo` is where to go next: always a checked path on this tenant's host. */
export type SignInFinished =
  | {
      readonly outcome: 'signed_in';
      readonly session: Session;
      readonly returnTo: string;
      /** The pending request that is over now; null for an unsolicited Response. */
      readonly requestId: string | null;
    }
  /** Nobody is signed in yet: a request has to be sent, and its answer will be believed. */
  | {
      readonly outcome: 'restart';
      readonly cause: 'pending_request_expired' | 'unsolicited_response';
      readonly connectionId: string;
      readonly returnTo: string;
      readonly requestId: string | null;
    }
  | {
      readonly outcome: 'failed';
      readonly failure: SignInFailure;
      readonly connectionId: string | null;
      readonly returnTo: string;
    };

/**
 * Finishes a sign-in. Enforces, in order: the form, the XML, a pending request of this browser for a Response that
 * names one, the connection, its policy for a Response that names none, every rule of the Response, the account
 * policy, and in the ledger that neither request nor assertion was used before.
 */
export async function finishSignIn(answer: SignInAnswer, context: FinishContext): Promise<SignInFinished> {
  const { tenant, serviceProvider, pendingRequests } = answer;
  const { now } = context;
  const origin = new URL(serviceProvider.acsUrl).origin;
  let returnTo = checkReturnTo(null, origin);
  let connectionId: string | null = null;
  const refuse = (refusal: { readonly failure: SignInFailure }): SignInFinished => ({
    outcome: 'failed',
    failure: refusal.failure,
    connectionId,
    returnTo,
  });

  const posted = decodePostForm(answer.body, answer.contentType);
  if (!posted.ok) return refuse(posted);
  returnTo = checkReturnTo(posted.value.relayState, origin);
  const response = readResponse(posted.value.samlResponse);
  if (!response.ok) return refuse(response);

  const { unverifiedInResponseTo } = response.value;
  const request = unverifiedInResponseTo === null ? null : pendingRequests.get(unverifiedInResponseTo);
  if (request === undefined) {
    return refuse(
      failure('pending_request_missing', 'a request of this browser', unverifiedInResponseTo ?? ''),
    );
  }
  if (request !== null) ({ returnTo, connectionId } = request);
  const connection =
    request === null
      ? findByIssuer(tenant, response.value)
      : tenant.connections.find(({ id }) => id === request.connectionId);
  if (connection === undefined) {
    return refuse(
      request === null
        ? failure('issuer_unknown', entityIds(tenant), response.value.unverifiedIssuer ?? 'no Issuer')
        : failure('connection_missing', `the connection ${request.connectionId}`, 'none'),
    );
  }
  connectionId = connection.id;
  if (request !== null && isPendingRequestExpired(request, now)) {
    const { requestId } = request;
    return { outcome: 'restart', cause: 'pending_request_expired', connectionId, returnTo, requestId };
  }
  const trusted = checkConnectionTrust(connection, now);
  if (!trusted.ok) return refuse(trusted);
  const { unsolicited } = connection.response;
  if (request === null && unsolicited === 'reject') {
    return refuse(failure('unsolicited_response', 'an answer to a request', 'no InResponseTo'));
  }

  const verdict = await verifyResponse(
    response.value,
    expectationsOf(connection, serviceProvider, request),
    now,
  );
  if (!verdict.accepted) return refuse(verdict);
  if (request === null && unsolicited === 'restart') {
    const circling = findRestarted(pendingRequests, connection, now);
    if (circling !== undefined) {
      return refuse(failure('in_response_to_missing', circling.requestId, 'no InResponseTo'));
    }
    return { outcome: 'restart', cause: 'unsolicited_response', connectionId, returnTo, requestId: null };
  }

  const { assertion } = verdict;
  const identity = readIdentity(assertion, connection);
  if (!identity.ok) return refuse(identity);
  const session = openedSession(tenant, connection, identity.value, assertion, context);
  const { outcome } = await context.ledger.open({
    requestId: request?.requestId ?? null,
    issuer: assertion.issuer,
    assertionId: assertion.id,
    rememberUntil: rememberUntil(assertion, connection, request, now),
    session,
    now,
  });
  if (outcome !== 'opened') return refuse(failure(outcome, 'its first use', 'a later one'));
  return { outcome: 'signed_in', session, returnTo, requestId: request?.requestId ?? null };
}

/**
 * Finds whose keys an unsolicited Response shall be held against. The Issuer is unverified, but it only chooses among
 * this tenant's own connections, and the one it names has to have signed. A Response may leave its Issuer out.
 */
function findByIssuer(tenant: Tenant, { unverifiedIssuer }: UnverifiedResponse): Connection | undefined {
  if (unverifiedIssuer === null && tenant.connections.length === 1) return tenant.connections[0];
  return tenant.connections.find(({ identityProvider }) => identityProvider.entityId === unverifiedIssuer);
}

function entityIds(tenant: Tenant): string {
  return tenant.connections.map(({ identityProvider }) => identityProvider.entityId).join(' or ');
}

/**
 * Finds a request that was itself sent because of an unsolicited Response. If yet another Response without
 * InResponseTo comes in its place, the identity provider never sets it, and restarting would go on for ever.
 */
function findRestarted(
  pendingRequests: ReadonlyMap<string, PendingSignIn>,
  connection: Connection,
  now: number,
): PendingSignIn | undefined {
  return [...pendingRequests.values()].find(
    (pending) =>
      pending.restarted &&
      pending.connectionId === connection.id &&
      now < pending.issuedAt + RESTART_CIRCLE_SECONDS * 1000,
  );
}

function expectationsOf(
  { identityProvider, request: { authnContextClassRefs }, response, account }: Connection,
  { entityId, acsUrl }: ServiceProvider,
  request: PendingSignIn | null,
): Expectations {
  return {
    idpEntityId: identityProvider.entityId,
    trustedKeys: identityProvider.keys.map(({ key }) => key),
    spEntityId: entityId,
    acsUrl,
    request:
      request === null
        ? null
        : { id: request.requestId, issuedAt: request.issuedAt, forceAuthn: request.forceAuthn },
    requireSigned: response.requireSigned,
    allowSha1: response.allowSha1,
    clockSkewSeconds: response.clockSkewSeconds,
    authnContextClassRefs,
    nameIdRequired: account.key?.from !== 'attribute',
  };
}

function openedSession(
  tenant: Tenant,
  connection: Connection,
  identity: Identity,
  { authnStatements }: Assertion,
  { now, random }: FinishContext,
): Session {
  // The same skew that lets an assertion in: else a slow clock at the identity provider would end the session at once.
  const skew = connection.response.clockSkewSeconds * 1000;
  const endsAtIdp = authnStatements.flatMap(({ sessionNotOnOrAfter }) => sessionNotOnOrAfter ?? []);
  return {
    id: base64url.encode(random),
    tenantId: tenant.id,
    connectionId: connection.id,
    identity,
    signedInAt: now,
    expiresAt: Math.min(now + tenant.session.lifetimeSeconds * 1000, ...endsAtIdp.map((end) => end + skew)),
    renewedAt: now,
  };
}

/** Until neither could be accepted again: the assertion by any of its dates, the request by its own end. */
function rememberUntil(
  { confirmations, conditions }: Assertion,
  { response }: Connection,
  request: PendingSignIn | null,
  now: number,
): number {
  const ends = [conditions?.notOnOrAfter, ...confirmations.map(({ notOnOrAfter }) => notOnOrAfter)];
  const latest = Math.max(now, ...ends.flatMap((end) => end ?? []));
  const assertionEnd = latest + response.clockSkewSeconds * 1000;
  return request === null ? assertionEnd : Math.max(assertionEnd, pendingRequestEnd(request));
}
