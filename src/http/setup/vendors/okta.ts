/** Okta, Workforce Identity: the administrators' console. */
import type { Vendor } from './vendor.ts';

export const OKTA: Vendor = {
  id: 'okta',
  name: 'Okta',
  addresses: /\b(?:okta|oktapreview|okta-emea|okta-gov)\.com\b/,
  steps: [
    'Applications › Applications › Create App Integration › SAML 2.0 › Next',
    'Give it a name › Next › Configure SAML: enter the values below',
  ],
  entityId: 'Audience URI (SP Entity ID)',
  acsUrl: 'Single sign-on URL',
  sloUrl: 'Show Advanced Settings › Enable Single Logout › Single Logout URL',
  ownMetadata: null,
  nameId: ['Name ID format', 'EmailAddress; Application username: Okta username'],
  signing: ['Show Advanced Settings', 'Response: Signed; Assertion Signature: Signed; RSA-SHA256'],
  encryption: ['Show Advanced Settings › Assertion Encryption', 'Unencrypted'],
  people: ['Assignments › Assign', 'The people and groups who may sign in'],
  attributes: {
    where: 'Attribute Statements, Group Attribute Statements',
    sent: [
      ['email', 'user.email'],
      ['firstName', 'user.firstName'],
      ['lastName', 'user.lastName'],
      ['groups', 'the groups of the user: Matches regex .*'],
    ],
  },
  metadata: { by: 'url', where: 'Sign On › Metadata details › Metadata URL › Copy' },
  pitfalls: [
    'Tick “Use this for Recipient URL and Destination URL”.',
    'Every application there has a certificate of its own: take the Metadata URL of this one.',
  ],
};
