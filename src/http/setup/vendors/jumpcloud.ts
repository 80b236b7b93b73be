/** JumpCloud: its Admin Portal. */
import type { Vendor } from './vendor.ts';

export const JUMPCLOUD: Vendor = {
  id: 'jumpcloud',
  name: 'JumpCloud',
  addresses: /\bjumpcloud\.com\b/,
  steps: [
    'SSO Applications › Add New Application › Custom Application › Next',
    'Manage Single Sign-On (SSO) › Configure SSO with SAML › Next › name it › Save Application › Configure Application',
    'SSO: enter the values below',
  ],
  entityId: 'SP Entity ID',
  acsUrl: 'ACS URLs › Default URL',
  sloUrl: null,
  ownMetadata: 'Upload Metadata',
  nameId: ['SAMLSubject NameID, SAMLSubject NameID Format', 'email; emailAddress'],
  signing: ['Sign', 'Assertion and Response; Signature Algorithm: RSA-SHA256'],
  encryption: ['Encrypt Assertion', 'Not ticked'],
  people: ['User Groups', 'The groups who may sign in'],
  attributes: {
    where: 'Attributes › Add Attribute; Include group attribute',
    sent: [
      ['email', 'email'],
      ['firstName', 'firstname'],
      ['lastName', 'lastname'],
      ['groups', 'Groups Attribute Name'],
    ],
  },
  metadata: { by: 'url', where: 'SSO › Copy Metadata URL' },
  pitfalls: [
    'Tick Declare Redirect Endpoint.',
    'IdP Entity ID is your choice, and must be another for each application.',
  ],
};
