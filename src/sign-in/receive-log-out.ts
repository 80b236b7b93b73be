/**
 * What arrives at the single logout service: an identity provider's wish that somebody be signed out, or its answer to ours
 * (SAML Profiles 2.0, sections 4.4.3.3 to 4.4.3.5). It comes through any browser, from anybody: only what is signed by a key of the
 * connection that it comes from, and was not used before, does anything. No cookie is needed to end a session, since the ledger
 * knows them all. Time and random octets are arguments.
 */
import { failure } from '../result.ts';
import { checkAnswered, type LogoutExpectations } from '../saml/logout-rules.ts';
import type { NameDomain } from '../saml/name-id.ts';
import {
  decodeLogout,
  type LogoutArrival,
  type LogoutVerdict,
  type UnverifiedLogout,
  type VerifiedLogoutRequest,
  verifyLogoutRequest,
  verifyLogoutResponse,
} from '../saml/receive-logout.ts';
import type { Session } from '../session/session.ts';
import type { Connection, Tenant } from '../tenants/tenant.ts';
import {
  type AskedLogout,
  answerLogout,
  type LogoutAnswer,
  type LogoutAnswerContext,
} from './answer-logout.ts';
import { checkConnectionTrust } from './connection-trust.ts';
import type { JudgingSide } from './expectations.ts';
import type { SignInFailure } from './failure.ts';
import { type PendingLogout, pendingLogoutEnd } from './pending-logout.ts';
import type { LogoutLedgerPort, NamedOutcome, RefreshMetadata, SingleUsePort } from './ports.ts';
import { findRolledOver } from './roll-over.ts';

export interface ReceiveLogoutContext extends JudgingSide, LogoutAnswerContext {
  readonly tenant: Tenant;
  /** Where messages have to be addressed to: the single logout service of the very host that they arrived at. */
  readonly sloUrl: string;
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
      readonly answer: LogoutAnswer | null;
    }
  | { readonly outcome: 'answered'; readonly pending: PendingLogout }
  | FailedLogout;

/** Nothing is known to have changed here; `answer` is for the identity provider, where it was one that asked. */
interface FailedLogout {
  readonly outcome: 'failed';
  readonly failure: SignInFailure;
  readonly connectionId: string | null;
  readonly answer: LogoutAnswer | null;
}

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
 * trust, the signature, every rule, and in the ledger, where the sessions end with it, that it was not used before. Up to the
 * signature anybody may have written it, and nobody is answered.
 */
async function endSessions(
  received: UnverifiedLogout,
  context: ReceiveLogoutContext,
): Promise<LogoutReceived> {
  const { unverifiedIssuer } = received;
  const candidates = context.tenant.connections.filter(
    ({ identityProvider }) => identityProvider.entityId === unverifiedIssuer,
  );
  if (candidates.length === 0) {
    const known = context.tenant.connections.map(({ identityProvider }) => identityProvider.entityId);
    return refuse(failure('issuer_unknown', known.join(' or '), unverifiedIssuer ?? 'none'), null);
  }
  // Several connections may lead to one identity provider, each with keys of its own: a key ends only its own sessions.
  const verdicts = await Promise.all(
    candidates.map((connection) => verify(received, connection, context, verifyLogoutRequest)),
  );
  const believed =
    verdicts.find(({ verified }) => verified.ok) ??
    verdicts.find(({ verified }) => !verified.ok && verified.verifiedId !== null) ??
    verdicts[0];
  if (believed === undefined) throw new Error('each candidate has a verdict');
  const { verified, connection } = believed;
  const { relayState } = received;
  if (!verified.ok) {
    const { verifiedId: requestId } = verified;
    return requestId === null
      ? refuse(verified, connection.id)
      : deny(verified, { requestId, relayState, connection }, context);
  }
  const request = verified.value;
  const asked = { requestId: request.id, relayState, connection };
  const connectionIds = verdicts.flatMap(({ verified, connection }) => (verified.ok ? connection.id : []));
  // The connection that allows the most clock skew takes it for the longest.
  const ends = verdicts.flatMap(({ verified }) => (verified.ok ? verified.value.rememberUntil : []));
  const ended = await endNamed(request, connectionIds, Math.max(...ends), context);
  if (ended.outcome === 'ledger_unavailable') {
    return deny(failure(ended.outcome, 'an answer of the ledger', 'none'), asked, context);
  }
  if (ended.outcome === 'logout_already_used') return deny(ALREADY_USED, asked, context);
  const { sessions } = ended;
  // Who was not signed in here is signed out. Of an encrypted name that is not said: else whoever has a ciphertext that was made
  // for another tenant could learn whether it opens.
  const isDone = sessions.length > 0 || !request.isEncrypted;
  const answer = await answerLogout(asked, isDone ? 'done' : 'unknown', context);
  return { outcome: 'ended', sessions, answer };
}

const ALREADY_USED = failure('logout_already_used', 'its first use', 'a later one');

/** Ends them in the ledger. */
function endNamed(
  { id, issuer, issueInstant, nameId, sessionIndexes }: VerifiedLogoutRequest,
  connectionIds: readonly string[],
  rememberUntil: number,
  { serviceProvider, ledger, now }: ReceiveLogoutContext,
): Promise<NamedOutcome> {
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

/**
 * Refuses what the identity provider did ask, and tells it so, so that its own logout goes on. Why is for the log alone: nothing in
 * the answer depends on who is signed in here, or on whether an encrypted name opens, and one that was used before is answered as
 * one that is too old.
 */
async function deny(
  refused: { readonly failure: SignInFailure },
  asked: AskedLogout,
  context: ReceiveLogoutContext,
): Promise<LogoutReceived> {
  const outcome = refused.failure.code === 'ledger_unavailable' ? 'unavailable' : 'denied';
  return { ...refuse(refused, asked.connection.id), answer: await answerLogout(asked, outcome, context) };
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
) => Promise<LogoutVerdict<Verified, SignInFailure>>;

/** Verifies by a connection, unless that may not be used at all, and once more where its keys turn out to have been rolled over. */
async function verify<Verified>(
  received: UnverifiedLogout,
  connection: Connection,
  context: ReceiveLogoutContext,
  verifyMessage: Verify<Verified>,
): Promise<{ readonly verified: LogoutVerdict<Verified, SignInFailure>; readonly connection: Connection }> {
  const { now, refreshMetadata } = context;
  const by = async (judging: Connection): Promise<LogoutVerdict<Verified, SignInFailure>> => {
    const trusted = checkConnectionTrust(judging, now);
    if (trusted.ok) return verifyMessage(received, expectationsOf(judging, context), now);
    // Keys and addresses that are not trusted any more say neither who asked nor whom to answer.
    return { ...trusted, verifiedId: null };
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
): FailedLogout {
  return { outcome: 'failed', failure: failed, connectionId, answer: null };
}
