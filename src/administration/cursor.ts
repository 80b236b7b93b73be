/**
 * Cursors of lists that go by a key: the last key of the page before, in base64url, so that nobody takes it for something to
 * be made up. Its input may be anybody's text. Pure.
 */

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Makes the cursor that goes on behind a key. */
export function writeCursor(key: string | number): string {
  return new TextEncoder().encode(String(key)).toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** Reads the key of a cursor; null for what is none. */
export function readCursor(cursor: string): string | null {
  try {
    return UTF8.decode(Uint8Array.fromBase64(cursor, { alphabet: 'base64url' }));
  } catch {
    return null;
  }
}

/** Reads the number that a cursor goes on behind; null for what is none. */
export function readNumberCursor(cursor: string): number | null {
  const key = readCursor(cursor) ?? '';
  return /^[0-9]{1,15}$/.test(key) ? Number(key) : null;
}
