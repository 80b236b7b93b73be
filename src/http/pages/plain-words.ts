/** What the identifiers that identity providers commonly send are called in plain English. Lookups only; unknown ones are shown as they are. */
import {
  NAME_ID_EMAIL,
  NAME_ID_ENTITY,
  NAME_ID_PERSISTENT,
  NAME_ID_TRANSIENT,
  NAME_ID_UNSPECIFIED,
} from '../../saml/names.ts';

type Words<Word extends string = string> = Readonly<Partial<Record<string, Word>>>;

/** Without a prototype, since the keys come from messages: `constructor` is nobody's word. */
function words<const Word extends string>(entries: Readonly<Record<string, Word>>): Words<Word> {
  return Object.assign(Object.create(null), entries);
}

/** SAML Core 2.0, section 8.3. */
export const NAME_ID_FORMAT_WORDS = words({
  [NAME_ID_UNSPECIFIED]: 'Unspecified: the identity provider does not say what kind it is',
  [NAME_ID_EMAIL]: 'Email address',
  [NAME_ID_PERSISTENT]: 'Persistent: the same at each sign-in, for this site only',
  [NAME_ID_TRANSIENT]: 'Transient: a new one at each sign-in',
  [NAME_ID_ENTITY]: 'Entity: a system, not a person',
  'urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName': 'Subject name of a certificate',
  'urn:oasis:names:tc:SAML:1.1:nameid-format:WindowsDomainQualifiedName': 'Windows account',
  'urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos': 'Kerberos principal',
});

const AC = 'urn:oasis:names:tc:SAML:2.0:ac:classes:';

/** SAML Authentication Context 2.0, section 3.4, and what Microsoft and REFEDS send besides. */
export const AUTHN_CONTEXT_WORDS = words({
  [`${AC}unspecified`]: 'Unspecified: the identity provider does not say how',
  [`${AC}Password`]: 'Password',
  [`${AC}PasswordProtectedTransport`]: 'Password over a protected connection',
  [`${AC}InternetProtocol`]: 'Network address',
  [`${AC}PreviousSession`]: 'Earlier session',
  [`${AC}X509`]: 'Certificate',
  [`${AC}TLSClient`]: 'Certificate over TLS',
  [`${AC}Smartcard`]: 'Smart card',
  [`${AC}SmartcardPKI`]: 'Smart card with certificate',
  [`${AC}Kerberos`]: 'Kerberos',
  [`${AC}TimeSyncToken`]: 'One-time code',
  [`${AC}MobileTwoFactorContract`]: 'Mobile device and a second factor',
  'urn:federation:authentication:windows': 'Windows sign-in',
  'http://schemas.microsoft.com/claims/multipleauthn': 'Several factors',
  'https://refeds.org/profile/mfa': 'Several factors',
  'https://refeds.org/profile/sfa': 'One factor',
});

const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';
const MICROSOFT = 'http://schemas.microsoft.com/identity/claims/';

/** LDAP attributes by OID (X.500/LDAP profile, eduPerson) and the claims of WS-Federation and Entra. */
export const ATTRIBUTE_WORDS = words({
  'urn:oid:0.9.2342.19200300.100.1.1': 'User ID',
  'urn:oid:0.9.2342.19200300.100.1.3': 'Email',
  'urn:oid:2.5.4.3': 'Common name',
  'urn:oid:2.5.4.4': 'Family name',
  'urn:oid:2.5.4.10': 'Organisation',
  'urn:oid:2.5.4.11': 'Department',
  'urn:oid:2.5.4.12': 'Job title',
  'urn:oid:2.5.4.20': 'Telephone',
  'urn:oid:2.5.4.42': 'Given name',
  'urn:oid:2.16.840.1.113730.3.1.3': 'Employee number',
  'urn:oid:2.16.840.1.113730.3.1.39': 'Preferred language',
  'urn:oid:2.16.840.1.113730.3.1.241': 'Display name',
  'urn:oid:1.3.6.1.4.1.5923.1.1.1.1': 'Affiliation',
  'urn:oid:1.3.6.1.4.1.5923.1.1.1.6': 'Principal name',
  'urn:oid:1.3.6.1.4.1.5923.1.1.1.7': 'Entitlements',
  'urn:oid:1.3.6.1.4.1.5923.1.1.1.9': 'Scoped affiliation',
  'urn:oid:1.3.6.1.4.1.5923.1.5.1.1': 'Groups',
  'urn:oasis:names:tc:SAML:attribute:subject-id': 'Subject ID',
  'urn:oasis:names:tc:SAML:attribute:pairwise-id': 'Pairwise ID',
  [`${CLAIMS}emailaddress`]: 'Email',
  [`${CLAIMS}name`]: 'Name',
  [`${CLAIMS}givenname`]: 'Given name',
  [`${CLAIMS}surname`]: 'Family name',
  [`${CLAIMS}upn`]: 'Principal name',
  [`${CLAIMS}nameidentifier`]: 'Name identifier',
  'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups': 'Groups',
  'http://schemas.microsoft.com/ws/2008/06/identity/claims/role': 'Roles',
  'http://schemas.xmlsoap.org/claims/Group': 'Groups',
  [`${MICROSOFT}displayname`]: 'Display name',
  [`${MICROSOFT}objectidentifier`]: 'Object ID',
  [`${MICROSOFT}tenantid`]: 'Directory ID',
  [`${MICROSOFT}identityprovider`]: 'Identity provider',
  'http://schemas.microsoft.com/claims/authnmethodsreferences': 'Authentication methods',
});

type WordIn<Table> = Table extends Words<infer Word> ? Word : never;

/** Each word above; the message catalogues of other languages say it in theirs. */
export type PlainWord = WordIn<
  typeof NAME_ID_FORMAT_WORDS | typeof AUTHN_CONTEXT_WORDS | typeof ATTRIBUTE_WORDS
>;
