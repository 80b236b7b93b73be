/** The cookie of an administrator who has come in, set and read on the tenant's host. */
import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { nodeCrypto } from '../../node-crypto.ts';
import { readCookies } from '../../session/cookie-header.ts';
import { deriveSigningKeys } from '../../session/purpose-keys.ts';
import {
  openSetupSession,
  SETUP_COOKIE_NAME,
  type SetupSession,
  sealSetupSession,
} from '../../session/setup-session.ts';
import type { SetupDoorEnv } from './env.ts';

/** Lax: people come back from mails and bookmarks; what changes anything is guarded by more than that (guard.tsx). */
const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;

/** A session as the request brings it, and the token of its forms. */
export interface FoundSession {
  readonly session: SetupSession;
  readonly formToken: string;
}

/** Reads the session of the request; that its link still holds is not known by that. */
export async function readSetupSession(c: Context<SetupDoorEnv>): Promise<FoundSession | null> {
  const value = readCookies(c.req.header('cookie') ?? null).get(SETUP_COOKIE_NAME);
  if (value === undefined) return null;
  const session = await openSetupSession(value, c.var.tenant.id, c.var.now, await keysOf(c));
  return session && { session, formToken: formTokenOf(value) };
}

/** Issues the cookie, and gives what the next request will find; the browser drops it when the session is over. */
export async function setSetupCookie(c: Context<SetupDoorEnv>, session: SetupSession): Promise<FoundSession> {
  const maxAge = Math.ceil((session.expiresAt - c.var.now) / 1000);
  const value = await sealSetupSession(session, await keysOf(c));
  setCookie(c, SETUP_COOKIE_NAME, value, { ...ATTRIBUTES, maxAge });
  return { session, formToken: formTokenOf(value) };
}

/** Makes the browser forget the session. */
export function clearSetupCookie(c: Context<SetupDoorEnv>): void {
  setCookie(c, SETUP_COOKIE_NAME, '', { ...ATTRIBUTES, maxAge: 0 });
}

/** Pages so rarely asked for need not keep their keys. */
function keysOf(c: Context<SetupDoorEnv>) {
  return deriveSigningKeys(c.var.settings.cookieKeys, 'edge-saml/setup-session/1');
}

/** Only who holds the cookie can compute it, and it does not give the cookie away. */
function formTokenOf(cookie: string): string {
  return nodeCrypto().createHmac('sha256', cookie).update('edge-saml/setup-form/1').digest('base64url');
}
