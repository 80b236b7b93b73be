/**
 * Cursors of lists, as clients see them: opaque, and good for the very list that they came from. They carry a MAC, so that
 * what reaches a record is a cursor that it made itself.
 */
import { nodeCrypto } from '../../node-crypto.ts';
import { type Refusal, refuseFields } from './problem-codes.ts';

const CURSOR = /^([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{1,1000})$/;
const MAC_CHARACTERS = 22;

export interface List {
  /** A secret of the deployment. */
  readonly secret: string;
  /** What the list is of, with whatever it is filtered by. */
  readonly of: readonly string[];
}

/** Wraps the cursor of a record; null after the last page. */
export function wrapCursor(cursor: string | null, list: List): string | null {
  if (cursor === null) return null;
  const text = new TextEncoder().encode(cursor).toBase64({ alphabet: 'base64url', omitPadding: true });
  return macOf(text, list) + text;
}

/** Unwraps a cursor; undefined, for none, begins the list. */
export function unwrapCursor(
  wrapped: string | undefined,
  list: List,
): { readonly cursor: string | null } | Refusal {
  if (wrapped === undefined) return { cursor: null };
  const [, mac, text] = CURSOR.exec(wrapped) ?? [];
  if (mac !== undefined && text !== undefined && isSame(mac, macOf(text, list))) {
    return { cursor: new TextDecoder().decode(Uint8Array.fromBase64(text, { alphabet: 'base64url' })) };
  }
  const message = 'must be the cursor of an earlier answer of the same list';
  return refuseFields('query_invalid', [{ path: 'cursor', message }]);
}

function macOf(text: string, { secret, of }: List): string {
  const mac = nodeCrypto()
    .createHmac('sha256', secret)
    .update(JSON.stringify(['cursor', of, text]));
  return mac.digest('base64url').slice(0, MAC_CHARACTERS);
}

function isSame(one: string, other: string): boolean {
  return nodeCrypto().timingSafeEqual(new TextEncoder().encode(one), new TextEncoder().encode(other));
}
