/**
 * Writes outbound XML: messages and metadata, from element values, never from text. fast-xml-parser's builder does the
 * serialising; this module decides what is escaped, so that any value survives a reader's attribute-value and
 * line-end normalisation (XML 1.0, sections 2.11 and 3.3.3). Names come from the code, values may come from anybody.
 */
import { XMLBuilder } from 'fast-xml-parser';
import { escapeAttribute, escapeText } from './escape.ts';

export interface OutboundElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | null>>;
  readonly children: readonly (OutboundElement | string)[];
}

const builder = new XMLBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
  processEntities: false,
  tagValueProcessor: (_name, value) => escapeText(String(value)),
  attributeValueProcessor: (_name, value) => escapeAttribute(String(value)),
});

/** Whatever production `Char` of XML 1.0 leaves out, lone surrogates among them: no escape can carry these. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Makes an element. Attributes that are null are left out; they are written in the order given. */
export function element(
  name: string,
  attributes: OutboundElement['attributes'],
  children: OutboundElement['children'] = [],
): OutboundElement {
  return { name, attributes, children };
}

/** Writes an element as a document without XML declaration. Characters that XML forbids become U+FFFD. */
export function writeXml(root: OutboundElement): string {
  return builder.build([ordered(root)]);
}

/** The shape that the builder takes where the order of elements counts. */
function ordered({ name, attributes, children }: OutboundElement): object {
  const present = Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== null);
  return {
    [name]: children.map((child) => (typeof child === 'string' ? { '#text': legal(child) } : ordered(child))),
    ':@': Object.fromEntries(present.map(([attribute, value]) => [attribute, legal(value)])),
  };
}

function legal(value: string): string {
  return value.replace(NOT_XML, '\uFFFD');
}
