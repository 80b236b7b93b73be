/**
 * The console's cookies: who is signed in, which browser signed in before, and an account in the making; on a tenant's host,
 * which browser signed in for recovery. All of them are 256 random bits that mean something only to the accounts, which know
 * them by their hashes, and end in a seal, so that made-up ones don't reach the accounts. Lax, since operators follow links from
 * mails; what changes anything is guarded by more than that (guard.tsx).
 */
import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { encodeBase64Url, hashSecret, SECRET_OCTETS } from '../../operators/secret-text.ts';
import { readCookies } from '../../session/cookie-header.ts';
import { deriveSigningKeys } from '../../session/purpose-keys.ts';
import { isSealOf, sealText } from '../../session/seal.ts';
import type { Settings } from '../../settings.ts';

const NAMES = {
  session: '__Host-operator',
  device: '__Host-operator-device',
  enrolment: '__Host-operator-enrolment',
  handOver: '__Host-operator-hand-over',
  recoveryDevice: '__Host-recovery-device',
} as const;

export type ConsoleCookie = keyof typeof NAMES;

/** The session ends with the browser or sooner; the accounts say when. A known browser stays known for a year. */
const MAX_AGE: Readonly<Record<ConsoleCookie, { maxAge?: number }>> = {
  session: {},
  device: { maxAge: 365 * 24 * 60 * 60 },
  enrolment: { maxAge: 30 * 60 },
  handOver: { maxAge: 30 * 60 },
  recoveryDevice: { maxAge: 365 * 24 * 60 * 60 },
};
/** None for the hand-over alone: it has to come along with what the tenant's host posts. */
const attributesOf = (cookie: ConsoleCookie) =>
  ({ path: '/', secure: true, httpOnly: true, sameSite: cookie === 'handOver' ? 'None' : 'Lax' }) as const;
const SECRET_CHARACTERS = 43;

/** Makes a secret of 256 random bits. */
export function makeSecret(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(SECRET_OCTETS)));
}

/** The secret in a cookie of ours; null where there is none that we made. */
export async function consoleCookie(c: Context, cookie: ConsoleCookie): Promise<string | null> {
  const value = readCookies(c.req.header('cookie') ?? null).get(NAMES[cookie]) ?? '';
  const secret = value.slice(0, SECRET_CHARACTERS);
  const isOurs = await isSealOf(value.slice(SECRET_CHARACTERS), `${cookie} ${secret}`, await sealsOf(c));
  return isOurs ? secret : null;
}

/** The hash that the accounts know a cookie by. */
export async function consoleCookieHash(c: Context, cookie: ConsoleCookie): Promise<string | null> {
  const secret = await consoleCookie(c, cookie);
  return secret === null ? null : hashSecret(secret);
}

/** Gives the browser a secret to come back with. */
export async function setConsoleCookie(c: Context, cookie: ConsoleCookie, secret: string): Promise<void> {
  const value = secret + (await sealText(`${cookie} ${secret}`, await sealsOf(c)));
  setCookie(c, NAMES[cookie], value, { ...attributesOf(cookie), ...MAX_AGE[cookie] });
}

function sealsOf(c: Context) {
  const { cookieKeys }: Settings = c.get('settings');
  return deriveSigningKeys(cookieKeys, 'edge-saml/console-cookie/1');
}

/** Makes the browser forget a cookie. */
export function clearConsoleCookie(c: Context, cookie: ConsoleCookie): void {
  setCookie(c, NAMES[cookie], '', { ...attributesOf(cookie), maxAge: 0 });
}
