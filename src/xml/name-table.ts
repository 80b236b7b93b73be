/**
 * The names of one document. It has few and repeats them on thousands of elements, so each is split and kept once.
 * Pure.
 */

/** A name as written, with its parts: Namespaces in XML 1.0, section 4. */
export interface QName {
  readonly name: string;
  readonly prefix: string;
  readonly localName: string;
}

/** A power of two. A name that meets another one in its slot takes its place, which costs no more than a new name. */
const SLOTS = 128;

export class NameTable {
  private readonly slots = new Array<QName | undefined>(SLOTS);

  /** The QName between two positions of a text, split at its colon. */
  read(text: string, start: number, end: number): QName {
    const slot = slotOf(text, start, end);
    const known = this.slots[slot];
    if (known !== undefined && known.name.length === end - start && text.slice(start, end) === known.name) {
      return known;
    }
    const name = splitName(text.slice(start, end));
    this.slots[slot] = name;
    return name;
  }
}

/** Names of one prefix differ in their length, their end or their middle. */
function slotOf(text: string, start: number, end: number): number {
  const middle = text.charCodeAt((start + end) >> 1);
  return ((end - start) * 5 + text.charCodeAt(end - 1) * 3 + middle) & (SLOTS - 1);
}

function splitName(name: string): QName {
  const colon = name.indexOf(':');
  return colon === -1
    ? { name, prefix: '', localName: name }
    : { name, prefix: name.slice(0, colon), localName: name.slice(colon + 1) };
}
