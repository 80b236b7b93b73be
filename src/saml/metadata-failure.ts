/** Why a document is not taken for the metadata of one identity provider. */
import type { Facts } from '../result.ts';
import type { CertificateFailureCode } from '../x509/certificate.ts';
import type { XmlFailureCode } from '../xml/failure.ts';
import type { SignatureFailureCode } from '../xmldsig/failure.ts';

export type MetadataFailureCode =
  /**
   * Something else was given: the address of a page, the certificate alone, a key that should have stayed secret; nothing;
   * the text in another encoding; where it is, in place of it; what OpenID Connect has instead.
   */
  | 'metadata_is_web_page'
  | 'metadata_is_certificate'
  | 'metadata_is_private_key'
  | 'metadata_is_empty'
  | 'metadata_is_utf16'
  | 'metadata_is_address'
  | 'metadata_is_json'
  | 'metadata_is_base64'
  | 'metadata_is_service_provider'
  | 'metadata_root_unknown'
  | 'identity_provider_missing'
  | 'identity_providers_several'
  | 'identity_provider_protocol_unsupported'
  | 'entity_id_invalid'
  /** There is no entity of the name that is asked for. */
  | 'entity_id_different'
  | 'valid_until_invalid'
  | 'valid_until_missing'
  | 'valid_until_too_far'
  | 'metadata_expired'
  | 'sign_in_endpoint_missing'
  | 'sign_in_endpoint_forbidden'
  | 'signing_key_missing'
  | 'signing_key_without_certificate'
  | 'signing_keys_too_many'
  | CertificateFailureCode
  | SignatureFailureCode
  | XmlFailureCode;

export type MetadataFailure = Facts<MetadataFailureCode>;

/** What is odd about metadata that is taken all the same. */
export type MetadataWarningCode =
  | 'certificate_expired'
  | 'certificate_not_yet_valid'
  /** Beside others that can be used. */
  | 'certificate_unusable'
  /** No browser may be sent there. */
  | 'logout_endpoint_unusable'
  /** A regular expression, or no scope at all. */
  | 'scope_unusable';

export interface MetadataWarning {
  readonly code: MetadataWarningCode;
  /** For the administrator; may quote the metadata. */
  readonly detail: string;
}
