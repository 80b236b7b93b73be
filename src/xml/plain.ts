/**
 * Elements that are exactly what a grammar says, with nothing beside it: no attribute too many, no comment, no text
 * between children. XML signatures and XML encryption are read this way, since what is passed over by one reader
 * is what another one believes. Pure.
 */
import { isNamed } from './select.ts';
import { isElement, type XmlElement } from './tree.ts';

/** Whether an element has this name, only these attributes, and no comment or stray text. */
export function isPlain(
  element: XmlElement,
  namespace: string,
  localName: string,
  attributes: readonly string[],
): boolean {
  return (
    isNamed(element, namespace, localName) &&
    hasOnlyAttributes(element, attributes) &&
    !hasStrayContent(element)
  );
}

/** Whether an element has no attributes but these, by their names as written. */
export function hasOnlyAttributes(element: XmlElement, names: readonly string[]): boolean {
  for (const { name } of element.attributes) if (!names.includes(name)) return false;
  return true;
}

/** The text of an element that holds nothing else, not even a comment; null otherwise. */
export function plainTextOf(element: XmlElement): string | null {
  let text = '';
  for (const child of element.children) {
    if (typeof child !== 'string') return null;
    text += child;
  }
  return text;
}

/** A comment, or text beside child elements. Text alone is a value and judged where it is read. */
function hasStrayContent({ children }: XmlElement): boolean {
  let hasElements = false;
  let hasText = false;
  for (const child of children) {
    if (typeof child === 'string') hasText ||= /[^ \t\n\r]/.test(child);
    else if (isElement(child)) hasElements = true;
    else return true;
  }
  return hasElements && hasText;
}
