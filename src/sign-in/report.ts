/**
 * A sign-in judged for those who mend it: by the rules of a sign-in, in their order, and past the first failure. It opens no
 * session and consumes nothing; what it shows of a person is out of verified octets. Pure; the time is an argument.
 */
import { failure, type Result } from '../result.ts';
import type { Assertion } from '../saml/assertion.ts';
import type { SamlFailure } from '../saml/failure.ts';
import { reportResponse, type UnverifiedResponse } from '../saml/receive-response.ts';
import type { Identity } from '../session/session.ts';
import type { Connection, Tenant } from '../tenants/tenant.ts';
import { reportPerson } from './admit-person.ts';
import { checkConnectionTrust } from './connection-trust.ts';
import { buildExpectations, type JudgingSide } from './expectations.ts';
import type { SignInCheck, SignInFailure } from './failure.ts';
import { isPendingRequestExpired, type PendingSignIn } from './pending-request.ts';

/** A Response that was received, and by what it shall be judged. */
export interface ReportedSignIn extends JudgingSide {
  readonly tenant: Tenant;
  readonly connection: Connection;
  /** As it was read, or why it could not be. */
  readonly response: Result<UnverifiedResponse, SamlFailure>;
  /** The request that it answers; null where nobody asked for it. */
  readonly request: PendingSignIn | null;
}

export interface SignInReport {
  /** What a sign-in would be refused with; null where it would succeed. */
  readonly failure: SignInFailure | null;
  readonly checks: readonly SignInCheck[];
  /** Out of verified octets, also where a rule refuses it. */
  readonly assertion: Assertion | null;
  /** Who the person would be. */
  readonly identity: Identity | null;
}

/** Judges a sign-in as at a time, in milliseconds since 1970. */
export async function reportSignIn(signIn: ReportedSignIn, now: number): Promise<SignInReport> {
  const { tenant, connection, response, request } = signIn;
  const checks: SignInCheck[] = [];
  if (request !== null && isPendingRequestExpired(request, now)) {
    const expired = failure('pending_request_expired', 'an answer in time', 'a later one');
    checks.push({ ...expired.failure, passed: false });
  }
  const trusted = checkConnectionTrust(connection, now);
  if (!trusted.ok) checks.push({ ...trusted.failure, passed: false });
  if (!response.ok) return conclude([...checks, { ...response.failure, passed: false }], null, null);
  const reported = await reportResponse(response.value, buildExpectations(connection, request, signIn), now);
  checks.push(...reported.checks);
  const assertion = reported.refusableAssertion;
  if (assertion === null) return conclude(checks, null, null);
  const person = reportPerson(assertion, tenant, connection);
  return conclude([...checks, ...person.checks], assertion, person.identity);
}

function conclude(
  checks: readonly SignInCheck[],
  assertion: Assertion | null,
  identity: Identity | null,
): SignInReport {
  const failed = checks.find(({ passed }) => !passed);
  if (failed === undefined) return { failure: null, checks, assertion, identity };
  const { code, expected, received } = failed;
  return { failure: { code, expected, received }, checks, assertion, identity };
}
