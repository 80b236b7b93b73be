/**
 * The session cookie's value: a compact JWS (RFC 7515) with HMAC-SHA-256, bound to its version and purpose by `typ` and by
 * the derived key, and to tenant and times by its payload. Whoever holds it can read it, but not change it. It comes
 * from the browser: whatever is wrong with it, there is no session. Checking one does no I/O.
 *
 * All that the identity provider said travels in the cookie while the cookie stays within MAX_SESSION_COOKIE_BYTES. Past
 * that the attributes stay in the ledger, which always has all of them, and the cookie keeps the rest of the
 * identity: account key, name, address, NameID, authentication. So who somebody is never takes I/O, and only a
 * large attribute set does.
 */
import { keepNewest } from '../keep-newest.ts';
import type { PurposeKeys } from './purpose-keys.ts';
import type { Session } from './session.ts';
import { openSignedValue, signValue } from './signed-value.ts';

/** `__Host-`: set by this very host over https, for all of its paths, never by a sibling subdomain. */
export const SESSION_COOKIE_NAME = '__Host-session';

/** Browsers drop a cookie over 4,096 bytes, its attributes included; those take up to 100. */
export const MAX_SESSION_COOKIE_BYTES = 3_800;

/** A session as its cookie carries it. */
export interface CarriedSession {
  /** Without attributes where `attributesIn` says that the ledger has them. */
  readonly session: Session;
  readonly attributesIn: 'cookie' | 'ledger';
}

/** Seals a session into a cookie value, with its attributes where they fit. */
export async function sealSession(session: Session, keys: PurposeKeys): Promise<string> {
  const whole = await sign({ session, attributesIn: 'cookie' }, keys);
  if (SESSION_COOKIE_NAME.length + 1 + whole.length <= MAX_SESSION_COOKIE_BYTES) return whole;
  const identity = { ...session.identity, attributes: [] };
  return sign({ session: { ...session, identity }, attributesIn: 'ledger' }, keys);
}

/**
 * Opens a cookie value that was sealed for this tenant with one of the keys, else gives null. Whether the session is
 * over is not judged here.
 */
export async function openSession(
  value: string,
  tenantId: string,
  keys: PurposeKeys,
): Promise<CarriedSession | null> {
  const carried = opened.get(keys)?.get(value) ?? (await verify(value, keys));
  return carried?.session.tenantId === tenantId ? carried : null;
}

/**
 * What was opened lately, by the very keys and the very value: a page makes many requests with one cookie, and its MAC
 * holds for all of them once it held. Only values whose MAC held get in, the oldest are the first to go.
 */
const opened = new WeakMap<PurposeKeys, Map<string, CarriedSession>>();
const MAX_REMEMBERED = 500;

function remember(value: string, carried: CarriedSession, keys: PurposeKeys): void {
  const byValue = opened.get(keys) ?? new Map<string, CarriedSession>();
  keepNewest(byValue, value, carried, MAX_REMEMBERED);
  opened.set(keys, byValue);
}

async function verify(value: string, keys: PurposeKeys): Promise<CarriedSession | null> {
  // What our own key signed for this purpose has this shape.
  const carried = (await openSignedValue(value, keys)) as CarriedSession | null;
  if (carried !== null) remember(value, carried, keys);
  return carried;
}

function sign(carried: CarriedSession, keys: PurposeKeys): Promise<string> {
  return signValue(carried, keys);
}
