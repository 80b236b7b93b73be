/** OneLogin: its administration. */
import type { Vendor } from './vendor.ts';

export const ONELOGIN: Vendor = {
  id: 'onelogin',
  name: 'OneLogin',
  addresses: /\bonelogin\.com\b/,
  steps: [
    'Applications › Applications › Add App › SAML Custom Connector (Advanced) › Save',
    'Configuration: enter the values below › Save',
  ],
  entityId: 'Audience (EntityID)',
  acsUrl: 'ACS (Consumer) URL, and Recipient',
  sloUrl: 'Single Logout URL',
  ownMetadata: null,
  nameId: ['Configuration › SAML nameID format', 'Email'],
  signing: ['Configuration › SAML signature element', 'Both; SSO › SAML Signature Algorithm: SHA-256'],
  encryption: ['Configuration › Encrypt assertion', 'Not ticked'],
  people: ['Access, or Users', 'The roles and people who may sign in'],
  attributes: {
    where: 'Parameters › + › Include in SAML assertion',
    sent: [
      ['email', 'Email'],
      ['firstName', 'First Name'],
      ['lastName', 'Last Name'],
      ['groups', 'User Roles'],
    ],
  },
  metadata: { by: 'url', where: 'SSO › Issuer URL' },
  pitfalls: [
    'ACS (Consumer) URL Validator is a regular expression: ^, our ACS URL with \\ before each dot, $.',
    'It signs with SHA-1 until SHA-256 is chosen.',
  ],
};
