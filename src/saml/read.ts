/**
 * The schema's cardinalities for the SAML elements that are read (SAML Core 2.0): what the schema does not know is
 * refused, so that nothing can hide beside what is read. Pure.
 */
import { shorten } from '../result.ts';
import { attributeValue, countNamed } from '../xml/select.ts';
import { isElement, type XmlElement } from '../xml/tree.ts';
import type { SamlFailureCode } from './failure.ts';
import { parseInstant } from './instant.ts';
import { NS_XSI } from './names.ts';

type Occurrence = '0..1' | '1' | '0..n';

/** What an element may hold: attributes without prefix, and children by namespace and name. Made once for each element. */
export interface ContentModel {
  readonly attributes: readonly string[];
  readonly children: readonly {
    readonly namespace: string;
    readonly localName: string;
    readonly occurrence: Occurrence;
  }[];
}

/** Makes a content model; `children` is by namespace, then by local name. */
export function contentModel(
  attributes: readonly string[],
  children: Readonly<Record<string, Readonly<Record<string, Occurrence>>>>,
): ContentModel {
  return {
    attributes,
    children: Object.entries(children).flatMap(([namespace, names]) =>
      Object.entries(names).map(([localName, occurrence]) => ({ namespace, localName, occurrence })),
    ),
  };
}

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

const STRAY_TEXT = /[^ \t\n\r]/;

/**
 * Requires that an element has no children but those of its model, no stray text, and no attributes but those of the model
 * and of XML Schema instances.
 */
export function requireContent(code: SamlFailureCode, element: XmlElement, model: ContentModel): void {
  const refuse = (received: string): never => {
    throw new Unreadable(code, `${element.localName} as SAML 2.0 defines it`, received);
  };
  for (const { name, namespace } of element.attributes) {
    if (namespace !== NS_XSI && !model.attributes.includes(name)) refuse(`an attribute ${name}`);
  }
  for (const child of element.children) {
    if (typeof child === 'string') {
      if (STRAY_TEXT.test(child)) refuse('text between its children');
    } else if (isElement(child) && !knows(model, child)) {
      refuse(`a child ${child.name}`);
    }
  }
  for (const { namespace, localName, occurrence } of model.children) {
    if (occurrence === '0..n') continue;
    const count = countNamed(element, namespace, localName);
    if (count > 1 || (occurrence === '1' && count === 0)) refuse(`${count} children ${localName}`);
  }
}

function knows(model: ContentModel, { namespace, localName }: XmlElement): boolean {
  for (const known of model.children) {
    if (known.localName === localName && known.namespace === namespace) return true;
  }
  return false;
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
