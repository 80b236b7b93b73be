/** The strict reader (skeleton: the signature is the contract). */
import type { Result } from '../result.ts';
import type { XmlFailure } from './failure.ts';
import type { XmlElement } from './tree.ts';

/** Reads UTF-8 octets into the root element of the document. */
export function parseXml(_octets: Uint8Array): Result<XmlElement, XmlFailure> {
  throw new Error('not yet');
}
