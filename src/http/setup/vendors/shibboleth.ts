/** Shibboleth Identity Provider 4 and 5: files in its conf folder. */
import type { Vendor } from './vendor.ts';

export const SHIBBOLETH: Vendor = {
  id: 'shibboleth',
  name: 'Shibboleth',
  addresses: /\/idp\/(?:shibboleth|profile\/SAML2)\b/,
  steps: [
    'conf/metadata-providers.xml: a FileBackedHTTPMetadataProvider with our metadata URL, or a FilesystemMetadataProvider with our file',
    'conf/attribute-filter.xml: a rule that releases the attributes below to our entity ID',
    'bin/reload-service.sh for both, or restart',
  ],
  entityId: 'Requester in attribute-filter.xml',
  acsUrl: 'AssertionConsumerService, out of our metadata',
  sloUrl: 'SingleLogoutService, out of our metadata',
  ownMetadata: 'metadataURL of the MetadataProvider',
  nameId: ['conf/saml-nameid.xml', 'A persistent generator, before the transient one'],
  signing: ['conf/relying-party.xml › SAML2.SSO', 'signResponses: true, as it is; RSA-SHA256'],
  encryption: [
    'conf/relying-party.xml › SAML2.SSO › encryptAssertions',
    'true, where our metadata has a key',
  ],
  people: ['conf/relying-party.xml › postAuthenticationFlows', 'Everybody, unless it says context-check'],
  attributes: {
    where: 'conf/attribute-filter.xml',
    sent: [
      ['mail', 'urn:oid:0.9.2342.19200300.100.1.3'],
      ['givenName', 'urn:oid:2.5.4.42'],
      ['sn', 'urn:oid:2.5.4.4'],
      ['isMemberOf', 'urn:oid:1.3.6.1.4.1.5923.1.5.1.1'],
    ],
  },
  metadata: { by: 'url', where: 'https://your IdP/idp/shibboleth' },
  pitfalls: [
    'Its NameID is transient at first, another at every sign-in: nobody is recognised by that.',
    '/idp/shibboleth is a file from the installation: after a change of keys it has to be edited.',
    'Upgraded from version 3 it may encrypt with AES-CBC: keep signResponses on.',
  ],
};
