/** Microsoft Entra ID, once Azure AD: the Entra admin center. */
import type { Vendor } from './vendor.ts';

export const ENTRA: Vendor = {
  id: 'entra',
  name: 'Microsoft Entra ID',
  addresses: /\b(?:sts\.windows\.net|login\.(?:microsoftonline\.(?:com|us)|partner\.microsoftonline\.cn))\b/,
  steps: [
    'Enterprise applications › New application › Create your own application › Integrate any other application (Non-gallery)',
    'Single sign-on › SAML › Basic SAML Configuration › Edit: enter the values below',
  ],
  entityId: 'Identifier (Entity ID)',
  acsUrl: 'Reply URL (Assertion Consumer Service URL)',
  sloUrl: 'Logout Url (Optional)',
  ownMetadata: 'Upload metadata file',
  nameId: ['Attributes & Claims › Unique User Identifier (Name ID)', 'user.userprincipalname, as it is'],
  signing: [
    'SAML Certificates › Token signing certificate › Edit',
    'Sign SAML response and assertion; SHA-256',
  ],
  encryption: ['Token encryption', 'None; with it, the response must be signed as well'],
  people: ['Users and groups › Add user/group', 'The people and groups who may sign in'],
  attributes: {
    where: 'Attributes & Claims',
    sent: [
      ['emailaddress', 'user.mail, there already'],
      ['givenname', 'user.givenname, there already'],
      ['surname', 'user.surname, there already'],
      ['groups', 'user.groups: Add a group claim'],
    ],
  },
  metadata: { by: 'url', where: 'SAML Certificates › App Federation Metadata Url' },
  pitfalls: [
    'It signs only the assertion unless told otherwise, and encrypts with AES-CBC: encryption needs a signed response.',
    'user.mail is empty for accounts without a mailbox.',
    'Groups come as object IDs, and not at all for somebody in more than 150: choose “Groups assigned to the application”.',
  ],
};
