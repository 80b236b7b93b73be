/**
 * What people give in place of metadata by mistake: the login page behind an address, the certificate alone, a private
 * key. Told apart before the XML reader would call all of them malformed. Pure; the input is untrusted.
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

/** Refuses what is plainly something else than XML metadata; null for everything that the XML reader should judge. */
export function refuseLookAlike(
  octets: Uint8Array,
): { readonly ok: false; readonly failure: MetadataFailure } | null {
  const expected = 'SAML metadata: an XML document';
  const start = new TextDecoder().decode(octets.subarray(0, MAX_SNIFFED_BYTES)).trimStart();
  if (WEB_PAGE.test(start)) return failure('metadata_is_web_page', expected, 'a web page');
  if (start.startsWith('<')) return null;
  if (start.includes('PRIVATE KEY-----')) {
    return failure('metadata_is_private_key', expected, 'a private key');
  }
  const isCertificate =
    start.includes('-----BEGIN CERTIFICATE-----') ||
    BARE_BASE64.test(start) ||
    DER_SEQUENCE.every((octet, index) => octets[index] === octet);
  return isCertificate ? failure('metadata_is_certificate', expected, 'a certificate alone') : null;
}
