/** Why a signature is refused. */
import type { Facts } from '../result.ts';
import type { XmlFailureCode } from '../xml/failure.ts';

export type SignatureFailureCode =
  | 'signature_missing'
  | 'signature_malformed'
  | 'signature_algorithm_unsupported'
  | 'signature_algorithm_forbidden'
  | 'signature_key_unusable'
  | 'signature_reference_invalid'
  | 'signature_transforms_forbidden'
  | 'signature_duplicate_id'
  | 'signature_canonicalization_failed'
  | 'signature_invalid'
  | 'signature_digest_mismatch';

export type SignatureFailure = Facts<SignatureFailureCode | XmlFailureCode>;
