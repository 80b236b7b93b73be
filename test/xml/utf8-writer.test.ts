/** Octets written piece by piece are those of the whole text. */
import { describe, expect, it } from 'vitest';
import { CHUNK_UNITS, Utf8Writer } from '../../src/xml/utf8-writer.ts';

function write(...pieces: readonly string[]): Uint8Array {
  const writer = new Utf8Writer();
  for (const piece of pieces) writer.write(piece);
  return writer.finish();
}

describe('what is written', () => {
  it.each([
    ['nothing', []],
    ['empty pieces', ['', '', '']],
    ['ASCII', ['<a b="', 'c', '">', '\u007f', '\n']],
    ['two octets', ['\u0080', 'é', 'aé', 'éa']],
    ['three octets', ['\u0800', '€', '\uffdc', 'a€b']],
    ['four octets', ['\u{10000}', '😀', 'a😀b', '\u{10ffff}']],
    ['a lone surrogate, as TextEncoder writes it', ['a\ud800b', '\udc00']],
    ['a unit less than a chunk', ['x'.repeat(CHUNK_UNITS - 1)]],
    ['what fills the first chunk', ['x'.repeat(CHUNK_UNITS - 1), 'y']],
    ['a unit more', ['x'.repeat(CHUNK_UNITS), 'y', 'z']],
    ['many chunks', Array.from({ length: 100 }, (_, index) => `${index}é`.repeat(1000))],
    ['beyond ASCII across the end of the first chunk', ['x'.repeat(CHUNK_UNITS - 1), '😀', 'é']],
    ['a piece larger than a chunk', ['a', '€'.repeat(100_000), 'b']],
  ])('is UTF-8: %s', (_title, pieces) => {
    expect(Buffer.from(write(...pieces)).equals(Buffer.from(pieces.join('')))).toBe(true);
  });

  it('is counted while it grows, never as more octets than there are', () => {
    const writer = new Utf8Writer();
    expect(writer.minLength).toBe(0);
    writer.write('aé');
    expect(writer.minLength).toBe(2);
    writer.write('€'.repeat(CHUNK_UNITS));
    expect(writer.minLength).toBe(3 + 3 * CHUNK_UNITS);
    writer.write('abc');
    expect(writer.minLength).toBe(6 + 3 * CHUNK_UNITS);
  });

  it('is a copy that later writers leave alone', () => {
    const first = write('first');
    const second = write('other');
    expect([first, second].map((octets) => Buffer.from(octets).toString())).toEqual(['first', 'other']);
    expect(first.buffer.byteLength).toBe(5);
  });

  it('stays apart where two writers are at it in turns', () => {
    const [one, two] = [new Utf8Writer(), new Utf8Writer()];
    for (const piece of ['a', 'b']) {
      one.write(piece);
      two.write(piece.toUpperCase());
    }
    expect([one.finish(), two.finish()].map((octets) => Buffer.from(octets).toString())).toEqual([
      'ab',
      'AB',
    ]);
  });
});
