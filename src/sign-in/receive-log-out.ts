/**
 * What arrives at the single logout service: an identity provider's wish that somebody be signed out, or its answer to ours
 * (SAML Profiles 2.0, sections 4.4.3.3 to 4.4.3.5). It comes through any browser, from anybody: only what is signed by a key of the
 * connection that it comes from, and was not used before, does anything. No cookie is needed to end a session, since the ledger
 * knows them all. Time and random octets are arguments.
 */
import { failure, type Result } from '../result.ts';
import { signingKeyFor } from '../saml/algorithm-support.ts';
import { buildLogoutResponse, buildSignedLogoutResponse } from '../saml/logout-response.ts';
import { checkAnswered, type LogoutExpectations } from '../saml/logout-rules.ts';
import type { NameDomain } from '../saml/name-id.ts';
import { encodePost } from '../saml/post-binding.ts';
import {
  decodeLogout,
  type LogoutArrival,
  type UnverifiedLogout,
  type VerifiedLogoutRequest,
  verifyLogoutRequest,
  verifyLogoutResponse,
} from '../saml/receive-logout.ts';
import { encodeRedirect } from '../saml/redirect-binding.ts';
import type { Session } from '../session/session.ts';
import type { Connection, Tenant } from '../tenants/tenant.ts';
import type { SigningKey } from '../xmldsig/signing-key.ts';
import { checkConnectionTrust } from './connection-trust.ts';
import type { JudgingSide } from './expectations.ts';
import type { SignInFailure } from './failure.ts';
import { findLogoutEndpoint, type LogoutMessage } from './log-out.ts';
import { type PendingLogout, pendingLogoutEnd } from './pending-logout.ts';
import { buildRequestId } from './pending-request.ts';
import type { LogoutLedgerPort, RefreshMetadata, SingleUsePort } from './ports.ts';
import { findRolledOver } from './roll-over.ts';

export interface ReceiveLogoutContext extends JudgingSide {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** 16 random octets. */
  readonly random: Uint8Array;
  readonly tenant: Tenant;
  /** Where messages have to be addressed to: the single logout service of the very host that they arrived at. */
  readonly sloUrl: string;
  /** Null where the deployment has none: then sessions end, and nobody is told. */
  readonly signingKey: SigningKey | null;
  readonly ledger: LogoutLedgerPort & SingleUsePort;
  /** The pending logout of this browser for this tenant. */
  readonly pending: PendingLogout | null;
  readonly refreshMetadata?: RefreshMetadata;
}

export type LogoutReceived =
  /** Sessions ended, perhaps none; `answer` is null where there is no place, or no key, to answer with. */
  | {
      readonly outcome: 'ended';
      readonly sessions: readonly Session[];
      readonly answer: LogoutMessage | null;
      readonly connection: Connection;
    }
  | { readonly outcome: 'answered'; readonly pending: PendingLogout }
  | {
      readonly outcome: 'failed';
      readonly failure: SignInFailure;
      readonly connectionId: string | null;
    };

/** Takes a message of either kind. */
export async function receiveLogout(
  arrival: LogoutArrival,
  context: ReceiveLogoutContext,
): Promise<LogoutReceived> {
  const received = decodeLogout(arrival);
  if (!received.ok) return refuse(received, null);
  return received.value.parameter === 'SAMLRequest'
    ? endSessions(received.value, context)
    : takeAnswer(received.value, context);
}

/**
 * Ends what a LogoutRequest names, and builds the answer to it. Enforces, in order: an Issuer that is this tenant's, its
 * trust, the signature, every rule, and in the ledger, where the sessions end with it, that it was not used before.
 */
async function endSessions(
  received: UnverifiedLogout,
  context: ReceiveLogoutContext,
): Promise<LogoutReceived> {
  const { unverifiedIssuer } = received;
  const candidates = context.tenant.connections.filter(
    ({ identityProvider }) => identityProvider.entityId === unverifiedIssuer,
  );
  const [first] = candidates;
  if (first === undefined) {
    const known = context.tenant.connections.map(({ identityProvider }) => identityProvider.entityId);
    return refuse(failure('issuer_unknown', known.join(' or '), unverifiedIssuer ?? 'none'), null);
  }
  // Several connections may lead to one identity provider, each with keys of its own: a key ends only its own sessions.
  const verdicts = await Promise.all(
    candidates.map((connection) => verify(received, connection, context, verifyLogoutRequest)),
  );
  const [verdict] = verdicts.filter(({ verified }) => verified.ok);
  const believed = verdict ?? verdicts[0];
  if (believed === undefined) throw new Error('each candidate has a verdict');
  if (!believed.verified.ok) return refuse(believed.verified, first.id);
  const request = believed.verified.value;
  const connectionIds = verdicts.flatMap(({ verified, connection }) => (verified.ok ? connection.id : []));
  // The connection that allows the most clock skew takes it for the longest.
  const ends = verdicts.flatMap(({ verified }) => (verified.ok ? verified.value.rememberUntil : []));
  const sessions = await endNamed(request, connectionIds, Math.max(...ends), context);
  if (sessions === null) return refuse(ALREADY_USED, first.id);
  const { connection } = believed;
  const answer = await buildAnswer(request, sessions, connection, received.relayState, context);
  return { outcome: 'ended', sessions, answer, connection };
}

const ALREADY_USED = failure('logout_already_used', 'its first use', 'a later one');

/** Ends them in the ledger; null where the request was used before. */
function endNamed(
  { id, issuer, issueInstant, nameId, sessionIndexes }: VerifiedLogoutRequest,
  connectionIds: readonly string[],
  rememberUntil: number,
  { serviceProvider, ledger, now }: ReceiveLogoutContext,
): Promise<readonly Session[] | null> {
  const domain: NameDomain = { idpEntityId: issuer, spEntityId: serviceProvider.entityId };
  return ledger.endNamed({
    requestId: id,
    issuedAt: issueInstant,
    rememberUntil,
    connectionIds,
    nameId,
    domain,
    sessionIndexes,
    now,
  });
}

/** Whose sessions ended is answered where our record says, never where a message says. */
async function buildAnswer(
  request: VerifiedLogoutRequest,
  sessions: readonly Session[],
  connection: Connection,
  relayState: string | null,
  { signingKey: ownKey, random, now, serviceProvider }: ReceiveLogoutContext,
): Promise<LogoutMessage | null> {
  const endpoint = findLogoutEndpoint(connection);
  if (endpoint === null || ownKey === null) return null;
  const signingKey = signingKeyFor(connection.identityProvider, ownKey);
  const location = endpoint.responseLocation ?? endpoint.location;
  const response = {
    id: buildRequestId(random),
    issueInstant: now,
    destination: location,
    spEntityId: serviceProvider.entityId,
    inResponseTo: request.id,
    // Who was not signed in here is signed out. Of an encrypted name that is not said: else whoever has a ciphertext that was
    // made for another tenant could learn whether it opens.
    isDone: sessions.length > 0 || !request.isEncrypted,
  };
  const outbound = { location, parameter: 'SAMLResponse', relayState } as const;
  if (endpoint.binding === 'redirect') {
    const message = buildLogoutResponse(response);
    return { binding: 'redirect', location: await encodeRedirect({ ...outbound, message, signingKey }) };
  }
  const message = await buildSignedLogoutResponse(response, signingKey);
  return { binding: 'post', form: encodePost({ ...outbound, message }) };
}

/**
 * Takes the answer to a request of ours. Enforces, in order: a pending logout of this browser, the connection that it went to, the
 * signature, every rule, that it answers this very request, and in the ledger that nothing did before.
 */
async function takeAnswer(
  received: UnverifiedLogout,
  context: ReceiveLogoutContext,
): Promise<LogoutReceived> {
  const { pending, tenant, ledger, now } = context;
  if (pending === null || pending.status !== null) {
    const answered = received.unverifiedInResponseTo ?? 'none';
    return refuse(failure('logout_pending_missing', 'a logout of this browser', answered), null);
  }
  const { connectionId, idpEntityId, requestId } = pending;
  const connection = tenant.connections.find(
    ({ id, identityProvider }) => id === connectionId && identityProvider.entityId === idpEntityId,
  );
  if (connection === undefined) {
    return refuse(failure('connection_missing', `the connection ${connectionId}`, 'none'), connectionId);
  }
  const { verified } = await verify(received, connection, context, verifyLogoutResponse);
  if (!verified.ok) return refuse(verified, connectionId);
  const mismatch = checkAnswered(verified.value.inResponseTo, requestId);
  if (mismatch !== null && !mismatch.ok) return refuse(mismatch, connectionId);
  const isFirst = await ledger.useOnce(`logout ${requestId}`, pendingLogoutEnd(pending), now);
  if (!isFirst) return refuse(ALREADY_USED, connectionId);
  return { outcome: 'answered', pending: { ...pending, status: verified.value.status } };
}

type Verify<Verified> = (
  received: UnverifiedLogout,
  expectations: LogoutExpectations,
  now: number,
) => Promise<Result<Verified, SignInFailure>>;

/** Verifies by a connection, unless that may not be used at all, and once more where its keys turn out to have been rolled over. */
async function verify<Verified>(
  received: UnverifiedLogout,
  connection: Connection,
  context: ReceiveLogoutContext,
  verifyMessage: Verify<Verified>,
): Promise<{ readonly verified: Result<Verified, SignInFailure>; readonly connection: Connection }> {
  const { now, refreshMetadata } = context;
  const by = async (judging: Connection): Promise<Result<Verified, SignInFailure>> => {
    const trusted = checkConnectionTrust(judging, now);
    return trusted.ok ? verifyMessage(received, expectationsOf(judging, context), now) : trusted;
  };
  const verified = await by(connection);
  if (verified.ok) return { verified, connection };
  const fresh = await findRolledOver(connection, verified.failure, refreshMetadata);
  return fresh === null ? { verified, connection } : { verified: await by(fresh), connection: fresh };
}

function expectationsOf(
  { identityProvider, response }: Connection,
  { sloUrl, blockedAlgorithms, decryptionKeys }: ReceiveLogoutContext,
): LogoutExpectations {
  return {
    idpEntityId: identityProvider.entityId,
    trustedKeys: identityProvider.keys.map(({ key }) => key),
    allowSha1: response.allowSha1,
    allowUnauthenticatedCbc: response.allowUnauthenticatedCbc,
    clockSkewSeconds: response.clockSkewSeconds,
    sloUrl,
    blockedAlgorithms,
    decryptionKeys,
  };
}

function refuse(
  { failure: failed }: { readonly failure: SignInFailure },
  connectionId: string | null,
): LogoutReceived {
  return { outcome: 'failed', failure: failed, connectionId };
}
