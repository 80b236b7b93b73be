/**
 * From the host of a request to its tenant. The host is the URL's own, looked up in the tenants' records; forwarded
 * headers take no part, and nothing that the message says does.
 */
import { createMiddleware } from 'hono/factory';
import { deriveEncryptionKeys, deriveSigningKeys } from '../session/purpose-keys.ts';
import type { Settings } from '../settings.ts';
import { signInLedger } from '../stores/sign-in-ledger.ts';
import { TenantStore } from '../stores/tenant-store.ts';
import { serviceProvider } from '../tenants/service-provider.ts';
import type { CookieKeys, TenantEnv } from './context.ts';
import { hostOwner } from './host-owner.ts';
import { refuseUnknownHost } from './not-found.tsx';

/** Finds the tenant of the host; an unknown host gets a 404 that is the same for all of them. */
export const requireTenant = createMiddleware<TenantEnv>(async (c, next) => {
  const settings = c.get('settings');
  const owner = hostOwner(c.req.raw, settings);
  const tenant = owner && (await new TenantStore(c.env.TENANTS).findByHost(owner, c.get('now')));
  if (owner === null || tenant === null) return refuseUnknownHost(c);
  c.set('tenant', tenant);
  c.set('origin', `${settings.scheme}://${owner.host}`);
  c.set('serviceProvider', serviceProvider(owner.host, settings));
  c.set('cookieKeys', await deriveCookieKeys(settings));
  c.set('ledger', signInLedger(c.env.SIGN_IN_LEDGER, tenant.id));
  return next();
});

const derived = new WeakMap<Settings, CookieKeys>();

/**
 * Derives the keys once for each isolate. The keys are kept, and not the promise of them: in Workers a request that is
 * cancelled takes its promises along, and whoever else waits for one waits for ever.
 */
async function deriveCookieKeys(settings: Settings): Promise<CookieKeys> {
  const before = derived.get(settings);
  if (before !== undefined) return before;
  const [session, pendingRequest] = await Promise.all([
    deriveSigningKeys(settings.cookieKeys, 'edge-saml/session/1'),
    deriveEncryptionKeys(settings.cookieKeys, 'edge-saml/pending-request/1'),
  ]);
  const keys = { session, pendingRequest };
  derived.set(settings, keys);
  return keys;
}
