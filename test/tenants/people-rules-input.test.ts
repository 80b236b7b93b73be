/** The rules about people as the API takes them: what is filled in, and what is refused at which field. */
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { describeIssues, describeKind } from '../../src/tenants/field-rules.ts';
import { peopleRulesOf } from '../../src/tenants/people-rules.ts';
import { peopleRulesInput } from '../../src/tenants/people-rules-input.ts';

const schema = v.object(peopleRulesInput);
const wrong = (input: unknown) => {
  const parsed = v.safeParse(schema, input, { message: describeKind });
  return parsed.success ? [] : describeIssues(parsed.issues).map(({ path }) => path);
};

test('by default nothing is asked for and nothing given, as in records without them', () => {
  expect(v.parse(schema, {})).toEqual(peopleRulesOf({}));
});

const names = (count: number, length = 1) =>
  Array.from({ length: count }, (_, index) => `${index}`.padEnd(length, 'x'));
const byGroup = (...rows: object[]) => ({ roles: { byGroup: rows } });

test.each<[string, object, readonly string[]]>([
  ['a group of 500 characters', { groupRules: { anyOf: ['g'.repeat(500)] } }, []],
  ['one of 501', { groupRules: { anyOf: ['g'.repeat(501)] } }, ['groupRules.anyOf[0]']],
  ['a group of no character', { groupRules: { anyOf: [' '] } }, ['groupRules.anyOf[0]']],
  ['one group twice', { groupRules: { anyOf: ['a', 'a'] } }, ['groupRules.anyOf']],
  ['101 groups', { groupRules: { anyOf: names(101) } }, ['groupRules.anyOf']],
  ['another separator', { attributes: { groupSeparator: ' ' } }, ['attributes.groupSeparator']],
  ['a misspelt field', { attributes: { mail: 'x' } }, ['attributes.mail']],
  ['a line break in a name', { attributes: { required: ['a\nb'] } }, ['attributes.required[0]']],
  ['roles as applications name them', { roles: { everybody: ['admin', 'team:read', 'a/b.c-d_e'] } }, []],
  [
    'a role with a space, or none',
    { roles: { everybody: ['a b', ''] } },
    ['roles.everybody[0]', 'roles.everybody[1]'],
  ],
  ['a role that could end a header', { roles: { everybody: ['a\r\nb'] } }, ['roles.everybody[0]']],
  ['a group without roles', byGroup({ group: 'it' }), ['roles.byGroup[0].roles']],
  [
    'a group in two rows',
    byGroup({ group: 'it', roles: ['a'] }, { group: 'it', roles: ['b'] }),
    ['roles.byGroup'],
  ],
  ['twenty roles of fifty characters', { roles: { everybody: names(20, 49) } }, []],
  [
    'more different roles than a cookie has room for',
    byGroup({ group: 'a', roles: names(20, 49) }, { group: 'b', roles: ['other'] }),
    ['roles'],
  ],
])('takes or refuses %s', (_words, input, paths) => {
  expect(wrong(input)).toEqual(paths);
});
