/**
 * The groups that an identity provider says a person is in, by the names that Okta, Keycloak and Google, Entra, AD FS and
 * Shibboleth send them by. Pure; verified, but the word of one customer's identity provider.
 */
import type { Attribute } from '../saml/assertion.ts';
import type { Identity } from '../session/session.ts';
import type { SignedInPerson } from '../tenants/administrators.ts';

const GROUP_NAMES: readonly string[] = [
  'groups',
  'group',
  'memberOf',
  'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
  'http://schemas.xmlsoap.org/claims/Group',
  'urn:oid:1.3.6.1.4.1.5923.1.5.1.1',
];

/** Reads the names of the groups, letter by letter. */
export function readGroups(attributes: readonly Attribute[]): readonly string[] {
  return attributes.filter(({ name }) => GROUP_NAMES.includes(name)).flatMap(({ values }) => values);
}

/** What the rules about people go by. */
export function personOf({ email, attributes }: Pick<Identity, 'email' | 'attributes'>): SignedInPerson {
  return { email, groups: readGroups(attributes) };
}
