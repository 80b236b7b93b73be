/**
 * From the host of a request to its tenant. The host is the URL's own, looked up in the tenants' records; forwarded
 * headers take no part, and nothing that the message says does.
 */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { signInLedger } from '../stores/sign-in-ledger.ts';
import { TenantStore } from '../stores/tenant-store.ts';
import { announcedServiceProvider } from '../tenants/service-provider.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { TenantEnv } from './context.ts';
import { deriveCookieKeys } from './cookie-keys.ts';
import { hostOwner } from './host-owner.ts';
import { refuseUnknownHost } from './not-found.tsx';

/** Finds the tenant of the host; an unknown host gets a 404 that is the same for all of them. */
export const requireTenant = createMiddleware<TenantEnv>(async (c, next) => {
  const settings = c.get('settings');
  const owner = hostOwner(c.req.raw, settings);
  const tenant = owner && (await new TenantStore(c.env.TENANTS).findByHost(owner, c.get('now')));
  if (owner === null || tenant === null) return refuseUnknownHost(c);
  await serveTenant(c, tenant, owner.host);
  return next();
});

/** Serves a request for a tenant: on a host of its own, or for the shared ACS on the operator's. */
export async function serveTenant(c: Context<TenantEnv>, tenant: Tenant, host: string): Promise<void> {
  const settings = c.get('settings');
  c.set('tenant', tenant);
  c.set('origin', `${settings.scheme}://${host}`);
  c.set('serviceProvider', announcedServiceProvider(host, tenant, settings));
  c.set('cookieKeys', await deriveCookieKeys(settings));
  c.set('ledger', signInLedger(c.env.SIGN_IN_LEDGER, tenant.id));
}
