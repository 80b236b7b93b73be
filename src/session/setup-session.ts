/**
 * The cookie of a customer's administrator who has opened a set-up link: which link, of which tenant, until when. It comes from
 * the browser, and opens nothing by itself: at each request the tenant's record says whether the link still holds. No I/O.
 */
import type { PurposeKeys } from './purpose-keys.ts';
import { openSignedValue, signValue } from './signed-value.ts';

/** `__Host-`: set by this very host over https, for all of its paths, never by a sibling subdomain. */
export const SETUP_COOKIE_NAME = '__Host-setup';

export interface SetupSession {
  readonly tenantId: string;
  readonly linkId: string;
  /** Milliseconds since 1970; from then on it is over. */
  readonly expiresAt: number;
}

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
