/**
 * What may be kept of the checks of a sign-in. What was received is kept where it is how somebody set an identity provider up,
 * or a time; whatever may name a person, or quotes what could not be read, is not. Pure.
 */
import type { SignInCheck, SignInFailureCode } from '../sign-in/failure.ts';
import type { KeptCheck } from './draft-trial.ts';

const KEPT: ReadonlySet<SignInFailureCode> = new Set<SignInFailureCode>([
  'status_not_success',
  'assertion_count',
  'signature_required',
  'destination_mismatch',
  'response_issuer_mismatch',
  'issuer_mismatch',
  'issuer_unknown',
  'audience_missing',
  'audience_mismatch',
  'recipient_mismatch',
  'assertion_not_yet_valid',
  'assertion_expired',
  'confirmation_expired',
  'authn_context_mismatch',
  'authentication_too_old',
  'session_expired_at_idp',
  'scope_mismatch',
  'attribute_missing',
  'group_missing',
  'signature_algorithm_unsupported',
  'signature_algorithm_forbidden',
  'encryption_algorithm_unsupported',
  'encryption_algorithm_forbidden',
]);

/** Takes out of the checks what is not kept. */
export function redactChecks(checks: readonly SignInCheck[]): readonly KeptCheck[] {
  return checks.map(({ code, passed, expected, received }) => ({
    code,
    passed,
    expected,
    received: KEPT.has(code) ? received : null,
  }));
}
