/** Explanations of what is wrong with a message of a single logout. It changed nothing here; the person signs out by hand. */
import type { LogoutMessageFailureCode } from '../../saml/failure.ts';
import type { LogoutFlowFailureCode } from '../failure.ts';
import { type Explanation, type Mender, SIGN_OUT_UNCLEAR } from './explanation.ts';

type Code = LogoutMessageFailureCode | LogoutFlowFailureCode;

const REPORT = 'Report this to the identity provider’s maker.';
const NO_PROXY =
  'Check that the single logout URL is used for logout only, and that no proxy changes or cuts off its query.';
const CLOCK = 'Set the clock at the identity provider, or allow more clock skew in this connection.';
const AGAIN =
  'Nothing, where a page was reloaded. Many of these from elsewhere are somebody replaying messages.';

const explain = (
  problem: string,
  remedy: string,
  mender: Mender = 'identity-provider',
  status: Explanation['status'] = 400,
): Explanation => ({
  person: SIGN_OUT_UNCLEAR,
  administrator: { problem, mender, remedy },
  status,
});

export const LOGOUT_EXPLANATIONS: Readonly<Record<Code, Explanation>> = {
  redirect_too_long: explain('The link is longer than any message needs to be.', REPORT),
  redirect_malformed: explain('The link has percent encoding that is broken.', NO_PROXY),
  redirect_parameter_repeated: explain('The link has a parameter of the message twice.', NO_PROXY),
  redirect_message_missing: explain('The link has no message.', NO_PROXY),
  redirect_message_ambiguous: explain('The link has a SAMLRequest and a SAMLResponse.', NO_PROXY),
  redirect_encoding_unsupported: explain('The message is encoded otherwise than with DEFLATE.', REPORT),
  redirect_not_base64: explain('The message in the link is not base64.', NO_PROXY),
  redirect_not_deflated: explain('The message in the link is not one DEFLATE stream.', NO_PROXY),
  redirect_inflates_too_large: explain('The message in the link is far larger than a logout is.', REPORT),
  logout_message_count: explain('The form does not have exactly one SAMLRequest or SAMLResponse.', REPORT),
  logout_message_not_base64: explain('The message in the form is not base64.', REPORT),
  logout_malformed: explain(
    'The message is no SAML 2.0 LogoutRequest or LogoutResponse, or lacks something that SAML prescribes.',
    'Give the single logout URL for logout only; else report this to the identity provider’s maker.',
  ),
  logout_version_unsupported: explain(
    'The message is of another version than SAML 2.0.',
    'Choose SAML 2.0 for this application.',
  ),
  logout_issuer_mismatch: explain(
    'The message names another issuer than this connection’s identity provider.',
    'Save the metadata of the identity provider that people really sign in at.',
    'service-provider',
    403,
  ),
  logout_destination_mismatch: explain(
    'The message is addressed to another URL than this one, or to none.',
    'Set the single logout URL to exactly the expected value, with https and without a closing slash.',
    'identity-provider',
    403,
  ),
  logout_not_yet_valid: explain('The message was issued in the future.', CLOCK, 'identity-provider', 403),
  logout_expired: explain('The message is too old to be acted upon.', CLOCK, 'identity-provider', 403),
  logout_in_response_to_mismatch: explain(
    'The answer is to another logout than the one that this browser began.',
    'Sign out again.',
    'person',
    403,
  ),
  logout_pending_missing: explain(
    'This browser has no logout waiting for this answer: its time is over, it was answered, or another browser began it.',
    'Sign out again, in one browser and with cookies allowed.',
    'person',
    403,
  ),
  logout_already_used: explain('This very message has been used before.', AGAIN, 'person', 409),
};
