/** What one of our hosts hands over to another in an address; see sign-in/hand-over.ts. */
import type { Context } from 'hono';
import { deriveEncryptionKeys, type Purpose } from '../session/purpose-keys.ts';
import { type HandedOver, openHandOver, sealHandOver } from '../sign-in/hand-over.ts';
import type { HostEnv, TenantEnv } from './context.ts';

/** Opens what was handed over for a purpose; null for what is not, or no longer. */
export async function openHanded<Value extends HandedOver>(
  c: Context,
  purpose: Purpose,
  sealed: string | undefined,
): Promise<Value | null> {
  const { settings, now } = (c as Context<HostEnv>).var;
  return openHandOver<Value>(sealed, await deriveEncryptionKeys(settings.cookieKeys, purpose), now);
}

/** Seals a value for a purpose. */
export async function sealHanded(c: Context, purpose: Purpose, value: HandedOver): Promise<string> {
  const { settings, now } = (c as Context<HostEnv>).var;
  return sealHandOver(value, await deriveEncryptionKeys(settings.cookieKeys, purpose), now);
}

/** Hands a value over to the host of the tenant: `to` is the path below /sso, and the parameter. */
export async function redirectHanded(
  c: Context<TenantEnv>,
  purpose: Purpose,
  to: string,
  value: HandedOver,
): Promise<Response> {
  return c.redirect(`${c.var.origin}/sso/${to}=${await sealHanded(c, purpose, value)}`, 303);
}
