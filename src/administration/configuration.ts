/** From a tenant as people decide about it to the record that is served, and back. Pure. */
import { formatInstant } from '../saml/instant.ts';
import { TENANT_SCHEMA, type Tenant } from '../tenants/tenant.ts';
import type { Claims } from './directory.ts';
import type { TenantConfiguration, TenantState } from './tenant-record.ts';

/** Compiles the live version into the record that is served. */
export function compileLive({
  tenantId,
  slug,
  live,
  provenDomains = [],
  oidcClients = [],
}: Pick<TenantState, 'tenantId' | 'slug' | 'live' | 'provenDomains' | 'oidcClients'>): Tenant {
  return {
    schema: TENANT_SCHEMA,
    id: tenantId,
    slug,
    version: live.number,
    updatedAt: formatInstant(live.at),
    ...live.configuration,
    ...(provenDomains.length === 0 ? {} : { provenDomains }),
    ...(oidcClients.length === 0 ? {} : { oidcClients }),
  };
}

/** Compiles the draft, or what is live where there is none, into the record that would be served. */
export function compileDraft({
  live,
  draft,
  ...state
}: Pick<TenantState, 'tenantId' | 'slug' | 'live' | 'draft' | 'provenDomains'>): Tenant {
  const { configuration } = draft ?? live;
  return compileLive({ ...state, live: { ...live, configuration } });
}

/** Takes from a record what people decided. */
export function configurationOf(tenant: Tenant): TenantConfiguration {
  const {
    schema: _schema,
    id: _id,
    slug: _slug,
    version: _version,
    updatedAt: _at,
    provenDomains: _provenDomains,
    oidcClients: _oidcClients,
    recovery: _recovery,
    ...configuration
  } = tenant;
  return configuration;
}

/** The names that a tenant needs for a configuration, and for what it has proven. */
export function claimsOf(
  slug: string,
  { hostnames, connections }: TenantConfiguration,
  provenDomains: readonly string[] = [],
): Claims {
  const listed = connections.flatMap((connection) => connection.emailDomains);
  const emailDomains = new Set([...listed, ...provenDomains]);
  return { slug, hostnames, emailDomains: [...emailDomains] };
}
