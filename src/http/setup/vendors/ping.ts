/** PingOne, and PingFederate where it differs. */
import type { Vendor } from './vendor.ts';

export const PING: Vendor = {
  id: 'ping',
  name: 'Ping Identity',
  addresses: /\b(?:pingone\.[a-z.]+|pingidentity\.com)\b|\/idp\/SSO\.saml2\b/,
  steps: [
    'Applications › Applications › + › name it › SAML Application › Configure',
    'Import From URL: our metadata URL. Or Manually Enter: the values below › Save',
    'In PingFederate: Applications › SP Connections › Create Connection › Browser SSO',
  ],
  entityId: 'Entity ID',
  acsUrl: 'ACS URLs',
  sloUrl: 'SLO Endpoint',
  ownMetadata: 'Import From URL',
  nameId: ['Configuration › Subject NameID Format', 'emailAddress; saml_subject: Email Address'],
  signing: ['Configuration › Sign', 'Sign Assertion & Response; RSA_SHA256'],
  encryption: ['Configuration › Enable Encryption', 'Not ticked'],
  people: ['Access', 'The groups who may sign in'],
  attributes: {
    where: 'Attribute Mappings',
    sent: [
      ['email', 'Email Address'],
      ['firstName', 'Given Name'],
      ['lastName', 'Family Name'],
      ['groups', 'Group Names'],
    ],
  },
  metadata: { by: 'url', where: 'Configuration › IDP Metadata URL' },
  pitfalls: [
    'The application is off until the switch beside its name is on.',
    'saml_subject is the User ID unless it is mapped to something else: decide before people sign in.',
  ],
};
