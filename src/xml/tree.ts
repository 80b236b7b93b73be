/**
 * The tree that the strict reader builds: Namespaces in XML 1.0, reduced to what can occur in a document
 * without DTD and processing instructions. Text and CDATA are plain strings, comments keep a node of their own
 * because canonicalisation can be asked to keep them. Nothing here does I/O.
 */
export interface XmlAttribute {
  /** As written, `prefix:localName` or `localName`. */
  readonly name: string;
  readonly prefix: string;
  readonly localName: string;
  /** Empty for an attribute without prefix: it is in no namespace. */
  readonly namespace: string;
  /** After attribute-value normalisation (XML 1.0, section 3.3.3). */
  readonly value: string;
}

export interface XmlNamespaceDeclaration {
  /** Empty for the default namespace. */
  readonly prefix: string;
  /** Empty only for `xmlns=""`. */
  readonly namespace: string;
}

export interface XmlComment {
  readonly comment: string;
}

export type XmlNode = XmlElement | XmlComment | string;

export interface XmlElement {
  /** As written, `prefix:localName` or `localName`. */
  readonly name: string;
  readonly prefix: string;
  readonly localName: string;
  /** Empty for an element in no namespace. */
  readonly namespace: string;
  /** In document order, without the namespace declarations. */
  readonly attributes: readonly XmlAttribute[];
  /** Declared on this very element, in document order. */
  readonly declarations: readonly XmlNamespaceDeclaration[];
  readonly children: readonly XmlNode[];
  readonly parent: XmlElement | null;
}

export function isElement(node: XmlNode): node is XmlElement {
  return typeof node !== 'string' && 'children' in node;
}
