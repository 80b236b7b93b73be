/** The rules on an Assertion, each for itself; that they are reached from a signed message is what the attacks show. */
import { describe, expect, test } from 'vitest';
import type { NameId } from '../../src/saml/assertion.ts';
import type { Facts } from '../../src/saml/facts.ts';
import { assertionChecks } from '../../src/saml/rules.ts';
import { GENUINE } from '../support/signed-response.ts';
import { authnStatement, conditions, facts, failedCodes, now, receivedBy, SKEW } from './facts.ts';

const { spEntityId } = GENUINE;
const OTHER = 'https://other.example';
const PASSWORD = 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password';

const named = (changes: Partial<NameId>) =>
  facts({ nameId: { value: 'alice', format: '', nameQualifier: null, spNameQualifier: null, ...changes } });
const within = (changes: Parameters<typeof conditions>[0]) => facts({ conditions: conditions(changes) });
const request = (forceAuthn: boolean, issuedAt: number | null) => ({
  request: { id: GENUINE.requestId, issuedAt, forceAuthn },
});
const authenticatedAt = (...instants: number[]) => ({
  authnStatements: instants.map((authnInstant) => authnStatement({ authnInstant })),
});
const sessionUntil = (...instants: (number | null)[]) =>
  facts({
    authnStatements: instants.map((sessionNotOnOrAfter) => authnStatement({ sessionNotOnOrAfter })),
  });

test('the genuine Assertion passes every check, each with its own code', () => {
  const checks = assertionChecks(facts());
  expect(failedCodes(checks)).toEqual([]);
  const codes = checks.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes).toHaveLength(21);
});

describe('a rule passes', () => {
  test.each<[string, Facts]>([
    ['without a NameID where none is required', facts({ nameId: null }, { nameIdRequired: false })],
    ['a NameID of 1024 characters', named({ value: 'a'.repeat(1024) })],
    ['a NameID qualified for us', named({ spNameQualifier: spEntityId })],
    ['a NameID with white space around it', named({ value: ' alice ' })],
    ['at the first instant, a skew early', within({ notBefore: now + SKEW })],
    ['in the last millisecond, a skew late', within({ notOnOrAfter: now - SKEW + 1 })],
    ['conditions without times', within({ notBefore: null, notOnOrAfter: null })],
    [
      'conditions without a beginning at any time, even before 1970',
      { ...within({ notBefore: null }), now: -SKEW - 1 },
    ],
    ['us among other audiences', within({ audienceRestrictions: [[OTHER, spEntityId]] })],
    ['us in each of two restrictions', within({ audienceRestrictions: [[spEntityId], [OTHER, spEntityId]] })],
    ['the context class that is asked for', facts({}, { authnContextClassRefs: [OTHER, PASSWORD] })],
    [
      'the context class in one of two statements',
      facts(
        { authnStatements: [authnStatement({ classRef: OTHER }), authnStatement()] },
        { authnContextClassRefs: [PASSWORD] },
      ),
    ],
    [
      'an authentication at the request, less the skew',
      facts(authenticatedAt(now - SKEW), request(true, now)),
    ],
    ['the later of two authentications', facts(authenticatedAt(0, now), request(true, now))],
    [
      'an old authentication where nobody asked for a new one',
      facts(authenticatedAt(0), request(false, now)),
    ],
    [
      'an old authentication where the request’s time is not known',
      facts(authenticatedAt(-SKEW - 1), request(true, null)),
    ],
    ['an old authentication where nobody asked at all', facts(authenticatedAt(0), { request: null })],
    ['a session open for one millisecond more, less the skew', sessionUntil(now - SKEW + 1)],
    ['a session without an end beside one with', sessionUntil(null, now + 1)],
  ])('%s', (_, given) => {
    const notAboutRequests = assertionChecks(given).filter(({ code }) => !code.startsWith('in_response_to'));
    expect(failedCodes(notAboutRequests)).toEqual([]);
  });
});

describe('a rule refuses, and no other one does', () => {
  test.each<[string, Facts, string]>([
    ['another version', facts({ version: '2.1' }), 'assertion_version_unsupported'],
    ['no version', facts({ version: '' }), 'assertion_version_unsupported'],
    ['another issuer', facts({ issuer: OTHER }), 'issuer_mismatch'],
    ['an issuer with a slash more', facts({ issuer: `${GENUINE.idpEntityId}/` }), 'issuer_mismatch'],
    ['no NameID', facts({ nameId: null }), 'name_id_missing'],
    ['an empty NameID', named({ value: '' }), 'name_id_invalid'],
    ['a NameID of white space', named({ value: ' \t\u00a0' }), 'name_id_invalid'],
    ['a NameID of 1025 characters', named({ value: 'a'.repeat(1025) }), 'name_id_invalid'],
    ['a NameID for another service provider', named({ spNameQualifier: OTHER }), 'name_id_invalid'],
    ['a NameID for nobody', named({ spNameQualifier: '' }), 'name_id_invalid'],
    ['one millisecond before the skew', within({ notBefore: now + SKEW + 1 }), 'assertion_not_yet_valid'],
    ['at the end of the skew', within({ notOnOrAfter: now - SKEW }), 'assertion_expired'],
    ['no audience', within({ audienceRestrictions: [] }), 'audience_missing'],
    ['another audience', within({ audienceRestrictions: [[OTHER]] }), 'audience_mismatch'],
    ['a restriction to nobody', within({ audienceRestrictions: [[]] }), 'audience_mismatch'],
    ['us in one of two', within({ audienceRestrictions: [[spEntityId], [OTHER]] }), 'audience_mismatch'],
    ['an unknown condition', within({ unknown: ['x:Condition'] }), 'condition_unknown'],
    ['no authentication', facts({ authnStatements: [] }), 'authn_statement_missing'],
    ['another context class', facts({}, { authnContextClassRefs: [OTHER] }), 'authn_context_mismatch'],
    [
      'no context class where one is asked for',
      facts({ authnStatements: [authnStatement({ classRef: null })] }, { authnContextClassRefs: [PASSWORD] }),
      'authn_context_mismatch',
    ],
    [
      'an authentication one millisecond before the skew',
      facts(authenticatedAt(now - SKEW - 1), request(true, now)),
      'authentication_too_old',
    ],
    ['a session that ended with the skew', sessionUntil(now - SKEW), 'session_expired_at_idp'],
    ['the first of two sessions', sessionUntil(now + 1, now - SKEW), 'session_expired_at_idp'],
  ])('%s', (_, given, code) => {
    expect(failedCodes(assertionChecks(given))).toEqual([code]);
  });

  test('an Assertion without Conditions, which restrict the audience', () => {
    const codes = failedCodes(assertionChecks(facts({ conditions: null })));
    expect(codes).toEqual(['conditions_missing', 'audience_missing']);
  });

  test('no authentication where a new one is asked for', () => {
    const codes = failedCodes(assertionChecks(facts({ authnStatements: [] }, request(true, now))));
    expect(codes).toEqual(['authn_statement_missing', 'authentication_too_old']);
  });
});

describe('what was received is told', () => {
  test.each<[string, Facts, string, string]>([
    ['the qualifier', named({ spNameQualifier: OTHER }), 'name_id_invalid', `SPNameQualifier ${OTHER}`],
    ['how long the NameID is, never what it is', named({ value: '  ' }), 'name_id_invalid', '2 characters'],
    ['a good NameID, without its value', named({}), 'name_id_invalid', 'one'],
    [
      'the instant',
      within({ notBefore: 0 }),
      'assertion_not_yet_valid',
      'NotBefore 1970-01-01T00:00:00.000Z',
    ],
    ['that there is no NameID', facts({ nameId: null }), 'name_id_invalid', 'none'],
    ['that there is none', within({ notOnOrAfter: null }), 'assertion_expired', 'none'],
    [
      'the audiences',
      within({ audienceRestrictions: [['a', 'b'], ['c']] }),
      'audience_mismatch',
      'a or b and c',
    ],
    ['how many restrictions', within({ audienceRestrictions: [] }), 'audience_missing', '0'],
    ['the conditions', within({ unknown: ['a', 'b'] }), 'condition_unknown', 'a, b'],
    [
      'the context classes',
      facts({ authnStatements: [authnStatement({ classRef: null }), authnStatement()] }),
      'authn_context_mismatch',
      `none, ${PASSWORD}`,
    ],
    [
      'the latest authentication',
      facts(authenticatedAt(1, 0)),
      'authentication_too_old',
      'AuthnInstant 1970-01-01T00:00:00.001Z',
    ],
    ['that there was none', facts({ authnStatements: [] }), 'authentication_too_old', 'none'],
    [
      'the earliest end',
      sessionUntil(1, 0),
      'session_expired_at_idp',
      'SessionNotOnOrAfter 1970-01-01T00:00:00.000Z',
    ],
    ['no end', sessionUntil(null), 'session_expired_at_idp', 'none'],
  ])('%s', (_, given, code, received) => {
    expect(receivedBy(assertionChecks(given), code)).toBe(received);
  });
});
