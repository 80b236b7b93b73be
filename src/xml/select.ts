/**
 * Finding things in a tree by exact path and namespace. There is no search through descendants on purpose:
 * signature wrapping lives from code that finds an element wherever it stands.
 */
import { isElement, type XmlElement } from './tree.ts';

/** The element children, in document order. */
export function childElements(parent: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of parent.children) if (isElement(child)) found.push(child);
  return found;
}

/** The element children of this name and namespace, in document order. */
export function childrenNamed(parent: XmlElement, namespace: string, localName: string): XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of parent.children) {
    if (isElement(child) && isNamed(child, namespace, localName)) found.push(child);
  }
  return found;
}

/** How many element children have this name and namespace. */
export function countNamed(parent: XmlElement, namespace: string, localName: string): number {
  let count = 0;
  for (const child of parent.children) {
    if (isElement(child) && isNamed(child, namespace, localName)) count++;
  }
  return count;
}

export function isNamed(element: XmlElement, namespace: string, localName: string): boolean {
  return element.localName === localName && element.namespace === namespace;
}

/** The value of an attribute in no namespace, or null. */
export function attributeValue(element: XmlElement, localName: string): string | null {
  for (const attribute of element.attributes) {
    if (attribute.localName === localName && attribute.namespace === '') return attribute.value;
  }
  return null;
}

/**
 * All character data directly inside an element, with comments left out and never cut at them; null when a
 * child element stands among it, so that no caller mistakes mixed content for a value.
 */
export function textOf(element: XmlElement): string | null {
  let text = '';
  for (const child of element.children) {
    if (typeof child === 'string') text += child;
    else if (isElement(child)) return null;
  }
  return text;
}
