/** Active Directory Federation Services, Windows Server 2016 and later: AD FS Management and its PowerShell. */
import type { Vendor } from './vendor.ts';

export const AD_FS: Vendor = {
  id: 'ad-fs',
  name: 'AD FS',
  addresses: /\/adfs\/(?:ls|services\/trust)\b/i,
  steps: [
    'AD FS Management › Relying Party Trusts › Add Relying Party Trust › Claims aware › Start',
    'Import data about the relying party published online: our metadata URL. Or enter data manually: the values below',
  ],
  entityId: 'Relying party trust identifier',
  acsUrl: 'Relying party SAML 2.0 SSO service URL',
  sloUrl: 'Endpoints › Add SAML › SAML Logout',
  ownMetadata: 'Federation metadata address',
  nameId: ['Edit Claim Issuance Policy › Send LDAP Attributes as Claims', 'E-Mail-Addresses to Name ID'],
  signing: ['PowerShell', 'Set-AdfsRelyingPartyTrust -SamlResponseSignature MessageAndAssertion'],
  encryption: ['PowerShell', 'Set-AdfsRelyingPartyTrust -EncryptClaims $false, or sign the message as well'],
  people: ['Edit Access Control Policy', 'Permit everyone, or a group'],
  attributes: {
    where: 'Edit Claim Issuance Policy › Send LDAP Attributes as Claims',
    sent: [
      ['E-Mail Address', 'E-Mail-Addresses'],
      ['Given Name', 'Given-Name'],
      ['Surname', 'Surname'],
      ['Group', 'Token-Groups - Unqualified Names'],
    ],
  },
  metadata: { by: 'url', where: 'https://your AD FS/FederationMetadata/2007-06/FederationMetadata.xml' },
  pitfalls: [
    'It signs only the assertion, and encrypts with AES-CBC as soon as it has a certificate of ours: sign the message as well.',
    'Without a claim rule for Name ID nobody is named.',
    'It changes its signing certificate every year by itself: the metadata URL follows that, a file does not.',
    'Where it cannot be reached from the Internet, open that URL yourself and choose the file here.',
  ],
};
