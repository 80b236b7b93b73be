/**
 * What people give in place of metadata by mistake: the login page behind an address, the certificate alone, a private
 * key, a file in another encoding, JSON. Told apart before the XML reader would call all of them malformed. Pure; the input
 * is untrusted.
 */
import { failure } from '../result.ts';
import type { MetadataFailure } from './metadata-failure.ts';

/** Enough to see what a file is; metadata itself begins with a tag. */
const MAX_SNIFFED_BYTES = 4_096;

/** With or without the XML declaration of XHTML. */
const WEB_PAGE = /^(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+)?html\b/i;
/** A certificate in base64: a SEQUENCE of 256 to 65,535 octets. */
const BARE_BASE64 = /^MI[I-L][A-Za-z0-9+/=\s]*$/;
/** The same in DER; the length that follows is no text. */
const DER_SEQUENCE = [0x30, 0x82];
/** A byte order mark, or a tag in UTF-16 without one. */
const UTF16_STARTS = [
  [0xff, 0xfe],
  [0xfe, 0xff],
  [0x3c, 0x00],
  [0x00, 0x3c],
];
const ADDRESS = /^https?:\/\/\S+\s*$/i;
/** What a tag, an XML declaration, or one behind a byte order mark becomes in base64. */
const BASE64_OF_XML = /^(?:P[A-P]|77u\/P)[A-Za-z0-9+/=\s]+$/;

/** Refuses what is plainly something else than XML metadata; null for everything that the XML reader should judge. */
export function refuseLookAlike(
  octets: Uint8Array,
): { readonly ok: false; readonly failure: MetadataFailure } | null {
  const expected = 'SAML metadata: an XML document';
  const begins = (bytes: readonly number[]) => bytes.every((octet, index) => octets[index] === octet);
  if (UTF16_STARTS.some(begins)) return failure('metadata_is_utf16', expected, 'text in UTF-16');
  const start = new TextDecoder().decode(octets.subarray(0, MAX_SNIFFED_BYTES)).trimStart();
  if (WEB_PAGE.test(start)) return failure('metadata_is_web_page', expected, 'a web page');
  if (start.startsWith('<')) return null;
  if (start === '') return failure('metadata_is_empty', expected, 'nothing');
  if (ADDRESS.test(start)) return failure('metadata_is_address', expected, 'an address');
  if (/^[{[]/.test(start)) return failure('metadata_is_json', expected, 'JSON');
  if (BASE64_OF_XML.test(start)) return failure('metadata_is_base64', expected, 'base64');
  if (start.includes('PRIVATE KEY-----')) {
    return failure('metadata_is_private_key', expected, 'a private key');
  }
  const isCertificate =
    start.includes('-----BEGIN CERTIFICATE-----') || BARE_BASE64.test(start) || begins(DER_SEQUENCE);
  return isCertificate ? failure('metadata_is_certificate', expected, 'a certificate alone') : null;
}
