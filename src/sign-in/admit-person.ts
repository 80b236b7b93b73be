/** Who a verified assertion makes of a person, and whether that person may come in: the one place where both are asked. Pure. */
import type { Result } from '../result.ts';
import type { Assertion } from '../saml/assertion.ts';
import type { Identity } from '../session/session.ts';
import { type Connection, scopesOf, type Tenant } from '../tenants/tenant.ts';
import type { SignInCheck, SignInFailure } from './failure.ts';
import { readIdentity } from './identity.ts';
import { checkGroups, checkRequiredAttributes } from './person-rules.ts';
import { checkProvenEmails } from './proven-emails.ts';
import { bindScopes, nameScopes } from './scopes.ts';

/**
 * Reads the identity, and refuses whom the tenant or the connection does not let in. Enforces, in order: the scopes, the account
 * and its addresses, the tenant's proven domains, the attributes that are required, the groups that may sign in.
 */
export function admitPerson(
  assertion: Assertion,
  tenant: Tenant,
  connection: Connection,
): Result<Identity, SignInFailure> {
  const { identity, refusals } = judgePerson(assertion, tenant, connection);
  const [refusal] = refusals;
  return refusal === undefined ? identity : { ok: false, failure: refusal };
}

/** Judges all of it for those who mend it, past the first refusal. */
export function reportPerson(
  assertion: Assertion,
  tenant: Tenant,
  connection: Connection,
): { readonly checks: readonly SignInCheck[]; readonly identity: Identity | null } {
  const { identity, refusals, left } = judgePerson(assertion, tenant, connection);
  if (!identity.ok || refusals.length > 0) {
    const failed = refusals.map((refusal) => ({ ...refusal, passed: false }));
    return { checks: [...failed, ...left], identity: null };
  }
  const passed = { passed: true, expected: 'somebody who may sign in', received: 'one' };
  return { checks: [{ code: 'account_key_missing', ...passed }, ...left], identity: identity.value };
}

function judgePerson(stated: Assertion, tenant: Tenant, connection: Connection) {
  const bound = bindScopes(stated, connection);
  const assertion = bound.ok ? bound.value : stated;
  const identity = bound.ok ? readIdentity(assertion, connection) : bound;
  const rules = [
    identity.ok ? checkProvenEmails(assertion, identity.value, tenant, connection) : identity,
    checkRequiredAttributes(assertion, connection),
    checkGroups(assertion, connection),
  ];
  const note = {
    code: 'scope_mismatch',
    passed: true,
    received: 'values of others, which are left out',
  } as const;
  const left = assertion === stated ? [] : [{ ...note, expected: nameScopes(scopesOf(connection)) }];
  return { identity, left, refusals: rules.flatMap((rule) => (rule.ok ? [] : [rule.failure])) };
}
