/**
 * Why a Response is refused. Every rule has exactly one code, and a check in the trace carries the code it would
 * refuse with, so that the trace, the pages, the log and the API all speak of the same thing.
 */
import type { Facts } from '../result.ts';
import type { XmlFailureCode } from '../xml/failure.ts';
import type { SignatureFailureCode } from '../xmldsig/failure.ts';
import type { EncryptionFailureCode } from '../xmlenc/failure.ts';
import type { RedirectFailureCode } from './redirect-binding.ts';

/** The binding: SAML Bindings 2.0, section 3.5. */
export type BindingFailureCode =
  | 'saml_response_missing'
  | 'saml_response_repeated'
  | 'saml_response_not_base64'
  | 'form_malformed'
  | 'form_too_large';

/** The envelope: SAML Core 2.0, section 3.2.2. Its facts may only ever lead to refusal. */
export type EnvelopeFailureCode =
  | 'not_a_response'
  | 'response_malformed'
  | 'response_version_unsupported'
  | 'status_not_success'
  | 'assertion_count'
  | 'signature_required'
  | 'destination_mismatch'
  | 'response_issuer_mismatch'
  | 'response_in_response_to_mismatch';

/** The assertion: SAML Core 2.0, section 2, and SAML Profiles 2.0, section 4.1.4.3. */
export type AssertionFailureCode =
  | 'assertion_malformed'
  | 'assertion_version_unsupported'
  | 'issuer_mismatch'
  | 'name_id_missing'
  | 'name_id_invalid'
  | 'subject_confirmation_missing'
  | 'confirmation_not_on_or_after_missing'
  | 'confirmation_not_before_present'
  | 'confirmation_expired'
  | 'recipient_mismatch'
  | 'in_response_to_missing'
  | 'in_response_to_mismatch'
  | 'in_response_to_unexpected'
  | 'conditions_missing'
  | 'assertion_not_yet_valid'
  | 'assertion_expired'
  | 'audience_missing'
  | 'audience_mismatch'
  | 'condition_unknown'
  | 'authn_statement_missing'
  | 'authn_context_mismatch'
  | 'authentication_too_old'
  | 'session_expired_at_idp'
  | 'instant_invalid';

/** Single logout, both messages and both bindings: SAML Core 2.0, section 3.7, and SAML Profiles 2.0, section 4.4. */
export type LogoutMessageFailureCode =
  | RedirectFailureCode
  | 'logout_message_count'
  | 'logout_message_not_base64'
  | 'logout_malformed'
  | 'logout_version_unsupported'
  | 'logout_issuer_mismatch'
  | 'logout_destination_mismatch'
  | 'logout_not_yet_valid'
  | 'logout_expired'
  | 'logout_in_response_to_mismatch';

export type SamlFailureCode =
  | BindingFailureCode
  | XmlFailureCode
  | SignatureFailureCode
  | EncryptionFailureCode
  | EnvelopeFailureCode
  | AssertionFailureCode
  | LogoutMessageFailureCode;

export type SamlFailure = Facts<SamlFailureCode>;

/** One line of the trace that the inspector and the administrator see. */
export interface Check extends SamlFailure {
  readonly passed: boolean;
}
