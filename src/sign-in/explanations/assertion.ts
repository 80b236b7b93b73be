/** Explanations of which assertion rule is broken: SAML Core 2.0, section 2, and SAML Profiles 2.0, section 4.1.4.3. */
import type { AssertionFailureCode } from '../../saml/failure.ts';
import {
  type Explanation,
  type ForPerson,
  type Mender,
  NOT_IDENTIFIED,
  NOT_READABLE,
  NOT_SET_UP,
  NOT_THIS_SIGN_IN,
  TOO_LATE,
} from './explanation.ts';

const REPORT = 'Report this to the identity provider’s maker.';
const CLOCK =
  'Correct the identity provider’s clock (use NTP). If the clock is right, the answer was kept waiting: start signing in again.';
const SIGN_IN_ANEW: ForPerson = { situation: 'session_too_old', action: 'retry' };

export const ASSERTION_EXPLANATIONS: Readonly<Record<AssertionFailureCode, Explanation>> = {
  assertion_malformed: refused(
    NOT_READABLE,
    'The assertion lacks something that SAML prescribes, or has it twice.',
    'identity-provider',
    REPORT,
  ),
  assertion_version_unsupported: refused(
    NOT_SET_UP,
    'The assertion is of another version than SAML 2.0.',
    'identity-provider',
    'Choose SAML 2.0 for this application.',
  ),
  issuer_mismatch: refused(
    NOT_SET_UP,
    'The assertion was issued by another identity provider than this connection’s.',
    'service-provider',
    'Save the metadata of the identity provider that people really sign in at. Every letter of the entity ID counts.',
  ),
  name_id_missing: refused(
    NOT_IDENTIFIED,
    'The assertion names nobody: it has no NameID.',
    'identity-provider',
    'Map a directory field that never changes to NameID (also called name identifier or subject) in this application, and see that this user has it filled in.',
  ),
  name_id_invalid: refused(
    NOT_IDENTIFIED,
    'The NameID is empty, or not what its format says.',
    'identity-provider',
    'Check which directory field is mapped to NameID, and that this user has it filled in.',
  ),
  subject_confirmation_missing: refused(
    NOT_SET_UP,
    'The assertion has no bearer confirmation, without which it is not meant for signing in by browser.',
    'identity-provider',
    'Choose Web Browser SSO (bearer) for this application.',
  ),
  confirmation_not_on_or_after_missing: refused(
    NOT_SET_UP,
    'The subject confirmation does not say until when it may be used.',
    'identity-provider',
    REPORT,
  ),
  confirmation_not_before_present: refused(
    NOT_SET_UP,
    'The subject confirmation has a NotBefore, which the browser profile forbids.',
    'identity-provider',
    'Take NotBefore out of SubjectConfirmationData. Conditions is where it belongs.',
  ),
  confirmation_expired: refused(
    TOO_LATE,
    'The answer came after the time within which it may be used.',
    'identity-provider',
    CLOCK,
  ),
  recipient_mismatch: refused(
    NOT_SET_UP,
    'The assertion is meant for another URL than this one.',
    'identity-provider',
    'Set the ACS URL, and Recipient where it is separate, to exactly the expected value, with https and without a closing slash.',
  ),
  in_response_to_missing: refused(
    NOT_THIS_SIGN_IN,
    'The assertion does not say which request it answers, though this browser sent one.',
    'identity-provider',
    'Set the identity provider to copy the request’s ID into InResponseTo; a start from its own portal is not an answer to a request.',
  ),
  in_response_to_mismatch: refused(
    NOT_THIS_SIGN_IN,
    'The assertion answers another request than the one this browser sent.',
    'person',
    'Start signing in again. If it happens each time, look for a page or portal that replays old answers.',
  ),
  in_response_to_unexpected: refused(
    NOT_THIS_SIGN_IN,
    'The assertion answers a request, but this browser has none waiting.',
    'person',
    'Start signing in again, in one browser. Private windows and cleared cookies lose the request.',
  ),
  conditions_missing: refused(
    NOT_SET_UP,
    'The assertion has no Conditions, so that it could be used anywhere and at any time.',
    'identity-provider',
    'Set this application’s audience (also called entity ID) and the assertion’s lifetime.',
  ),
  assertion_not_yet_valid: refused(
    TOO_LATE,
    'The assertion is not valid yet: the identity provider’s clock is ahead.',
    'identity-provider',
    'Correct the identity provider’s clock (use NTP).',
  ),
  assertion_expired: refused(TOO_LATE, 'The assertion is no longer valid.', 'identity-provider', CLOCK),
  audience_missing: refused(
    NOT_SET_UP,
    'The assertion does not say for which application it is.',
    'identity-provider',
    'Set this application’s audience (also called entity ID or SP identifier) to the expected value.',
  ),
  audience_mismatch: refused(
    NOT_SET_UP,
    'The assertion is for another application.',
    'identity-provider',
    'Set this application’s audience (also called entity ID or SP identifier) to exactly the expected value.',
  ),
  condition_unknown: refused(
    NOT_SET_UP,
    'The assertion has a condition that is not understood here, so it may not be relied on.',
    'identity-provider',
    'Take the custom condition out of this application’s settings.',
  ),
  authn_statement_missing: refused(
    NOT_SET_UP,
    'The assertion does not say that anybody signed in: it has no AuthnStatement.',
    'identity-provider',
    'Set this application to send an authentication statement.',
  ),
  authn_context_mismatch: refused(
    { situation: 'stronger_sign_in_needed', action: 'retry' },
    'The person signed in in another way than this connection requires.',
    'identity-provider',
    'Require the expected authentication context (such as several factors) in this application’s access policy, or change what this connection requires.',
  ),
  authentication_too_old: refused(
    SIGN_IN_ANEW,
    'The request asked the person to sign in anew, and the identity provider answered from an earlier sign-in.',
    'identity-provider',
    'Let the identity provider honour ForceAuthn for this application.',
  ),
  session_expired_at_idp: refused(
    SIGN_IN_ANEW,
    'The identity provider says that its own session has ended already (SessionNotOnOrAfter).',
    'identity-provider',
    'Correct the identity provider’s clock, or lengthen its session.',
  ),
  instant_invalid: refused(
    NOT_READABLE,
    'A time in the assertion is not written as SAML prescribes.',
    'identity-provider',
    'Times are in UTC and end in Z, such as 2026-01-31T09:30:00Z. Correct the template, or report this to the identity provider’s maker.',
  ),
};

function refused(person: ForPerson, problem: string, mender: Mender, remedy: string): Explanation {
  return { person, administrator: { problem, mender, remedy }, status: 403 };
}
