/**
 * What goes from the operator's host to a tenant's, or back, in the person's own browser, in the address of a redirect. Each
 * kind is sealed under a key of its own, bound to one tenant, and good for a minute; addresses end up in logs, so that none of
 * them can be read, and none is worth anything in another browser. They come from anybody. No I/O; the time is an argument.
 */
import type { PostForm } from '../saml/post-binding.ts';
import type { PurposeKeys } from '../session/purpose-keys.ts';
import { openSealedValue, sealValue } from '../session/sealed-value.ts';
import type { PendingSignIn, TestOfDraft } from './pending-request.ts';

/** To a tenant's host: somebody wants to sign in there. It grants nothing: whoever opens it says no more than a link could. */
export interface HandedWish {
  readonly tenantId: string;
  /** A checked path on the tenant's host. */
  readonly returnTo: string;
  readonly connectionId: string | null;
  readonly email: string | null;
  readonly restarted: boolean;
}

/** To the operator's host: a request that was begun on a tenant's, to be kept for the shared ACS, and sent. */
export interface HandedRequest {
  readonly tenantId: string;
  readonly begun:
    | { readonly step: 'redirect'; readonly location: string; readonly pending: PendingSignIn }
    | {
        readonly step: 'post';
        readonly form: PostForm;
        readonly connection: { readonly displayName: string };
        readonly pending: PendingSignIn;
      };
}

/** To the tenant's host: a session that the shared ACS has opened, for the browser that has the request. */
export interface HandedSession {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly requestId: string;
}

/** To a tenant's host: an operator, in the console, has asked to try the draft out. */
export interface HandedTest {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly test: TestOfDraft;
}

export type HandedOver = HandedWish | HandedRequest | HandedSession | HandedTest;

/** Nobody reads anything on the way: two redirects, and a slow network. */
export const HAND_OVER_SECONDS = 60;

/** For how long a session that was collected is remembered so, clocks of other machines included. */
export const COLLECTED_SECONDS = 5 * HAND_OVER_SECONDS;

/** Seals what is handed over. */
export function sealHandOver(value: HandedOver, keys: PurposeKeys, now: number): Promise<string> {
  return sealValue({ ...value, expiresAt: now + HAND_OVER_SECONDS * 1000 }, keys);
}

/** Opens what was handed over under the purpose of these keys and is not over; null for anything else. */
export async function openHandOver<Value extends HandedOver>(
  sealed: string | undefined,
  keys: PurposeKeys,
  now: number,
): Promise<Value | null> {
  // What our own key sealed for this purpose has this shape.
  const opened = (await openSealedValue(sealed ?? '', keys)) as
    | (Value & { readonly expiresAt: number })
    | null;
  return opened !== null && now < opened.expiresAt ? opened : null;
}
