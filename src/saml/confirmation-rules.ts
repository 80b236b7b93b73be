/**
 * Bearer subject confirmation: SAML Profiles 2.0, section 4.1.4.3. One confirmation has to satisfy every rule by
 * itself; the fields of several are never mixed. Pure.
 */
import type { SubjectConfirmation } from './assertion.ts';
import { check, instantFact } from './check.ts';
import type { Facts } from './facts.ts';
import type { Check } from './failure.ts';
import { formatInstant } from './instant.ts';
import { CONFIRMATION_BEARER } from './names.ts';

/** The checks of the bearer confirmation that satisfies most of them: all, where there is a good one. */
export function confirmationChecks(facts: Facts): Check[] {
  const bearers = facts.assertion.confirmations.filter(({ method }) => method === CONFIRMATION_BEARER);
  const present = check(
    'subject_confirmation_missing',
    bearers.length > 0,
    'a bearer confirmation',
    `${bearers.length}`,
  );
  let best: Check[] = [];
  let fewestFailures = Number.POSITIVE_INFINITY;
  for (const bearer of bearers) {
    const checks = bearerChecks(bearer, facts);
    const failures = checks.filter(({ passed }) => !passed).length;
    if (failures < fewestFailures) {
      best = checks;
      fewestFailures = failures;
    }
  }
  return [present, ...best];
}

function bearerChecks(confirmation: SubjectConfirmation, facts: Facts): Check[] {
  return [
    recipient(confirmation, facts),
    noNotBefore(confirmation),
    ...expiry(confirmation, facts),
    ...inResponseTo(confirmation, facts),
  ];
}

function recipient({ recipient: received }: SubjectConfirmation, { expectations }: Facts): Check {
  return check('recipient_mismatch', received === expectations.acsUrl, expectations.acsUrl, received);
}

function noNotBefore({ notBefore }: SubjectConfirmation): Check {
  return check(
    'confirmation_not_before_present',
    notBefore === null,
    'none',
    instantFact('NotBefore', notBefore),
  );
}

function expiry({ notOnOrAfter }: SubjectConfirmation, { expectations, now }: Facts): Check[] {
  const received = instantFact('NotOnOrAfter', notOnOrAfter);
  const passed = notOnOrAfter === null || now < notOnOrAfter + expectations.clockSkewSeconds * 1000;
  return [
    check('confirmation_not_on_or_after_missing', notOnOrAfter !== null, 'NotOnOrAfter', received),
    check('confirmation_expired', passed, `valid at ${formatInstant(now)}`, received),
  ];
}

/**
 * A request that is pending has to be answered in signed content: by the confirmation, or, where that is silent, by a
 * signed Response. What an unsigned Response says has to agree, but proves nothing. An unsolicited Response
 * answers no request at all.
 */
function inResponseTo({ inResponseTo: confirmed }: SubjectConfirmation, facts: Facts): Check[] {
  const { envelope, envelopeVerified } = facts;
  const requestId = facts.expectations.request?.id ?? null;
  const signed = confirmed ?? (envelopeVerified ? envelope.inResponseTo : null);
  if (requestId === null) {
    return [check('in_response_to_unexpected', signed === null, 'none', signed)];
  }
  return [
    check('in_response_to_missing', signed !== null, requestId, signed),
    check('in_response_to_mismatch', signed === null || signed === requestId, requestId, signed),
  ];
}
