/** An Assertion that every rule accepts, as the rules see it; each test changes one thing. */
import type { Assertion, AuthnStatement, Conditions, SubjectConfirmation } from '../../src/saml/assertion.ts';
import type { Expectations } from '../../src/saml/expectations.ts';
import type { Facts } from '../../src/saml/facts.ts';
import type { Check } from '../../src/saml/failure.ts';
import { CONFIRMATION_BEARER, NAME_ID_EMAIL, STATUS_SUCCESS } from '../../src/saml/names.ts';
import type { ResponseEnvelope } from '../../src/saml/response.ts';
import { rootOf } from '../support/read-xml.ts';
import { GENUINE } from '../support/signed-response.ts';
import { expectations } from '../support/verdict.ts';

export const { now } = GENUINE;
/** The clock skew of `expectations()`, in milliseconds. */
export const SKEW = 180_000;

export const confirmation = (changes: Partial<SubjectConfirmation> = {}): SubjectConfirmation => ({
  method: CONFIRMATION_BEARER,
  recipient: GENUINE.acsUrl,
  inResponseTo: GENUINE.requestId,
  notBefore: null,
  notOnOrAfter: now + 300_000,
  ...changes,
});

export const conditions = (changes: Partial<Conditions> = {}): Conditions => ({
  notBefore: now - 60_000,
  notOnOrAfter: now + 300_000,
  audienceRestrictions: [[GENUINE.spEntityId]],
  unknown: [],
  ...changes,
});

export const authnStatement = (changes: Partial<AuthnStatement> = {}): AuthnStatement => ({
  authnInstant: now - 30_000,
  sessionIndex: '_session1',
  sessionNotOnOrAfter: null,
  classRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
  ...changes,
});

export const assertion = (changes: Partial<Assertion> = {}): Assertion => ({
  id: GENUINE.assertionId,
  version: '2.0',
  issueInstant: now,
  issuer: GENUINE.idpEntityId,
  nameId: { value: GENUINE.nameId, format: NAME_ID_EMAIL, nameQualifier: null, spNameQualifier: null },
  confirmations: [confirmation()],
  conditions: conditions(),
  authnStatements: [authnStatement()],
  attributes: [],
  ...changes,
});

export const envelope = (changes: Partial<ResponseEnvelope> = {}): ResponseEnvelope => ({
  element: rootOf('<Response/>'),
  version: '2.0',
  issueInstant: now,
  destination: GENUINE.acsUrl,
  inResponseTo: GENUINE.requestId,
  issuer: GENUINE.idpEntityId,
  assertionIssuer: GENUINE.idpEntityId,
  status: { code: STATUS_SUCCESS, detail: null },
  signature: null,
  assertions: [],
  ...changes,
});

export const facts = (
  changes: Partial<Assertion> = {},
  expected: Partial<Expectations> = {},
  others: Partial<Facts> = {},
): Facts => ({
  assertion: assertion(changes),
  envelope: envelope(),
  envelopeVerified: false,
  expectations: expectations(expected),
  now,
  ...others,
});

/** The codes of the checks that failed, in order. */
export function failedCodes(checks: readonly Check[]): string[] {
  return checks.filter(({ passed }) => !passed).map(({ code }) => code);
}

/** What the check of this code received. */
export function receivedBy(checks: readonly Check[], code: string): string | undefined {
  return checks.find((each) => each.code === code)?.received;
}
