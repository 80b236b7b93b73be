/** `GET /sso/metadata`: what the identity provider's administrator imports. Its address is the entity ID. */
import type { Context } from 'hono';
import { buildSignedSpMetadata, buildSpMetadata, type SpMetadata } from '../saml/sp-metadata.ts';
import { announcedDiscoveryUrl, announcedSloUrl } from '../tenants/service-provider.ts';
import { readSubjectIdRequirement } from '../tenants/subject-id-requirement.ts';
import { signsRequests } from '../tenants/tenant.ts';
import type { TenantEnv } from './context.ts';

/** Answers with this host's SP metadata, signed where there is a key, of the type that SAML Metadata 2.0, appendix A, registers. */
export async function showMetadata(c: Context<TenantEnv>): Promise<Response> {
  const { tenant, serviceProvider, settings } = c.var;
  const { connections } = tenant;
  const { signing, published } = settings.spKeys;
  const { host } = new URL(c.var.origin);
  const metadata: SpMetadata = {
    ...serviceProvider,
    sloUrl: announcedSloUrl(host, settings),
    discoveryResponseUrl: announcedDiscoveryUrl(host, tenant, settings),
    requireSigned: connections.map(({ response }) => response.requireSigned),
    authnRequestsSigned: signing !== null && connections.length > 0 && connections.every(signsRequests),
    subjectIdRequirement: readSubjectIdRequirement(connections),
    keys: published,
    blockedAlgorithms: settings.blockedAlgorithms,
    displayName: `${settings.productName} (${tenant.displayName})`,
    description: null,
    logoUrl: tenant.logoUrl,
    privacyStatementUrl: tenant.privacyStatementUrl,
    organization: {
      name: settings.productName,
      url: `${settings.scheme}://${settings.baseDomain}/`,
    },
    technicalContact: settings.support,
  };
  const xml = signing === null ? buildSpMetadata(metadata) : await buildSignedSpMetadata(metadata, signing);
  return c.body(xml, 200, { 'Content-Type': 'application/samlmetadata+xml' });
}
