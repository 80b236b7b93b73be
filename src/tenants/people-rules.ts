/**
 * What a connection makes of the attributes that its identity provider sends of a person: which of them say what, which have to be
 * there, whose groups may sign in, and the roles that groups give. Groups are compared letter by letter. Pure.
 */
import type { Connection } from './tenant.ts';

export interface AttributePolicy {
  /** The name of the attribute that each is taken from; null tries those that are well known. */
  readonly email: string | null;
  readonly displayName: string | null;
  readonly groups: string | null;
  /**
   * Where several groups come as one value. Null takes each value as one group: whoever may name a group there could
   * otherwise name it “mine;administrators” and be in both.
   */
  readonly groupSeparator: GroupSeparator | null;
  /** Names of attributes; `email`, `displayName` and `groups` stand for what is read as that, whatever it is called. */
  readonly required: readonly string[];
}

export type GroupSeparator = ';' | ',' | '|';

/** Who may sign in. */
export interface GroupRules {
  /** People of any of these groups; empty for everybody. */
  readonly anyOf: readonly string[];
}

/** What the application may let people do. */
export interface RolePolicy {
  readonly everybody: readonly string[];
  readonly byGroup: readonly GroupRoles[];
}

interface GroupRoles {
  readonly group: string;
  readonly roles: readonly string[];
}

export interface PeopleRules {
  readonly attributes: AttributePolicy;
  readonly groupRules: GroupRules;
  readonly roles: RolePolicy;
}

/** A connection as far as these rules are its own. */
export type RuledConnection = Pick<Connection, keyof PeopleRules>;

/** The rules of a connection; in older records, and where nothing is said, nothing is asked for and nothing given. */
export function peopleRulesOf({ attributes, groupRules, roles }: RuledConnection): PeopleRules {
  return {
    attributes: attributes ?? {
      email: null,
      displayName: null,
      groups: null,
      groupSeparator: null,
      required: [],
    },
    groupRules: groupRules ?? { anyOf: [] },
    roles: roles ?? { everybody: [], byGroup: [] },
  };
}

/** The roles of somebody in these groups, each once, in the order of the table. */
export function rolesOf({ everybody, byGroup }: RolePolicy, groups: readonly string[]): readonly string[] {
  const theirs = new Set(groups);
  const given = byGroup.filter(({ group }) => theirs.has(group)).flatMap(({ roles }) => roles);
  return [...new Set([...everybody, ...given])];
}
