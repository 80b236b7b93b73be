/** Every way in which a sign-in can fail: those of the protocol, and those of the flow around it. */
import type { Facts } from '../result.ts';
import type { SamlFailureCode } from '../saml/failure.ts';

export type FlowFailureCode =
  /** No connection is set up, or none that this tenant's metadata still vouches for. */
  | 'connection_missing'
  | 'connection_trust_expired'
  /** The connection's requests are to be signed, and the deployment has no key to do it with. */
  | 'request_signing_key_missing'
  /** The Response's Issuer is none of this tenant's identity providers. */
  | 'issuer_unknown'
  /** There is no pending-request cookie for this Response in this browser: expired, cleared, or never there. */
  | 'pending_request_missing'
  | 'pending_request_expired'
  | 'unsolicited_response'
  | 'request_already_used'
  | 'assertion_already_used'
  | 'signed_out_meanwhile'
  | 'account_key_missing'
  | 'account_key_transient'
  /** The account key is of a scope that the identity provider may not state. */
  | 'scope_mismatch'
  | 'email_domain_mismatch'
  /** The tenant refuses addresses of domains that it has not proven to be its own. */
  | 'email_domain_unproven'
  /** SAML is for a pilot that the person is not in; `received` is where the person goes on. */
  | 'outside_pilot'
  /** The connection requires attributes that did not come. */
  | 'attribute_missing'
  /** Only people of certain groups may sign in, and this one is in none of them. */
  | 'group_missing'
  /** Besides attributes, more than a session cookie can carry. */
  | 'identity_too_large'
  | 'method_not_allowed'
  /** What this deployment stands on did not answer: KV, the tenant's ledger, its record. */
  | 'tenant_unavailable'
  | 'ledger_unavailable'
  | 'record_unavailable'
  /** The application behind the gateway could not be reached, or did not begin to answer in time. */
  | 'application_unreachable'
  | 'application_timeout'
  | 'internal_error';

/** Single logout, besides what its messages can have wrong. */
export type LogoutFlowFailureCode =
  /** No logout of this browser waits for this answer: it lapsed, was answered, is another tenant's, or never was. */
  'logout_pending_missing' | 'logout_already_used';

export type SignInFailureCode = SamlFailureCode | FlowFailureCode | LogoutFlowFailureCode;

export interface SignInFailure extends Facts<SignInFailureCode> {
  /** For `attribute_missing` and `group_missing`: the names in the connection's own rules, which the person is told. */
  readonly missing?: readonly string[];
}

/** One line of what was looked at on the way. */
export interface SignInCheck extends SignInFailure {
  readonly passed: boolean;
}
