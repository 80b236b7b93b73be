/**
 * A connection's own rules about people: which attributes have to be there, and people of which groups may sign in. Pure; the
 * assertion was verified, and is the word of the very customer whose rules these are.
 */
import { failure, type Result, shorten, success } from '../result.ts';
import { peopleRulesOf } from '../tenants/people-rules.ts';
import type { Connection } from '../tenants/tenant.ts';
import type { SignInFailure } from './failure.ts';
import { readProfile, readValues, type Statement } from './identity.ts';

type Checked = Result<null, SignInFailure>;

/** Refuses a sign-in that lacks what is required, and names all of it; an empty or blank value is none. */
export function checkRequiredAttributes(assertion: Statement, connection: Connection): Checked {
  const { required, ...named } = peopleRulesOf(connection).attributes;
  const { email, displayName, groups } = readProfile(assertion, connection);
  const read = new Map([
    ['email', { isThere: email !== null, from: named.email }],
    ['displayName', { isThere: displayName !== null, from: named.displayName }],
    ['groups', { isThere: groups.length > 0, from: named.groups }],
  ]);
  const missing = required
    .filter((name) => !(read.get(name)?.isThere ?? readValues(assertion.attributes, [name]).length > 0))
    .map((name) => read.get(name)?.from ?? name);
  if (missing.length === 0) return success(null);
  const came = assertion.attributes.map(({ name }) => name).join(', ');
  return refuse('attribute_missing', missing, missing.join(', '), came || 'no attributes');
}

/** Refuses who is in none of the groups that may sign in; where none are named everybody may. */
export function checkGroups(assertion: Statement, connection: Connection): Checked {
  const { anyOf } = peopleRulesOf(connection).groupRules;
  const { groups } = readProfile(assertion, connection);
  if (anyOf.length === 0 || groups.some((group) => anyOf.includes(group))) return success(null);
  // Which others is about the person: the refusal is kept, and that is not.
  const received = groups.length === 0 ? 'no groups' : `${groups.length} others`;
  return refuse('group_missing', anyOf, anyOf.join(' or '), received);
}

function refuse(
  code: 'attribute_missing' | 'group_missing',
  missing: readonly string[],
  expected: string,
  received: string,
): Checked {
  return { ok: false, failure: { ...failure(code, shorten(expected), received).failure, missing } };
}
