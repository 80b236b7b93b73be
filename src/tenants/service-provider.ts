/**
 * The service provider that a tenant's host is: SAML Metadata 2.0, section 2.4.4. Each host is one of its own, named
 * by the address of its metadata, whichever host its Responses go to. Pure; `host` is canonical, from the tenant record, never from a header.
 */
import type { Deployment } from './deployment.ts';
import { type Tenant, usesSharedAcs } from './tenant.ts';

/** Of a host, port included: an entity ID has at most 256 characters (saml2int 2.0, SDP-G04). */
export const MAX_HOST_CHARACTERS = 256 - 'https:///sso/metadata'.length;

export interface ServiceProvider {
  readonly entityId: string;
  readonly acsUrl: string;
}

/** Names the service provider of a canonical host whose Responses come to it: its own ACS. */
export function serviceProvider(host: string, { scheme }: Pick<Deployment, 'scheme'>): ServiceProvider {
  return { entityId: `${scheme}://${host}/sso/metadata`, acsUrl: `${scheme}://${host}/sso/acs` };
}

/** Names the one that a tenant's requests and metadata speak of: its Responses may go to the operator's host. */
export function announcedServiceProvider(
  host: string,
  tenant: Pick<Tenant, 'acs'>,
  deployment: Pick<Deployment, 'scheme' | 'baseDomain'>,
): ServiceProvider {
  const acsHost = usesSharedAcs(tenant) ? deployment.baseDomain : host;
  const { acsUrl } = serviceProvider(acsHost, deployment);
  return { ...serviceProvider(host, deployment), acsUrl };
}

/** Names where a canonical host takes logouts, whichever host its Responses go to; null where there is no key to sign them with. */
export function announcedSloUrl(
  host: string,
  { scheme, spKeys }: Pick<Deployment, 'scheme'> & { readonly spKeys: { readonly signing: unknown } },
): string | null {
  return spKeys.signing === null ? null : `${scheme}://${host}/sso/slo`;
}

/** Names where a canonical host takes the answers of the tenant's discovery service; null where the tenant has none. */
export function announcedDiscoveryUrl(
  host: string,
  { discoveryServiceUrl = null }: Pick<Tenant, 'discoveryServiceUrl'>,
  { scheme }: Pick<Deployment, 'scheme'>,
): string | null {
  return discoveryServiceUrl === null ? null : `${scheme}://${host}/sso/chosen`;
}
