/**
 * The second half of a sign-in: from a posted Response to an open session, SAML Profiles 2.0, sections 4.1.4.2 to 4.1.5. The
 * post may come from anybody, through any browser. Two things make it this person's own sign-in: the pending request,
 * which only the browser that asked has, and the assertion, of which only verified octets are read.
 */
import { failure, type Result } from '../result.ts';
import type { SamlFailure } from '../saml/failure.ts';
import { decodePostForm } from '../saml/post-binding.ts';
import {
  readResponse,
  type UnverifiedResponse,
  type Verdict,
  verifyResponse,
} from '../saml/receive-response.ts';
import type { Session } from '../session/session.ts';
import type { Connection, Tenant } from '../tenants/tenant.ts';
import { checkConnectionTrust } from './connection-trust.ts';
import { buildExpectations, type JudgingSide } from './expectations.ts';
import type { SignInCheck, SignInFailure } from './failure.ts';
import { type FinishContext, openVerifiedSession } from './open-session.ts';
import { isPendingRequestExpired, type PendingSignIn, type PendingTest } from './pending-request.ts';
import { checkReturnTo } from './return-to.ts';
import { findRolledOver } from './roll-over.ts';

export interface SignInAnswer extends JudgingSide {
  readonly tenant: Tenant;
  /** The body and Content-Type of the post. */
  readonly body: Uint8Array;
  readonly contentType: string | null;
  /** The pending requests of this browser for this tenant, by request ID; expired ones too. */
  readonly pendingRequests: ReadonlyMap<string, PendingSignIn>;
}

/** What was received, for those who look into it later. */
export interface ReceivedAnswer {
  /** Of the Response; null where none could be decoded. */
  readonly octets: Uint8Array | null;
  /** Of this browser; null where it has none that is answered. */
  readonly request: PendingSignIn | null;
}

/** `returnTo` is where to go next: always a checked path on this tenant's host. */
export type SignInFinished = Outcome & { readonly received: ReceivedAnswer };

type Outcome =
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
      /** The failure is one of them. */
      readonly checks: readonly SignInCheck[];
      readonly connectionId: string | null;
      readonly returnTo: string;
    }
  /** Whoever tries a draft out is signed in by nothing that comes of it: it is not even judged here. */
  | {
      readonly outcome: 'test';
      readonly request: PendingTest;
      readonly response: Result<UnverifiedResponse, SamlFailure>;
    };

/**
 * Finishes a sign-in. What the Response says before it is verified only chooses how it is judged: one that names a
 * request has to answer a request of this very browser, one that names none is subject to the connection's policy.
 */
export async function finishSignIn(answer: SignInAnswer, context: FinishContext): Promise<SignInFinished> {
  const posted = decodePostForm(answer.body, answer.contentType);
  const { origin } = new URL(answer.serviceProvider.entityId);
  const relayState = posted.ok ? posted.value.relayState : null;
  const returnTo = checkReturnTo(relayState, origin);
  const response = posted.ok ? readResponse(posted.value.samlResponse) : posted;
  context.mark?.('read');
  const inResponseTo = response.ok ? response.value.unverifiedInResponseTo : null;
  const request = answer.pendingRequests.get(inResponseTo ?? '') ?? null;
  const received = { octets: posted.ok ? posted.value.samlResponse : null, request };

  const test = request ?? answer.pendingRequests.get(relayState ?? '');
  if (test?.test !== undefined) {
    return { outcome: 'test', request: { ...test, test: test.test }, response, received };
  }
  if (!response.ok) return { ...refuse(response, null, returnTo), received };
  if (inResponseTo === null) {
    return { ...(await finishUnsolicited(answer, response.value, returnTo, context)), received };
  }
  if (request !== null) {
    return { ...(await finishRequested(answer, response.value, request, context)), received };
  }
  const missing = failure('pending_request_missing', 'a request of this browser', inResponseTo);
  return { ...refuse(missing, null, returnTo), received };
}

/**
 * Finishes what this browser began. Enforces, in order: the connection that the request went to, the request's time,
 * every rule of the Response, the account policy, and in the ledger that neither request nor assertion was used before.
 */
async function finishRequested(
  answer: SignInAnswer,
  response: UnverifiedResponse,
  request: PendingSignIn,
  context: FinishContext,
): Promise<Outcome> {
  const { connectionId, requestId, returnTo } = request;
  const connection = answer.tenant.connections.find(
    ({ id, identityProvider }) => id === connectionId && identityProvider.entityId === request.idpEntityId,
  );
  if (connection === undefined) {
    const asked = `the connection ${connectionId} to ${request.idpEntityId}`;
    return refuse(failure('connection_missing', asked, 'none'), null, returnTo);
  }
  if (isPendingRequestExpired(request, context.now)) {
    return { outcome: 'restart', cause: 'pending_request_expired', connectionId, returnTo, requestId };
  }
  const { verdict, judgedBy } = await verify(response, answer, connection, request, context);
  if (!verdict.accepted) return refuse(verdict, connectionId, returnTo);
  const opened = await openVerifiedSession(verdict.assertion, answer.tenant, judgedBy, request, context);
  if (!opened.ok) return refuse({ ...opened, checks: verdict.checks }, connectionId, returnTo);
  return { outcome: 'signed_in', session: opened.value, returnTo, requestId };
}

/**
 * Finishes what nobody here began: the identity provider's own page did, or somebody who wants this person signed in as
 * somebody else. The policy `restart` takes no more from it than the wish to sign in. It never touches a pending request.
 */
async function finishUnsolicited(
  answer: SignInAnswer,
  response: UnverifiedResponse,
  returnTo: string,
  context: FinishContext,
): Promise<Outcome> {
  const { tenant } = answer;
  const connection = findByIssuer(tenant, response);
  if (connection === undefined) {
    const known = tenant.connections.map(({ identityProvider }) => identityProvider.entityId).join(' or ');
    return refuse(failure('issuer_unknown', known, response.unverifiedIssuer ?? 'none'), null, returnTo);
  }
  const { id: connectionId } = connection;
  const policy = connection.response.unsolicited;
  if (policy === 'reject') {
    const unsolicited = failure('unsolicited_response', 'an answer to a request', 'no InResponseTo');
    return refuse(unsolicited, connectionId, returnTo);
  }
  const { verdict, judgedBy } = await verify(response, answer, connection, null, context);
  if (!verdict.accepted) return refuse(verdict, connectionId, returnTo);
  if (policy === 'restart') {
    const before = findRecentRestart(answer.pendingRequests, connectionId, context.now);
    return before === undefined
      ? { outcome: 'restart', cause: 'unsolicited_response', connectionId, returnTo, requestId: null }
      : refuse(failure('in_response_to_missing', before.requestId, 'none'), connectionId, returnTo);
  }
  const opened = await openVerifiedSession(verdict.assertion, tenant, judgedBy, null, context);
  if (!opened.ok) return refuse({ ...opened, checks: verdict.checks }, connectionId, returnTo);
  return { outcome: 'signed_in', session: opened.value, returnTo, requestId: null };
}

function refuse(
  { failure: failed, checks = [] }: Refused,
  connectionId: string | null,
  returnTo: string,
): Outcome {
  const isTraced = checks.some(({ passed }) => !passed);
  const traced = isTraced ? checks : [...checks, { ...failed, passed: false }];
  return { outcome: 'failed', failure: failed, checks: traced, connectionId, returnTo };
}

/**
 * Finds whose keys an unsolicited Response shall be held against. The Issuer is unverified, but it only chooses among
 * this tenant's own connections, and the one it names has to have signed. A Response may leave its Issuer out.
 */
function findByIssuer(
  { connections }: Tenant,
  { unverifiedIssuer }: UnverifiedResponse,
): Connection | undefined {
  if (unverifiedIssuer === null && connections.length === 1) return connections[0];
  return connections.find(({ identityProvider }) => identityProvider.entityId === unverifiedIssuer);
}

/** Long enough for one more password, short enough that opening the portal's tile again later is no circle. */
const RESTART_CIRCLE_SECONDS = 2 * 60;

/**
 * Finds a request that was itself sent because of an unsolicited Response. If yet another Response without
 * InResponseTo comes in its place, the identity provider never sets it, and restarting would go on for ever.
 */
function findRecentRestart(
  pendingRequests: ReadonlyMap<string, PendingSignIn>,
  connectionId: string,
  now: number,
): PendingSignIn | undefined {
  return [...pendingRequests.values()].find(
    (pending) =>
      pending.restarted &&
      pending.connectionId === connectionId &&
      now < pending.issuedAt + RESTART_CIRCLE_SECONDS * 1000,
  );
}

interface Refused {
  readonly failure: SignInFailure;
  readonly checks?: readonly SignInCheck[];
}

type ConnectionVerdict = Verdict | (Refused & { readonly accepted: false });

/**
 * Verifies a Response by the connection, and once more where its keys turn out to have been rolled over; `judgedBy` is the
 * connection that the verdict is by.
 */
async function verify(
  response: UnverifiedResponse,
  answer: SignInAnswer,
  connection: Connection,
  request: PendingSignIn | null,
  context: FinishContext,
): Promise<{ readonly verdict: ConnectionVerdict; readonly judgedBy: Connection }> {
  const verdict = await verifyBy(response, answer, connection, request, context);
  if (verdict.accepted) return { verdict, judgedBy: connection };
  const fresh = await findRolledOver(connection, verdict.failure, context.refreshMetadata);
  if (fresh === null) return { verdict, judgedBy: connection };
  context.mark?.('metadata');
  return { verdict: await verifyBy(response, answer, fresh, request, context), judgedBy: fresh };
}

/** Verifies a Response by a connection, unless that may not be used at all. */
async function verifyBy(
  response: UnverifiedResponse,
  answer: SignInAnswer,
  connection: Connection,
  request: PendingSignIn | null,
  { now, mark }: FinishContext,
): Promise<ConnectionVerdict> {
  const trusted = checkConnectionTrust(connection, now);
  if (!trusted.ok) return { accepted: false, failure: trusted.failure };
  const expectations = buildExpectations(connection, request, answer);
  const verdict = await verifyResponse(response, expectations, now, () => mark?.('verify'));
  mark?.('rules');
  return verdict;
}
