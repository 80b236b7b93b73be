/**
 * What can be wrong with an identity provider that somebody enters, each with a code of its own, and what he can do about
 * it. The facts may quote what was entered, but never a private key. Pure.
 */

import type { MetadataFailureCode } from '../../saml/metadata-failure.ts';
import type { FetchFailureCode } from '../../stores/metadata-fetch.ts';
import type { FieldErrors } from '../console/fields.tsx';

/** Codes of this form alone; the others are those of what reads metadata, certificates and addresses. */
type FormCode =
  | 'private_key_given'
  | 'address_is_metadata'
  | 'entity_id_spaced'
  | 'certificate_is_metadata'
  | 'certificates_expired';

type WrongInputCode = FormCode | MetadataFailureCode | FetchFailureCode;

export interface WrongInput {
  /** A `WrongInputCode`, or whatever else metadata was refused for. */
  readonly code: string;
  readonly expected?: string;
  readonly received?: string;
}

/** By the name of the field. */
export type WrongInputs = Readonly<Record<string, WrongInput>>;

const KEY_GIVEN =
  'This is a private key. It was not kept; but it has left its place, so replace it at your identity provider. What belongs here is public.';
const NOBODY_ANSWERS =
  'Nobody answers there, or without valid TLS. If it is inside of your network, open it yourself and choose the file here.';

const WORDS = {
  private_key_given: KEY_GIVEN,
  metadata_is_private_key: KEY_GIVEN,
  certificate_private_key: KEY_GIVEN,
  address_is_metadata: 'This is metadata itself. Choose “By its metadata, pasted”, and paste it there.',
  entity_id_spaced: 'There was white space in it, which is taken out now. If it is right like this, go on.',
  entity_id_invalid:
    'The entity ID in it is missing, too long, or has white space: mend it at your identity provider.',
  certificate_is_metadata: 'This is metadata. Choose “By its metadata, pasted”, and paste it there.',
  certificates_expired:
    'All of its certificates have expired. Get the one that it signs with now. If it still signs with this one, say so below.',
  metadata_is_web_page:
    'This is a web page, perhaps for signing in, and not metadata. Where its address opens without signing in, XML has to appear.',
  metadata_is_service_provider:
    'This is the metadata of a service provider, such as ours. What belongs here is your identity provider’s.',
  metadata_is_address: 'This is an address. Choose “By the address of its metadata”, and enter it there.',
  metadata_is_json: 'This is JSON, as of OpenID Connect. What belongs here is SAML metadata, which is XML.',
  metadata_is_base64: 'This is metadata in base64. Decode it first, or take the file as it was downloaded.',
  metadata_is_empty: 'It is empty, or nothing was chosen.',
  metadata_is_utf16: 'This is text in UTF-16. Save it as UTF-8, or download it again.',
  metadata_is_certificate:
    'This is a certificate alone. Choose “By hand”, where the entity ID and the sign-in URL are asked for as well.',
  certificate_unreadable: 'This is no certificate that can be read. PEM, base64 and DER can be.',
  certificate_key_too_weak:
    'The key of its certificate is too weak: RSA needs 2048 bits. Make a new certificate at your identity provider.',
  metadata_unreachable: NOBODY_ANSWERS,
  metadata_timeout: NOBODY_ANSWERS,
  metadata_status_unexpected: 'There is no metadata at this address, or not without signing in.',
  xml_malformed: 'This is not whole. Copy all of it, from the first < to the last >.',
} satisfies Partial<Record<WrongInputCode, string>>;

/** Says of each field what is wrong with it, and what to do. */
export function explainWrongInputs(wrong: WrongInputs): FieldErrors {
  return Object.fromEntries(Object.entries(wrong).map(([name, each]) => [name, explainWrongInput(each)]));
}

function explainWrongInput({ code, expected = '', received = '' }: WrongInput): string {
  return (
    new Map<string, string>(Object.entries(WORDS)).get(code) ??
    `It cannot be used (${code}): expected ${expected}, received ${received}.`
  );
}

/** Whether something is refused for its certificates' end alone, which the administrator can overrule. */
export function isRefusedForExpiry(errors: FieldErrors): boolean {
  return Object.values(errors).includes(WORDS.certificates_expired);
}
