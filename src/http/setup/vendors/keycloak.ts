/** Keycloak, Red Hat build of Keycloak: the admin console. */
import type { Vendor } from './vendor.ts';

export const KEYCLOAK: Vendor = {
  id: 'keycloak',
  name: 'Keycloak',
  addresses: /\/realms\/[^/]+(?:\/protocol\/saml|$)/,
  steps: [
    'Clients › Import client › our metadata file › Save',
    'Or Clients › Create client › Client type: SAML: enter the values below',
  ],
  entityId: 'Client ID',
  acsUrl: 'Valid redirect URIs, and Master SAML Processing URL',
  sloUrl: 'Advanced › Logout Service Redirect Binding URL',
  ownMetadata: 'Import client',
  nameId: ['Settings › SAML capabilities › Name ID format', 'email, or persistent'],
  signing: ['Settings › Signature and Encryption', 'Sign documents: On; Sign assertions: On; RSA_SHA256'],
  encryption: ['Keys › Encrypt assertions', 'Off; with it, Sign documents must be On'],
  people: ['Users', 'Everybody in the realm'],
  attributes: {
    where: 'Client scopes › …-dedicated › Add mapper › By configuration',
    sent: [
      ['email', 'User Property: email'],
      ['firstName', 'User Property: firstName'],
      ['lastName', 'User Property: lastName'],
      ['groups', 'Group list; Single Group Attribute: On'],
    ],
  },
  metadata: { by: 'url', where: 'Realm settings › Endpoints › SAML 2.0 Identity Provider Metadata' },
  pitfalls: [
    '“Invalid requester” means that it does not have our key: import our metadata, or set Keys › Client signature required: Off.',
    'Older versions encrypt with AES-CBC: keep Sign documents on.',
  ],
};
