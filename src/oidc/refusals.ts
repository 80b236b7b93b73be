/**
 * Every reason why an application gets nothing from OpenID Connect here: a code of ours, the error of RFC 6749, OpenID Connect Core
 * 1.0 or RFC 6750 that it is told as, and a sentence for the developer of the application.
 */
import { failure } from '../result.ts';

export const OIDC_REFUSALS = {
  // Told to the person's browser: nobody knows where to send it. RFC 6749, section 4.1.2.1.
  oidc_client_unknown: ['invalid_client', 'client_id names no client of this tenant.'],
  oidc_redirect_uri_mismatch: ['invalid_request', 'redirect_uri is none of those that the client has.'],

  // Told to the application, in the browser's address. OpenID Connect Core 1.0, section 3.1.2.6.
  oidc_parameter_repeated: ['invalid_request', 'A parameter is there twice.'],
  oidc_parameter_too_long: ['invalid_request', 'A parameter is too long.'],
  oidc_request_object: ['request_not_supported', 'request is not supported.'],
  oidc_request_uri: ['request_uri_not_supported', 'request_uri is not supported.'],
  oidc_registration: ['registration_not_supported', 'registration is not supported.'],
  oidc_response_type: ['unsupported_response_type', 'response_type has to be code.'],
  oidc_response_mode: ['invalid_request', 'response_mode has to be query.'],
  oidc_scope: ['invalid_scope', 'scope has to contain openid.'],
  oidc_code_challenge_missing: ['invalid_request', 'PKCE is required: code_challenge is missing.'],
  oidc_code_challenge_method: ['invalid_request', 'code_challenge_method has to be S256.'],
  oidc_code_challenge_malformed: ['invalid_request', 'code_challenge is not the base64url of a SHA-256.'],
  oidc_prompt: ['invalid_request', 'prompt has to be none, or any of login, consent and select_account.'],
  oidc_max_age: ['invalid_request', 'max_age has to be a whole number of seconds.'],
  oidc_login_required: ['login_required', 'Somebody has to sign in first.'],
  oidc_somebody_else: ['login_required', 'Somebody else is signed in than id_token_hint says.'],
  oidc_login_not_fresh: ['login_required', 'The person was not authenticated again.'],

  // Told to the application itself, by the token endpoint. RFC 6749, section 5.2.
  oidc_form_unreadable: ['invalid_request', 'The body has to be application/x-www-form-urlencoded.'],
  oidc_token_parameter: ['invalid_request', 'code, redirect_uri and code_verifier have to be there, once.'],
  oidc_grant_type: ['unsupported_grant_type', 'grant_type has to be authorization_code.'],
  oidc_authentication_missing: ['invalid_client', 'The client did not say who it is.'],
  oidc_authentication_twice: ['invalid_request', 'The client authenticated in two ways.'],
  oidc_authentication_malformed: ['invalid_client', 'The Authorization header is not that of HTTP Basic.'],
  oidc_authentication_failed: ['invalid_client', 'There is no such client, or it has another secret.'],
  oidc_code_unknown: ['invalid_grant', 'The code is not one of this host.'],
  oidc_code_expired: ['invalid_grant', 'The code has expired.'],
  oidc_code_of_another_client: ['invalid_grant', 'The code was given to another client.'],
  oidc_code_redirect_uri: ['invalid_grant', 'redirect_uri is not the one that the code was sent to.'],
  oidc_code_verifier: ['invalid_grant', 'code_verifier does not belong to the code_challenge.'],
  oidc_code_already_used: ['invalid_grant', 'The code was used before; what it gave has ended.'],
  oidc_code_session_ended: ['invalid_grant', 'The session that the code was given for is over.'],

  // Told by the userinfo endpoint. RFC 6750, section 3.1.
  oidc_access_token_unknown: ['invalid_token', 'The access token is not one of this host.'],
  oidc_access_token_expired: ['invalid_token', 'The access token has expired.'],
  oidc_access_token_ended: ['invalid_token', 'The session is over, or the code was used twice.'],
} as const;

export type OidcRefusalCode = keyof typeof OIDC_REFUSALS;

/** Refuses with a code; what was received stays unsaid. */
export function refuseOidc(code: OidcRefusalCode) {
  return failure(code, OIDC_REFUSALS[code][1], '');
}

/** The error and its description, as both RFCs name them. The code ends the sentence: logs have it, too. */
export function describeRefusal(code: OidcRefusalCode) {
  const [error, sentence] = OIDC_REFUSALS[code];
  return { error, error_description: `${sentence} (${code})` };
}
