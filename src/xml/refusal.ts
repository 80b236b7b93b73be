/** How the parts of the reader end the reading of a document. Pure. */
import { failure } from '../result.ts';
import type { XmlFailure, XmlFailureCode } from './failure.ts';

/** Unwinds the reader and never leaves it. Not an Error: no stack is captured for a hostile message. */
export class Refusal {
  readonly facts: XmlFailure;

  constructor(facts: XmlFailure) {
    this.facts = facts;
  }
}

/** Refuses the document with a code, what was expected and what was there instead. */
export function refuse(code: XmlFailureCode, expected: string, received: string): never {
  throw new Refusal(failure(code, expected, received).failure);
}

/** Refuses what is not well-formed at this character of the document. */
export function refuseMalformed(expected: string, received: string, position: number): never {
  refuse('xml_malformed', expected, `${received} at character ${position}`);
}
