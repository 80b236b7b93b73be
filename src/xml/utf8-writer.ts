/**
 * Writes text as UTF-8 octets (RFC 3629), piece by piece. Pieces are joined as text first, which costs next to nothing, and
 * become octets a chunk at a time: encoding each by itself would take longer than all the rest. Pure.
 */

const UTF8 = new TextEncoder();

/** Most messages are one chunk. Larger ones leave no long text behind for the garbage collector. */
export const CHUNK_UNITS = 16 * 1024;
/** What a UTF-16 unit takes at most; two that are a pair take 4 together. */
const MAX_OCTETS_OF_UNIT = 3;

/** Where what fits one chunk is encoded, then copied: that is less work than to have the encoder find room for it. */
const ONE_CHUNK = new Uint8Array(CHUNK_UNITS * MAX_OCTETS_OF_UNIT);

const NO_OCTETS = new Uint8Array(0);

export class Utf8Writer {
  private octets = NO_OCTETS;
  private position = 0;
  private chunk = '';

  /** How many octets were written, or fewer: as many as there would be if the last chunk were ASCII. */
  get minLength(): number {
    return this.position + this.chunk.length;
  }

  /** Writes a piece; a surrogate pair must not be split between two. */
  write(text: string): void {
    this.chunk += text;
    if (this.chunk.length >= CHUNK_UNITS) this.encodeChunk();
  }

  /** Ends the writing; gives what was written, in a buffer of its own. */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.position === 0) return ONE_CHUNK.slice(0, UTF8.encodeInto(this.chunk, ONE_CHUNK).written);
    this.encodeChunk();
    return this.octets.slice(0, this.position);
  }

  private encodeChunk(): void {
    this.reserve(this.chunk.length * MAX_OCTETS_OF_UNIT);
    this.position += UTF8.encodeInto(this.chunk, this.octets.subarray(this.position)).written;
    this.chunk = '';
  }

  private reserve(count: number): void {
    const needed = this.position + count;
    if (needed <= this.octets.length) return;
    const larger = new Uint8Array(Math.max(needed, this.octets.length * 2));
    larger.set(this.octets.subarray(0, this.position));
    this.octets = larger;
  }
}
