/** The rules about people as the API takes them: see people-rules.ts for what they mean. Their input comes from an administrator. Pure. */
import * as v from 'valibot';
import { closed, distinct, listOf, text } from './field-rules.ts';
import type { RolePolicy } from './people-rules.ts';

const MAX_GROUPS = 100;
const MAX_GROUP_CHARACTERS = 500;
const MAX_ROLES = 20;
/** Roles travel in the session cookie, whose room for all that it says of a person is MAX_IDENTITY_BYTES. */
const MAX_ROLE_CHARACTERS = 1_000;

const attributeName = () => v.nullish(text(1_000), null);

const attributePolicy = closed({
  email: attributeName(),
  displayName: attributeName(),
  groups: attributeName(),
  groupSeparator: v.nullish(v.picklist([';', ',', '|']), null),
  required: v.optional(distinct(text(1_000), 50), []),
});

const group = () => text(MAX_GROUP_CHARACTERS);

const groupRules = closed({ anyOf: v.optional(distinct(group(), MAX_GROUPS), []) });

/** An identifier of the application's, safe wherever it is written: in a header, in a list. */
const role = () =>
  v.pipe(
    v.string(),
    v.regex(
      /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/,
      'must be 1 to 64 letters, digits and . _ : / -, beginning with a letter or digit',
    ),
  );

const roles = () => distinct(role(), MAX_ROLES);

const rolePolicy = v.pipe(
  closed({
    everybody: v.optional(roles(), []),
    byGroup: v.optional(listOf(closed({ group: group(), roles: roles() }), MAX_GROUPS), []),
  }),
  v.check(
    (policy) => allRoles(policy).join(' ').length <= MAX_ROLE_CHARACTERS,
    `must name at most ${MAX_ROLE_CHARACTERS} characters of different roles`,
  ),
  v.forward(
    v.partialCheck(
      [['byGroup']],
      ({ byGroup }) => new Set(byGroup.map((each) => each.group)).size === byGroup.length,
      'must not have one group twice',
    ),
    ['byGroup'],
  ),
);

function allRoles({ everybody, byGroup }: RolePolicy): readonly string[] {
  return [...new Set([...everybody, ...byGroup.flatMap((each) => each.roles)])];
}

/** The fields of a connection that say it. By default everybody may sign in, and nothing follows from groups. */
export const peopleRulesInput = {
  attributes: v.optional(attributePolicy, {}),
  groupRules: v.optional(groupRules, {}),
  roles: v.optional(rolePolicy, {}),
} as const;
