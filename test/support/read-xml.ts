/** Reading a document in a test: its root, or why it is refused. */
import type { XmlFailure, XmlFailureCode } from '../../src/xml/failure.ts';
import { parseXml } from '../../src/xml/reader.ts';
import { childElements } from '../../src/xml/select.ts';
import type { XmlElement } from '../../src/xml/tree.ts';

/** The root of a document that has to be read. */
export function rootOf(document: string | Uint8Array): XmlElement {
  const root = parseXml(octetsOf(document));
  if (!root.ok) throw new Error(`${JSON.stringify(root.failure)}: ${JSON.stringify(document).slice(0, 300)}`);
  return root.value;
}

/** The first element child. */
export function firstChild(parent: XmlElement): XmlElement {
  const [child] = childElements(parent);
  if (child === undefined) throw new Error(`<${parent.name}> has no element in it`);
  return child;
}

/** The facts of a document that has to be refused. */
export function refusalOf(document: string | Uint8Array): XmlFailure {
  const root = parseXml(octetsOf(document));
  if (root.ok) throw new Error(`it was read: ${JSON.stringify(document).slice(0, 300)}`);
  return root.failure;
}

/** `read`, or the code of the refusal. */
export function outcomeOfReading(document: string | Uint8Array): 'read' | XmlFailureCode {
  const root = parseXml(octetsOf(document));
  return root.ok ? 'read' : root.failure.code;
}

function octetsOf(document: string | Uint8Array): Uint8Array {
  return typeof document === 'string' ? new TextEncoder().encode(document) : document;
}
