/**
 * Escaping as Canonical XML writes it (sections 2.3 and 1.3 of Canonical XML 1.0). Namespace names are escaped like
 * attribute values: otherwise two documents that differ could have one canonical form. Pure.
 */
const IN_TEXT = /[&<>\r]/;
const IN_TEXT_ALL = /[&<>\r]/g;
const IN_ATTRIBUTE = /[&<"\t\n\r]/;
const IN_ATTRIBUTE_ALL = /[&<"\t\n\r]/g;

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

function reference(character: string): string {
  return REFERENCES[character] as string;
}

/** Escapes character data. */
export function escapeText(text: string): string {
  return IN_TEXT.test(text) ? text.replace(IN_TEXT_ALL, reference) : text;
}

/** Escapes an attribute value or namespace name for double quotes. */
export function escapeAttribute(value: string): string {
  return IN_ATTRIBUTE.test(value) ? value.replace(IN_ATTRIBUTE_ALL, reference) : value;
}
