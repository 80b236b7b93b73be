/**
 * The service provider that a tenant's host is: SAML Metadata 2.0, section 2.4.4. Each host is one of its own, named
 * by the address of its metadata. Pure; `host` is canonical, from the tenant record, never from a header.
 */
import type { Deployment } from './deployment.ts';

export interface ServiceProvider {
  readonly entityId: string;
  readonly acsUrl: string;
}

/** Names the service provider of a canonical host. */
export function serviceProvider(host: string, { scheme }: Pick<Deployment, 'scheme'>): ServiceProvider {
  return { entityId: `${scheme}://${host}/sso/metadata`, acsUrl: `${scheme}://${host}/sso/acs` };
}
