/**
 * A pending request: what must be remembered between sending an AuthnRequest and receiving its Response. It is kept by
 * the browser that asked, in one sealed cookie for each request (session/sealed-value.ts), so that
 * beginning a sign-in writes nothing anywhere, several tabs do not disturb each other, and a Response posted from
 * any other browser finds no request that it could answer. The cookies come from the browser: what does not open is
 * not there. No I/O.
 */
import type { PurposeKeys } from '../session/purpose-keys.ts';
import { openSealedValue, sealValue } from '../session/sealed-value.ts';

export interface PendingSignIn {
  readonly tenantId: string;
  readonly connectionId: string;
  /** Whom the request went to: nobody else may answer it, even if the connection leads elsewhere by then. */
  readonly idpEntityId: string;
  /** The ID of the AuthnRequest, as the Response's InResponseTo repeats it. */
  readonly requestId: string;
  /** A checked path on this tenant's host, with query and fragment. */
  readonly returnTo: string;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  readonly forceAuthn: boolean;
  /** Whether this request was sent because of an unsolicited Response: a second one in its place ends the circle. */
  readonly restarted: boolean;
  /** Set in what the operator's host keeps for its shared ACS: the tenant's host where it was begun. */
  readonly host?: string;
  /** Set where this only tries a draft out: nobody is signed in by what answers it. */
  readonly test?: TestOfDraft;
}

/** What is tried out, and by whom, in administration's words. */
export interface TestOfDraft {
  /** Of the draft's connection, as it was when the test began. */
  readonly digest: string;
  readonly author: {
    readonly kind: 'operator' | 'administrator';
    readonly id: string;
    readonly name: string;
  };
}

/** A request that only tries a draft out. */
export type PendingTest = PendingSignIn & { readonly test: TestOfDraft };

/** For how long a Response may answer the request: time to find a password and a second factor. */
export const PENDING_REQUEST_SECONDS = 30 * 60;

/** For how long the browser keeps the cookie: after the above it still tells the deep link, for a fresh start. */
export const PENDING_COOKIE_SECONDS = 24 * 60 * 60;

/** How many sign-ins of one browser may be pending; with 3 KB each at most, the Cookie header stays below 20 KB. */
export const MAX_PENDING_REQUESTS = 5;

/** Stands for the tenants of all requests that the operator's host keeps. */
export const SHARED_ACS = Symbol('shared ACS');

const COOKIE_PREFIX = '__Host-pending';
/** The application's own cookies share the host: whatever merely begins like one of ours is not ours to clear. */
const COOKIE_NAME = /^__Host-pending_[0-9a-f]{32}$/;
const REQUEST_ID = /^_[0-9a-f]{32}$/;
const RANDOM_BYTES = 16;

/** Builds a request ID, an xs:ID of 128 random bits. Takes 16 random bytes. */
export function buildRequestId(random: Uint8Array): string {
  if (random.length !== RANDOM_BYTES) throw new Error(`a request ID takes ${RANDOM_BYTES} random bytes`);
  return `_${Array.from(random, (octet) => octet.toString(16).padStart(2, '0')).join('')}`;
}

/** The name of a request's cookie; null for an ID that is none of ours, which may come from anybody. */
export function pendingCookieName(requestId: string): string | null {
  return REQUEST_ID.test(requestId) ? COOKIE_PREFIX + requestId : null;
}

/** Seals a pending request into a cookie value. */
export function sealPendingRequest(pending: PendingSignIn, keys: PurposeKeys): Promise<string> {
  return sealValue(pending, keys);
}

/** Opens the pending requests of a browser for one tenant, by request ID, or for the shared ACS; expired ones are among them. */
export async function openPendingRequests(
  cookies: ReadonlyMap<string, string>,
  tenantId: string | typeof SHARED_ACS,
  keys: PurposeKeys,
): Promise<ReadonlyMap<string, PendingSignIn>> {
  const opened = new Map<string, PendingSignIn>();
  for (const [name, value] of cookies) {
    if (!COOKIE_NAME.test(name) || opened.size === MAX_OPENED) continue;
    // What our own key sealed for this purpose has this shape.
    const pending = (await openSealedValue(value, keys)) as PendingSignIn | null;
    if (pending === null || pendingCookieName(pending.requestId) !== name) continue;
    if (tenantId === SHARED_ACS ? pending.host === undefined : pending.tenantId !== tenantId) continue;
    opened.set(pending.requestId, pending);
  }
  return opened;
}

/** Says whether a Response may no longer answer the request: from the end of its time on. */
export function isPendingRequestExpired(pending: PendingSignIn, now: number): boolean {
  return now >= pendingRequestEnd(pending);
}

/** Until when a Response may answer the request. Milliseconds since 1970. */
export function pendingRequestEnd(pending: PendingSignIn): number {
  return pending.issuedAt + PENDING_REQUEST_SECONDS * 1000;
}

/**
 * Lists the pending cookies that have to go before one more is set: those that do not open (another key, another
 * tenant that had this host), and the oldest beyond MAX_PENDING_REQUESTS. No more than MAX_OPENED at a time.
 */
export function surplusPendingCookies(
  cookies: ReadonlyMap<string, string>,
  opened: ReadonlyMap<string, PendingSignIn>,
): readonly string[] {
  const kept = [...opened.values()]
    .sort((one, other) => other.issuedAt - one.issuedAt)
    .slice(0, MAX_PENDING_REQUESTS - 1)
    .map(({ requestId }) => COOKIE_PREFIX + requestId);
  const surplus = [...cookies.keys()].filter((name) => COOKIE_NAME.test(name) && !kept.includes(name));
  return surplus.slice(0, MAX_OPENED);
}

/** Bounds the work for a Cookie header that somebody else filled. */
const MAX_OPENED = 4 * MAX_PENDING_REQUESTS;
