/** Base64 as XML Schema and the SAML bindings use it: the plain alphabet, padded, with any white space. Pure. */

/** Decodes base64; null for anything else: base64url, missing padding, other characters. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const compact = /\s/.test(text) ? text.replace(/[ \t\n\r]+/g, '') : text;
  // `atob` is the fastest judge of the alphabet, but it forgives missing padding and skips form feeds.
  if (compact.length % 4 !== 0 || compact.includes('\f')) return null;
  let binary: string;
  try {
    binary = atob(compact);
  } catch {
    return null;
  }
  return octetsOf(binary);
}

const UTF8 = new TextEncoder();

/** What is shorter is a signature or a digest. */
const MIN_MESSAGE_OCTETS = 1024;

/** The octets of a text that has a character for each. Messages are ASCII almost throughout, which UTF-8 is as well. */
function octetsOf(binary: string): Uint8Array<ArrayBuffer> {
  const octets = new Uint8Array(binary.length);
  const isMessage = binary.length >= MIN_MESSAGE_OCTETS;
  if (isMessage && UTF8.encodeInto(binary, octets).read === binary.length) return octets;
  for (let index = 0; index < binary.length; index++) octets[index] = binary.charCodeAt(index);
  return octets;
}

/** Encodes octets on one line, with padding. Meant for what we send: a few kilobytes. */
export function encodeBase64(octets: Uint8Array): string {
  let binary = '';
  for (const octet of octets) binary += String.fromCharCode(octet);
  return btoa(binary);
}
