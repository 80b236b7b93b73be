/**
 * From an assertion that was verified to an open session: the account policy, the times, and the ledger, last of all and
 * all or nothing. The ledger is the only I/O; time and random octets are arguments.
 */
import { base64url } from 'jose';
import type { SignInStage } from '../events/outcome-event.ts';
import { failure, type Result, success } from '../result.ts';
import type { Assertion } from '../saml/assertion.ts';
import type { Session } from '../session/session.ts';
import { fallbackAfterSignIn } from '../tenants/saml-required.ts';
import type { Connection, Tenant } from '../tenants/tenant.ts';
import { admitPerson } from './admit-person.ts';
import type { SignInFailure } from './failure.ts';
import { personOf } from './groups.ts';
import { type PendingSignIn, pendingRequestEnd } from './pending-request.ts';
import type { RefreshMetadata, SignInLedgerPort } from './ports.ts';

export interface FinishContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** 16 random octets. */
  readonly random: Uint8Array;
  readonly ledger: SignInLedgerPort;
  /** Where it is missing, an unknown key is refused at once. */
  readonly refreshMetadata?: RefreshMetadata;
  /** Told as each stage is over, by whoever measures them. */
  readonly mark?: (stage: SignInStage) => void;
}

/** Opens the session of a verified assertion. `request` is the one that it answers, null for none. */
export async function openVerifiedSession(
  assertion: Assertion,
  tenant: Tenant,
  connection: Connection,
  request: PendingSignIn | null,
  { now, random, ledger, mark }: FinishContext,
): Promise<Result<Session, SignInFailure>> {
  const identity = admitPerson(assertion, tenant, connection);
  mark?.('rules');
  if (!identity.ok) return identity;
  const outside = fallbackAfterSignIn(tenant, personOf(identity.value, connection));
  // Whole, however long it is: the person is led there.
  const pilot = { code: 'outside_pilot', expected: 'somebody of the pilot' } as const;
  if (outside !== null) return { ok: false, failure: { ...pilot, received: outside } };
  const { id: tenantId, session: limits } = tenant;
  const session: Session = {
    id: base64url.encode(random),
    tenantId,
    connectionId: connection.id,
    identity: identity.value,
    signedInAt: now,
    expiresAt: Math.min(now + limits.lifetimeSeconds * 1000, endAtIdentityProvider(assertion, connection)),
    renewedAt: now,
  };
  const { outcome } = await ledger.open({
    requestId: request?.requestId ?? null,
    issuer: assertion.issuer,
    assertionId: assertion.id,
    issuedAt: assertion.issueInstant,
    rememberUntil: Math.max(
      now,
      assertionEnd(assertion, connection),
      request === null ? now : pendingRequestEnd(request),
    ),
    session,
    now,
  });
  mark?.('ledger');
  if (outcome === 'opened') return success(session);
  if (outcome === 'signed_out_meanwhile') {
    return failure(outcome, 'an assertion from after the person was signed out', 'an earlier one');
  }
  return outcome === 'ledger_unavailable'
    ? failure(outcome, 'an answer of the ledger', 'none')
    : failure(outcome, 'its first use', 'a later one');
}

/** The earliest SessionNotOnOrAfter. With the skew that let it in: else a slow clock there would end the session at once. */
function endAtIdentityProvider({ authnStatements }: Assertion, { response }: Connection): number {
  const ends = authnStatements.flatMap(({ sessionNotOnOrAfter }) => sessionNotOnOrAfter ?? []);
  return Math.min(...ends) + response.clockSkewSeconds * 1000;
}

/** The latest instant at which any of its dates could still let the assertion in. */
function assertionEnd({ confirmations, conditions }: Assertion, { response }: Connection): number {
  const ends = [conditions?.notOnOrAfter, ...confirmations.map(({ notOnOrAfter }) => notOnOrAfter)];
  return Math.max(...ends.flatMap((end) => end ?? [])) + response.clockSkewSeconds * 1000;
}
