/** Writes text as UTF-8 octets (RFC 3629), piece by piece into one growing buffer, with no text in between. Pure. */

const UTF8 = new TextEncoder();

/** Enough for most messages. */
const FIRST_CAPACITY = 64 * 1024;
const FIRST_BEYOND_ASCII = 0x80;
/** What a UTF-16 unit takes at most; two that are a pair take 4 together. */
const MAX_OCTETS_OF_UNIT = 3;

const NOTHING = new Uint8Array(0);

/** A buffer that no writer has: most messages are written into this one, instead of growing one each. */
let spare: Uint8Array<ArrayBuffer> | null = null;

export class Utf8Writer {
  private octets = takeSpare();
  private position = 0;

  /** How many octets were written. */
  get length(): number {
    return this.position;
  }

  write(text: string): void {
    this.reserve(text.length);
    const { octets } = this;
    let position = this.position;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code >= FIRST_BEYOND_ASCII) {
        this.position = position;
        this.writeBeyondAscii(text.slice(index));
        return;
      }
      octets[position++] = code;
    }
    this.position = position;
  }

  /** Ends the writing; gives a copy of what was written. */
  finish(): Uint8Array<ArrayBuffer> {
    const written = this.octets.slice(0, this.position);
    if (this.octets.length === FIRST_CAPACITY) spare = this.octets;
    this.octets = NOTHING;
    this.position = 0;
    return written;
  }

  private writeBeyondAscii(text: string): void {
    this.reserve(text.length * MAX_OCTETS_OF_UNIT);
    this.position += UTF8.encodeInto(text, this.octets.subarray(this.position)).written;
  }

  private reserve(count: number): void {
    const needed = this.position + count;
    if (needed <= this.octets.length) return;
    const larger = new Uint8Array(Math.max(needed, FIRST_CAPACITY, this.octets.length * 2));
    larger.set(this.octets.subarray(0, this.position));
    this.octets = larger;
  }
}

function takeSpare(): Uint8Array<ArrayBuffer> {
  const taken = spare ?? new Uint8Array(FIRST_CAPACITY);
  spare = null;
  return taken;
}
