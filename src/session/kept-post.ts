/**
 * A form that was posted when its session was over, kept by the very page that says so: sealed (sealed-value.ts), bound to the
 * tenant, to where it goes, and to who sent it where that is known. It comes back from a browser: what does not open is not
 * there. That it goes through once is for the ledger to say. No I/O; time and random octets are arguments.
 */
import { decodeBase64, encodeBase64 } from '../base64.ts';
import type { PurposeKeys } from './purpose-keys.ts';
import { openSealedValue, sealValue } from './sealed-value.ts';
import type { Session } from './session.ts';

export interface KeptPost {
  /** Random: counts once. */
  readonly id: string;
  readonly tenantId: string;
  /** Path and query, as they were posted to. */
  readonly target: string;
  readonly contentType: string;
  readonly body: Uint8Array;
  /** See `personOf`; null where nothing says who it was: a browser forgets the cookie of a session that is over. */
  readonly person: string | null;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
}

/** A large form in a page that grows by less than two thirds for it; what has files in it is often larger. */
export const MAX_KEPT_BYTES = 256 * 1024;

/** Time for a lunch between the form and the next sign-in. */
export const KEPT_SECONDS = 8 * 60 * 60;

/** Seals what is kept. */
export function sealKeptPost({ body, ...rest }: KeptPost, keys: PurposeKeys): Promise<string> {
  return sealValue({ ...rest, body: encodeBase64(body) }, keys);
}

/** Opens what was kept for this tenant and target, and not for too long; null for anything else. */
export async function openKeptPost(
  sealed: string,
  { tenantId, target, now }: { readonly tenantId: string; readonly target: string; readonly now: number },
  keys: PurposeKeys,
): Promise<KeptPost | null> {
  // What our own key sealed for this purpose has this shape.
  const opened = (await openSealedValue(sealed, keys)) as
    | (Omit<KeptPost, 'body'> & { readonly body: string })
    | null;
  if (opened === null || opened.tenantId !== tenantId || opened.target !== target) return null;
  const body = decodeBase64(opened.body);
  return body === null || now >= keptPostEnd(opened) ? null : { ...opened, body };
}

/** Until when it can be sent. Milliseconds since 1970. */
export function keptPostEnd({ keptAt }: Pick<KeptPost, 'keptAt'>): number {
  return keptAt + KEPT_SECONDS * 1000;
}

/** What tells a person from all others of the tenant; someone without an account key by the session alone. */
export function personOf({ id, connectionId, identity }: Session): string {
  return identity.accountKey === null ? `session ${id}` : `${connectionId} ${identity.accountKey}`;
}
