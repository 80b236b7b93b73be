/**
 * The cookie of a customer's administrator: how he came in, at which tenant, until when. It comes from the browser, and opens
 * nothing by itself: at each request the tenant's record says whether the link, or whatever let him in, still holds. No I/O.
 */
import type { PurposeKeys } from './purpose-keys.ts';
import { openSignedValue, signValue } from './signed-value.ts';

/** `__Host-`: set by this very host over https, for all of its paths, never by a sibling subdomain. */
export const SETUP_COOKIE_NAME = '__Host-setup';

export type SetupSession = {
  readonly tenantId: string;
  /** Milliseconds since 1970; from then on it is over. */
  readonly expiresAt: number;
} & (
  | { readonly via: 'link'; readonly linkId: string }
  /** A person's session, by its id, and what the person is known by in the audit trail. */
  | { readonly via: 'session'; readonly sessionId: string; readonly personId: string }
  /** What the tenant's record knows by its hash. */
  | { readonly via: 'recovery'; readonly sessionSecret: string }
);

/** Seals a session into a cookie value. */
export function sealSetupSession(session: SetupSession, keys: PurposeKeys): Promise<string> {
  return signValue(session, keys);
}

/** Opens a cookie value that was sealed for this tenant and is not over, else gives null. */
export async function openSetupSession(
  value: string,
  tenantId: string,
  now: number,
  keys: PurposeKeys,
): Promise<SetupSession | null> {
  // What our own key signed for this purpose has this shape.
  const session = (await openSignedValue(value, keys)) as SetupSession | null;
  return session !== null && session.tenantId === tenantId && now < session.expiresAt ? session : null;
}
