/**
 * What an Assertion has to say to be believed: SAML Profiles 2.0, section 4.1.4.3, and SAML Core 2.0, section 2. Each
 * rule is one small function with one code. They are pure, and all of them are applied, so that the trace shows
 * everything that is wrong at once; the first that fails gives the verdict. The time is milliseconds since 1970.
 */
import { check, instantFact } from './check.ts';
import { confirmationChecks } from './confirmation-rules.ts';
import type { Facts } from './facts.ts';
import type { Check } from './failure.ts';
import { formatInstant } from './instant.ts';

/** SAML persistent identifiers have at most 256 characters; the session cookie has to carry this. */
const MAX_NAME_ID_CHARACTERS = 1024;

/** Applies every rule, in the order in which the first failure is the most telling. */
export function assertionChecks(facts: Facts): Check[] {
  const now = formatInstant(facts.now);
  return [
    version(facts),
    issuer(facts),
    nameIdPresent(facts),
    nameIdUsable(facts),
    conditionsPresent(facts),
    notYetValid(facts, `valid at ${now}`),
    expired(facts, `valid at ${now}`),
    audiencePresent(facts),
    audience(facts),
    conditionsUnderstood(facts),
    ...confirmationChecks(facts),
    authenticated(facts),
    authnContext(facts),
    authenticatedAnew(facts),
    sessionOpenAtIdp(facts, `open at ${now}`),
  ];
}

function version({ assertion }: Facts): Check {
  return check('assertion_version_unsupported', assertion.version === '2.0', '2.0', assertion.version);
}

function issuer({ assertion, expectations }: Facts): Check {
  const expected = expectations.idpEntityId;
  return check('issuer_mismatch', assertion.issuer === expected, expected, assertion.issuer);
}

function nameIdPresent({ assertion, expectations }: Facts): Check {
  const present = assertion.nameId !== null;
  const expected = expectations.nameIdRequired ? 'a NameID' : 'a NameID or none';
  return check(
    'name_id_missing',
    present || !expectations.nameIdRequired,
    expected,
    present ? 'a NameID' : null,
  );
}

/** Not empty, not only white space, and qualified for nobody but us (SAML Core 2.0, section 8.3.7). */
function nameIdUsable({ assertion: { nameId }, expectations }: Facts): Check {
  const expected = 'a NameID with a value, for this service provider';
  if (nameId === null) return check('name_id_invalid', true, expected, null);
  const qualifier = nameId.spNameQualifier;
  const forUs = qualifier === null || qualifier === expectations.spEntityId;
  const hasValue = nameId.value.trim() !== '' && nameId.value.length <= MAX_NAME_ID_CHARACTERS;
  const received = !hasValue
    ? `${nameId.value.length} characters`
    : forUs
      ? 'one'
      : `SPNameQualifier ${qualifier}`;
  return check('name_id_invalid', hasValue && forUs, expected, received);
}

function conditionsPresent({ assertion }: Facts): Check {
  const present = assertion.conditions !== null;
  return check('conditions_missing', present, 'Conditions', present ? 'Conditions' : null);
}

function notYetValid({ assertion, expectations, now }: Facts, expected: string): Check {
  const notBefore = assertion.conditions?.notBefore ?? null;
  const passed = notBefore === null || now >= notBefore - expectations.clockSkewSeconds * 1000;
  return check('assertion_not_yet_valid', passed, expected, instantFact('NotBefore', notBefore));
}

function expired({ assertion, expectations, now }: Facts, expected: string): Check {
  const notOnOrAfter = assertion.conditions?.notOnOrAfter ?? null;
  const passed = notOnOrAfter === null || now < notOnOrAfter + expectations.clockSkewSeconds * 1000;
  return check('assertion_expired', passed, expected, instantFact('NotOnOrAfter', notOnOrAfter));
}

function audiencePresent({ assertion }: Facts): Check {
  const count = assertion.conditions?.audienceRestrictions.length ?? 0;
  return check('audience_missing', count > 0, 'an AudienceRestriction', `${count}`);
}

/** Every AudienceRestriction has to name us; inside one of them any Audience may (SAML Core 2.0, section 2.5.1.4). */
function audience({ assertion, expectations }: Facts): Check {
  const restrictions = assertion.conditions?.audienceRestrictions ?? [];
  const passed = restrictions.every((audiences) => audiences.includes(expectations.spEntityId));
  const received = restrictions.map((audiences) => audiences.join(' or ')).join(' and ');
  return check('audience_mismatch', passed, expectations.spEntityId, received);
}

/** A condition that is not understood makes the whole indeterminate (SAML Core 2.0, section 2.5.1.1). */
function conditionsUnderstood({ assertion }: Facts): Check {
  const unknown = assertion.conditions?.unknown ?? [];
  return check(
    'condition_unknown',
    unknown.length === 0,
    'conditions of SAML 2.0',
    unknown.join(', ') || null,
  );
}

function authenticated({ assertion }: Facts): Check {
  const count = assertion.authnStatements.length;
  return check('authn_statement_missing', count > 0, 'an AuthnStatement', `${count}`);
}

/** What was asked for with Comparison="exact" has to come back (SAML Core 2.0, section 3.3.2.2.1). */
function authnContext({ assertion, expectations }: Facts): Check {
  const accepted = expectations.authnContextClassRefs;
  const received = assertion.authnStatements.map(({ classRef }) => classRef ?? 'none');
  const passed = accepted.length === 0 || received.some((classRef) => accepted.includes(classRef));
  return check('authn_context_mismatch', passed, accepted.join(' or ') || 'any', received.join(', ') || null);
}

/** With ForceAuthn, an authentication from before the request is no answer to it (SAML Core 2.0, section 3.4.1). */
function authenticatedAnew({ assertion, expectations: { request, clockSkewSeconds } }: Facts): Check {
  const latest = Math.max(...assertion.authnStatements.map(({ authnInstant }) => authnInstant));
  const received = instantFact('AuthnInstant', Number.isFinite(latest) ? latest : null);
  if (request === null || !request.forceAuthn || request.issuedAt === null) {
    return check('authentication_too_old', true, 'at any time', received);
  }
  const passed = latest >= request.issuedAt - clockSkewSeconds * 1000;
  return check('authentication_too_old', passed, `at ${formatInstant(request.issuedAt)} or later`, received);
}

/** The session at the identity provider, which ours never outlives, may not have ended yet (SAML Core 2.0, section 2.7.2). */
function sessionOpenAtIdp({ assertion, expectations, now }: Facts, expected: string): Check {
  const ends = assertion.authnStatements.flatMap(({ sessionNotOnOrAfter }) => sessionNotOnOrAfter ?? []);
  const earliest = ends.length === 0 ? null : Math.min(...ends);
  const received = instantFact('SessionNotOnOrAfter', earliest);
  return check(
    'session_expired_at_idp',
    earliest === null || now < earliest + expectations.clockSkewSeconds * 1000,
    expected,
    received,
  );
}
