/** Why the inspector refuses: what the Worker says of a Response or of metadata, and what is wrong with a case itself. */
import type { Facts } from '../../src/result.ts';
import type { SamlFailure } from '../../src/saml/failure.ts';
import type { MetadataFailure } from '../../src/saml/metadata-failure.ts';

export type CaseFailureCode =
  /** A field of a case is missing, of the wrong kind, or contradicts another one. */
  | 'case_invalid'
  | 'file_unreadable'
  | 'decryption_key_unreadable'
  /** A bug of ours. It accepts nothing. */
  | 'internal_error';

export type CaseFailure = Facts<CaseFailureCode>;

/** Tells whose fault it is, since one code may speak of two documents: both are XML. */
export type InspectionFailure =
  | { readonly about: 'response'; readonly failure: SamlFailure }
  | { readonly about: 'metadata'; readonly failure: MetadataFailure }
  | { readonly about: 'case'; readonly failure: CaseFailure };
