/** The cookie of a pending logout, set and read; see sign-in/pending-logout.ts. */
import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { readCookies } from '../session/cookie-header.ts';
import { deriveEncryptionKeys } from '../session/purpose-keys.ts';
import type { Settings } from '../settings.ts';
import {
  LOGOUT_COOKIE_NAME,
  openPendingLogout,
  PENDING_LOGOUT_SECONDS,
  type PendingLogout,
  sealPendingLogout,
} from '../sign-in/pending-logout.ts';
import type { TenantEnv } from './context.ts';

/** None: an identity provider may have its answer posted from its own site. */
const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'None' } as const;

/** With its name and attributes, browsers keep no more than 4,096. */
const MAX_VALUE_BYTES = 3_900;

/** Gives the pending logout of this browser for this tenant. */
export async function pendingLogout(c: Context<TenantEnv>): Promise<PendingLogout | null> {
  const { tenant, settings, now } = c.var;
  const value = sealed(c);
  return value === undefined ? null : openPendingLogout(value, tenant.id, await keysOf(settings), now);
}

/** Sets the cookie of a pending logout, or of how one went. The way on stays out where an application's state makes it too long. */
export async function setLogoutCookie(c: Context<TenantEnv>, pending: PendingLogout): Promise<void> {
  const keys = await keysOf(c.var.settings);
  const { postLogout: _postLogout, ...rest } = pending;
  const whole = await sealPendingLogout(pending, keys);
  const value = whole.length > MAX_VALUE_BYTES ? await sealPendingLogout(rest, keys) : whole;
  setCookie(c, LOGOUT_COOKIE_NAME, value, { ...ATTRIBUTES, maxAge: PENDING_LOGOUT_SECONDS });
}

/** Makes the browser forget what it knows of a logout, where it knows of one. */
export function clearLogoutCookie(c: Context<TenantEnv>): void {
  if (sealed(c) !== undefined) setCookie(c, LOGOUT_COOKIE_NAME, '', { ...ATTRIBUTES, maxAge: 0 });
}

function keysOf({ cookieKeys }: Settings) {
  return deriveEncryptionKeys(cookieKeys, 'edge-saml/pending-logout/1');
}

function sealed(c: Context<TenantEnv>): string | undefined {
  return readCookies(c.req.header('cookie') ?? null).get(LOGOUT_COOKIE_NAME);
}
