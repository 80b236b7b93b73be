/** Reads what service providers send to the development IdP, with xmldom. Trust: none, but loopback only. No I/O. */
import { DOMParser, type Element } from '@xmldom/xmldom';
import { Refusal } from './refusal.ts';

/** Parses a document and expects this root. */
export function parseRoot(xml: string, namespace: string, localName: string): Element {
  const root = parse(xml);
  if (root?.localName !== localName || root.namespaceURI !== namespace) {
    throw new Refusal('Not the expected message', `The root should be ${localName} of ${namespace}.`);
  }
  return root;
}

function parse(xml: string): Element | null {
  // Nothing in SAML has a document type, and entities are of no use but for attacks.
  if (xml.includes('<!DOCTYPE')) throw new Refusal('Not acceptable XML', 'The message has a document type.');
  try {
    return new DOMParser({
      onError: (_level, message) => {
        throw new Error(message);
      },
    }).parseFromString(xml, 'application/xml').documentElement;
  } catch {
    throw new Refusal('Not well-formed XML', 'The message cannot be read as XML.');
  }
}

/** The element children of this name, in document order. */
export function children(parent: Element | undefined, namespace: string, localName: string): Element[] {
  const elements = parent === undefined ? [] : [...parent.childNodes];
  return elements.filter(
    (node): node is Element =>
      node.nodeType === node.ELEMENT_NODE && node.localName === localName && node.namespaceURI === namespace,
  );
}

/** The text of the first child of this name without the white space around it; null where there is none. */
export function childText(parent: Element | undefined, namespace: string, localName: string): string | null {
  return children(parent, namespace, localName)[0]?.textContent?.trim() ?? null;
}
