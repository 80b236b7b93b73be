/**
 * What a person typed to find the way to sign in, remembered on the device where that was wanted: in a cookie of this host alone,
 * sealed, so that whoever reads the device's files finds no address. It comes from the browser: what does not open is not there.
 */
import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { readCookies } from '../session/cookie-header.ts';
import { deriveEncryptionKeys } from '../session/purpose-keys.ts';
import { openSealedValue, sealValue } from '../session/sealed-value.ts';
import type { HostEnv } from './context.ts';

const COOKIE_NAME = '__Host-remembered';
const COOKIE_SECONDS = 180 * 24 * 60 * 60;
const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;

/** What fits an address: RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.2, and a longer name of an organisation than there is. */
export const MAX_TYPED_CHARACTERS = 320;

/** Gives what was typed here before; null where nothing is remembered. */
export async function remembered(c: Context): Promise<string | null> {
  const sealed = readCookies(c.req.header('cookie') ?? null).get(COOKIE_NAME);
  // What our own key sealed for this purpose is a text.
  return sealed === undefined ? null : ((await openSealedValue(sealed, await keysOf(c))) as string | null);
}

/** Remembers what was typed, or forgets whatever was, as the person wants it. */
export async function remember(c: Context, typed: string, isWanted: boolean): Promise<void> {
  const value = isWanted ? await sealValue(typed, await keysOf(c)) : '';
  setCookie(c, COOKIE_NAME, value, { ...ATTRIBUTES, maxAge: isWanted ? COOKIE_SECONDS : 0 });
}

function keysOf(c: Context) {
  return deriveEncryptionKeys((c as Context<HostEnv>).var.settings.cookieKeys, 'edge-saml/remembered/1');
}
