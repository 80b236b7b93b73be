/**
 * The schema's cardinalities for the SAML elements that are read (SAML Core 2.0): what the schema does not know is
 * refused, so that nothing can hide beside what is read. Pure.
 */

import { shorten } from '../result.ts';
import { attributeValue } from '../xml/select.ts';
import { isElement, type XmlElement } from '../xml/tree.ts';
import type { SamlFailureCode } from './failure.ts';
import { parseInstant } from './instant.ts';
import { NS_XSI } from './names.ts';

/** How often a child may occur, by `namespace localName`. */
type Children = Readonly<Record<string, '0..1' | '1' | '0..n'>>;

/** Ends the reading of one message. Thrown and caught inside a reader, and never an Error: nothing is a bug here. */
export class Unreadable {
  readonly code: SamlFailureCode;
  readonly expected: string;
  readonly received: string;

  constructor(code: SamlFailureCode, expected: string, received: string) {
    this.code = code;
    this.expected = expected;
    this.received = shorten(received);
  }
}

/**
 * Requires that an element has no children but these, no stray text, and no attributes but these and those of XML
 * Schema instances.
 */
export function requireContent(
  code: SamlFailureCode,
  element: XmlElement,
  attributes: readonly string[],
  children: Children,
): void {
  const expected = `${element.localName} as SAML 2.0 defines it`;
  for (const { name, namespace } of element.attributes) {
    if (namespace !== NS_XSI && !attributes.includes(name))
      throw new Unreadable(code, expected, `an attribute ${name}`);
  }
  const counts = new Map<string, number>();
  for (const child of element.children) {
    if (typeof child === 'string') {
      if (/[^ \t\n\r]/.test(child)) throw new Unreadable(code, expected, 'text between its children');
    } else if (isElement(child)) {
      const name = `${child.namespace} ${child.localName}`;
      if (!Object.hasOwn(children, name)) throw new Unreadable(code, expected, `a child ${child.name}`);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  for (const [name, occurrence] of Object.entries(children)) {
    const count = counts.get(name) ?? 0;
    if ((occurrence !== '0..n' && count > 1) || (occurrence === '1' && count === 0)) {
      throw new Unreadable(code, expected, `${count} children ${name.slice(name.indexOf(' ') + 1)}`);
    }
  }
}

/** The value of an attribute that must be there and must not be empty. */
export function requireAttribute(code: SamlFailureCode, element: XmlElement, name: string): string {
  const value = attributeValue(element, name);
  if (value === null || value === '') {
    throw new Unreadable(code, `${name} on ${element.localName}`, value === null ? 'none' : 'an empty one');
  }
  return value;
}

/** The instant in an attribute, null where there is no such attribute. Milliseconds since 1970. */
export function readInstant(element: XmlElement, name: string): number | null {
  const text = attributeValue(element, name);
  if (text === null) return null;
  const instant = parseInstant(text);
  if (instant === null) throw new Unreadable('instant_invalid', `${name} as xs:dateTime with a zone`, text);
  return instant;
}

/** The instant in an attribute that must be there. Milliseconds since 1970. */
export function requireInstant(element: XmlElement, name: string): number {
  const instant = readInstant(element, name);
  if (instant === null) throw new Unreadable('instant_invalid', `${name} on ${element.localName}`, 'none');
  return instant;
}
