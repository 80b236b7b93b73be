/**
 * base64Binary: RFC 4648, section 4, with the white space that XML Schema and the POST binding allow inside. Strict in
 * all else, since what two readers decode differently is a way around one of them. Pure; runs at native speed.
 */

const WHITE_SPACE = /[\t\n\r ]+/g;

/** Decodes base64. Null for a foreign alphabet (base64url, percent signs), bad padding or no octets at all. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const compact = text.replace(WHITE_SPACE, '');
  // `atob` refuses a foreign alphabet, but it accepts missing padding.
  if (compact.length === 0 || compact.length % 4 !== 0) return null;
  let binary: string;
  try {
    binary = atob(compact);
  } catch {
    return null;
  }
  const octets = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) octets[index] = binary.charCodeAt(index);
  return octets;
}

/** Encodes octets on one line, with padding. */
export function encodeBase64(octets: Uint8Array): string {
  let binary = '';
  for (const octet of octets) binary += String.fromCharCode(octet);
  return btoa(binary);
}
