/** Whatever else speaks SAML 2.0, in the words of the specifications. */
import type { Vendor } from './vendor.ts';

export const ANY_OTHER: Vendor = {
  id: 'other',
  name: 'Any other',
  // Nothing is recognised as this: it is what is left.
  addresses: /(?!)/,
  steps: ['Add a SAML 2.0 application, also called service provider, relying party or connector'],
  entityId: 'Entity ID, also Audience, Identifier, SP Issuer',
  acsUrl: 'ACS URL, also Reply URL, Consumer URL, Callback',
  sloUrl: 'Logout URL, also Single logout, SLO',
  ownMetadata: 'SP metadata',
  nameId: [
    'NameID, also Subject, Name identifier',
    'One that never changes: persistent, or the email address',
  ],
  signing: ['Signing options', 'Response and assertion; RSA-SHA256 or stronger'],
  encryption: ['Assertion encryption', 'None, or AES-GCM; AES-CBC only with a signed response'],
  people: ['Assignments', 'The people and groups who may sign in'],
  attributes: {
    where: 'Attributes, also Claims, Mappings',
    sent: [
      ['email', 'the email address'],
      ['firstName', 'the given name'],
      ['lastName', 'the family name'],
      ['groups', 'the groups, one value each'],
    ],
  },
  metadata: { by: 'url', where: 'its IdP metadata, an address or a file' },
  pitfalls: [],
};
