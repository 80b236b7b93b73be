/**
 * The groups that an identity provider says a person is in, by the names that Okta, Keycloak and Google, Entra, AD FS and
 * Shibboleth send them by, or by the one that the connection names. Pure; verified, but the word of one customer's identity
 * provider.
 */
import type { Attribute } from '../saml/assertion.ts';
import type { Identity } from '../session/session.ts';
import type { SignedInPerson } from '../tenants/administrators.ts';
import { peopleRulesOf, type RuledConnection } from '../tenants/people-rules.ts';

const GROUP_NAMES: readonly string[] = [
  'groups',
  'group',
  'memberOf',
  'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
  'http://schemas.xmlsoap.org/claims/Group',
  'urn:oid:1.3.6.1.4.1.5923.1.5.1.1',
];

/** Reads the names of the groups, letter by letter, each once. A value is one group, unless the connection says otherwise. */
export function readGroups(attributes: readonly Attribute[], connection: RuledConnection): readonly string[] {
  const { groups, groupSeparator } = peopleRulesOf(connection).attributes;
  const names = groups === null ? GROUP_NAMES : [groups];
  const values = attributes.filter(({ name }) => names.includes(name)).flatMap((each) => each.values);
  const written =
    groupSeparator === null
      ? values
      : values.flatMap((value) => value.split(groupSeparator)).map((group) => group.trim());
  return [...new Set(written.filter((group) => group.trim() !== ''))];
}

/** What the rules about people go by. */
export function personOf(
  { email, attributes }: Pick<Identity, 'email' | 'attributes'>,
  connection: RuledConnection,
): SignedInPerson {
  return { email, groups: readGroups(attributes, connection) };
}
