/**
 * Recognises a private key in what should be public, in every form that people have it in: PEM of any kind, PKCS #8 (RFC
 * 5958, also encrypted), PKCS #1, SEC 1 and PKCS #12 in DER or bare base64, JWK (RFC 7517), XML, base64 of PEM. It need not
 * be a key that works: what looks like one is not to be kept. Pure; the input is untrusted.
 */
const PEM = /PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File/;
/** A key of RFC 7518, sections 6.2.2 and 6.3.2, or one of .NET. */
const JWK = /"d"\s*:\s*"[\w-]{20,}"/;
const XML_KEY = /<D>[A-Za-z0-9+/=\s]{40,}<\/D>/;
const BASE64 = /^[A-Za-z0-9+/=\s]+$/;
/** Enough of base64 to see what it is of. */
const MAX_DECODED_CHARACTERS = 4_096;

const SEQUENCE = 0x30;
/** Version 0 of PKCS #1 and #8, 1 of PKCS #8 and SEC 1, 3 of PKCS #12; a certificate begins otherwise. */
const VERSIONS = [0, 1, 3];
const INTEGER_OF_ONE_OCTET = [0x02, 0x01];
/** The password-based schemes of PKCS #5 and PKCS #12, as an encrypted PKCS #8 names them. */
const PKCS5 = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05];
const PKCS12_PBE = [0x06, 0x0a, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01];

/** Whether octets, or a text, hold a private key. */
export function holdsPrivateKey(content: Uint8Array | string): boolean {
  if (typeof content !== 'string') return isPrivateKeyDer(content) || isPrivateKeyText(latin1(content));
  return isPrivateKeyText(content);
}

function isPrivateKeyText(text: string): boolean {
  if (PEM.test(text) || JWK.test(text) || XML_KEY.test(text)) return true;
  const trimmed = text.trim();
  if (!BASE64.test(trimmed)) return false;
  const decoded = decodeStart(trimmed);
  return isPrivateKeyDer(decoded) || PEM.test(latin1(decoded));
}

function decodeStart(base64: string): Uint8Array {
  const start = base64.slice(0, MAX_DECODED_CHARACTERS).replaceAll(/[\s=]/g, '');
  const whole = start.slice(0, start.length - (start.length % 4));
  return Uint8Array.from(atob(whole), (character) => character.charCodeAt(0));
}

function isPrivateKeyDer(octets: Uint8Array): boolean {
  const content = contentOf(octets);
  if (content === null) return false;
  if (beginsWith(content, INTEGER_OF_ONE_OCTET)) return VERSIONS.includes(content[2] ?? -1);
  const algorithm = contentOf(content);
  return algorithm !== null && (beginsWith(algorithm, PKCS5) || beginsWith(algorithm, PKCS12_PBE));
}

/** What is in a SEQUENCE, or at least its beginning; null for anything else. */
function contentOf(octets: Uint8Array): Uint8Array | null {
  const [tag, length = 0] = octets;
  if (tag !== SEQUENCE) return null;
  return octets.subarray(length < 0x80 ? 2 : 2 + (length & 0x7f));
}

function beginsWith(octets: Uint8Array, start: readonly number[]): boolean {
  return start.every((octet, index) => octets[index] === octet);
}

function latin1(octets: Uint8Array): string {
  return new TextDecoder('latin1').decode(octets);
}
