/** `GET /sso/metadata`: what the identity provider's administrator imports. Its address is the entity ID. */
import type { Context } from 'hono';
import { buildSpMetadata } from '../saml/sp-metadata.ts';
import type { TenantEnv } from './context.ts';

/** Answers with this host's SP metadata, of the type that SAML Metadata 2.0, appendix A, registers. */
export function showMetadata(c: Context<TenantEnv>): Response {
  const { tenant, serviceProvider, settings } = c.var;
  const xml = buildSpMetadata({
    ...serviceProvider,
    requireSigned: tenant.connections.map(({ response }) => response.requireSigned),
    displayName: `${settings.productName} (${tenant.displayName})`,
    description: null,
    logoUrl: tenant.logoUrl,
    privacyStatementUrl: tenant.privacyStatementUrl,
    organization: {
      name: settings.productName,
      url: `${settings.scheme}://${settings.baseDomain}/`,
    },
    technicalContact: settings.support,
  });
  return c.body(xml, 200, { 'Content-Type': 'application/samlmetadata+xml' });
}
