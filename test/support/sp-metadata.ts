/** Service provider metadata with every part that it can have. */
import type { SpMetadata } from '../../src/saml/sp-metadata.ts';

export const SP_METADATA: SpMetadata = {
  entityId: 'https://acme.example.com/sso/metadata',
  acsUrl: 'https://acme.example.com/sso/acs',
  sloUrl: 'https://acme.example.com/sso/slo',
  discoveryResponseUrl: null,
  requireSigned: ['either'],
  authnRequestsSigned: false,
  subjectIdRequirement: 'none',
  keys: { signing: [], encryption: [] },
  blockedAlgorithms: new Set(),
  displayName: 'Acme & Søns',
  description: 'Documents of Acme',
  logoUrl: 'https://example.com/logo.png?size=60&format=png',
  privacyStatementUrl: 'https://example.com/privacy',
  organization: { name: 'Example SaaS', url: 'https://example.com/' },
  technicalContact: { name: 'Example SaaS support', email: 'support@example.com' },
};
