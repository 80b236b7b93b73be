/**
 * A pending logout: what must be remembered between asking an identity provider to sign somebody out and its answer, and then
 * how that went. The browser that asked keeps it in one sealed cookie, for minutes, and nothing else does. It comes from
 * the browser: what does not open, or is of another tenant, is not there. No I/O.
 */
import type { PostLogout } from '../oidc/post-logout.ts';
import type { LogoutStatus } from '../saml/logout-response.ts';
import type { PurposeKeys } from '../session/purpose-keys.ts';
import { openSealedValue, sealValue } from '../session/sealed-value.ts';

export interface PendingLogout {
  readonly tenantId: string;
  readonly connectionId: string;
  /** Whom the request went to: nobody else may answer it, even if the connection leads elsewhere by then. */
  readonly idpEntityId: string;
  /** The ID of the LogoutRequest. */
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  /** Null until the identity provider has answered. */
  readonly status: LogoutStatus | null;
  /** Where the application goes on that had him signed out; missing where none did. */
  readonly postLogout?: PostLogout;
}

/** `__Host-`: set by this very host over https, never by a sibling subdomain. */
export const LOGOUT_COOKIE_NAME = '__Host-logout';

/** For how long the identity provider may answer, and the browser knows how it went. */
export const PENDING_LOGOUT_SECONDS = 10 * 60;

/** Seals a pending logout into a cookie value. */
export function sealPendingLogout(pending: PendingLogout, keys: PurposeKeys): Promise<string> {
  return sealValue(pending, keys);
}

/** Opens the pending logout of a browser for one tenant; null where there is none, or its time is over. */
export async function openPendingLogout(
  value: string | undefined,
  tenantId: string,
  keys: PurposeKeys,
  now: number,
): Promise<PendingLogout | null> {
  if (value === undefined) return null;
  // What our own key sealed for this purpose has this shape.
  const pending = (await openSealedValue(value, keys)) as PendingLogout | null;
  return pending?.tenantId === tenantId && now < pendingLogoutEnd(pending) ? pending : null;
}

/** Until when a pending logout may be answered. Milliseconds since 1970. */
export function pendingLogoutEnd({ issuedAt }: PendingLogout): number {
  return issuedAt + PENDING_LOGOUT_SECONDS * 1000;
}
