/**
 * A tenant as the API shows it: the record, with keys as people recognise them, the addresses that go into the identity
 * provider, and what deserves attention. There is no secret in a tenant record. Pure.
 */
import type { CertificateSummary } from '../../saml/identity-provider.ts';
import type { Settings } from '../../settings.ts';
import { listTenantHosts } from '../../tenants/deployment.ts';
import { serviceProvider } from '../../tenants/service-provider.ts';
import type { Connection, Tenant } from '../../tenants/tenant.ts';
import { signingKeyWarnings, type TenantWarning, tenantWarnings } from '../../tenants/warnings.ts';

/** Shows a tenant at a time, in milliseconds since 1970. `moreWarnings` are those of the request that saved it. */
export function presentTenant(
  tenant: Tenant,
  settings: Settings,
  now: number,
  moreWarnings: readonly TenantWarning[] = [],
) {
  const { schema: _schema, connections, ...shown } = tenant;
  return {
    ...shown,
    serviceProviders: listTenantHosts(tenant, settings).map((host) => ({
      host,
      ...serviceProvider(host, settings),
    })),
    connections: connections.map(presentConnection),
    warnings: [
      ...moreWarnings,
      ...tenantWarnings(tenant, now),
      ...(settings.spKeys.signing === null ? signingKeyWarnings(tenant) : []),
    ],
  };
}

function presentConnection({ identityProvider, ...connection }: Connection) {
  const { keys, ...shown } = identityProvider;
  return { ...connection, identityProvider: { ...shown, certificates: keys.map(presentCertificate) } };
}

function presentCertificate({ key, subject, notBefore, notAfter }: CertificateSummary) {
  const algorithm = key.type === 'RSA' ? `RSA ${key.modulusBits}` : `EC ${key.curve}`;
  return { sha256: key.fingerprint, algorithm, subject, notBefore, notAfter };
}
