/**
 * Percent-encoding (RFC 3986, section 2.1) as the most lenient server behind us may read it: what is judged is what any of them
 * could take a path for. Paths come from anybody. Pure.
 */

/** Decodes what is an escape and leaves what is none, as lenient servers do. */
export function decodeEscapes(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    new TextDecoder().decode(Uint8Array.from(escapes.slice(1).split('%'), (hex) => Number.parseInt(hex, 16))),
  );
}
