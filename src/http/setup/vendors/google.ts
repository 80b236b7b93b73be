/** Google Workspace and Cloud Identity: the Admin console. */
import type { Vendor } from './vendor.ts';

export const GOOGLE: Vendor = {
  id: 'google',
  name: 'Google Workspace',
  addresses: /\baccounts\.google\.com\/o\/saml2\b/,
  steps: [
    'Apps › Web and mobile apps › Add app › Add custom SAML app › name it › Continue',
    'Google Identity Provider details › Download metadata › Continue',
    'Service provider details: enter the values below',
  ],
  entityId: 'Entity ID',
  acsUrl: 'ACS URL',
  sloUrl: null,
  ownMetadata: null,
  nameId: ['Name ID format, Name ID', 'EMAIL; Basic Information > Primary email'],
  signing: ['Service provider details › Signed response', 'Ticked'],
  encryption: ['Service provider details', 'None'],
  people: ['User access', 'ON for everyone, or for the units and groups who may sign in'],
  attributes: {
    where: 'Attribute mapping',
    sent: [
      ['email', 'Primary email'],
      ['firstName', 'First name'],
      ['lastName', 'Last name'],
      ['groups', 'Group membership: choose the groups'],
    ],
  },
  metadata: { by: 'file', where: 'Download metadata, in the app’s details' },
  pitfalls: [
    'The app is OFF for everyone at first, and a change can take 24 hours to reach people.',
    'It has no metadata URL: when it gets a new certificate, enter the new file here before the old one ends.',
    '“app_not_configured_for_user” means that somebody is signed in to another Google account.',
  ],
};
