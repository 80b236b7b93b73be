/**
 * Cursors of lists that go by a key: the last key of the page before, in base64url (RFC 4648, section 5), so that nobody takes
 * it for something to be made up. What is read may be anybody's text. Pure.
 */
import { decodeBase64, encodeBase64 } from '../base64.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Makes the cursor that goes on behind a key. */
export function writeCursor(key: string | number): string {
  const base64 = encodeBase64(new TextEncoder().encode(String(key)));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Reads the key of a cursor; null for what is none. */
export function readCursor(cursor: string): string | null {
  if (!/^[A-Za-z0-9_-]*$/.test(cursor)) return null;
  const padded = cursor.padEnd(Math.ceil(cursor.length / 4) * 4, '=');
  const octets = decodeBase64(padded.replaceAll('-', '+').replaceAll('_', '/'));
  try {
    return octets && UTF8.decode(octets);
  } catch {
    return null;
  }
}

/** Reads the number that a cursor goes on behind; null for what is none. */
export function readNumberCursor(cursor: string): number | null {
  const key = readCursor(cursor) ?? '';
  return /^[0-9]{1,15}$/.test(key) ? Number(key) : null;
}

/** Makes the cursor that goes on behind an item of a list that has the newest first. */
export function writeInstantCursor(at: number, id: string): string {
  return writeCursor(`${at} ${id}`);
}

/** Reads behind which item such a list goes on: without a cursor from its top; null for what is none. */
export function readInstantCursor(
  cursor: string | null,
): { readonly at: number; readonly id: string } | null {
  if (cursor === null) return { at: Number.MAX_SAFE_INTEGER, id: '' };
  const [, at, id] = /^([0-9]{1,15}) (\S+)$/.exec(readCursor(cursor) ?? '') ?? [];
  return id === undefined ? null : { at: Number(at), id };
}
