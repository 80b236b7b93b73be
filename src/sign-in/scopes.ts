/**
 * Whether an identity provider may say what it says: a scoped value belongs to whoever owns its scope (SAML Subject Identifier
 * Attributes Profile 1.0, section 3). Where nobody bounds the scopes any may be stated, as people of one connection are never taken
 * for those of another. Pure; the assertion was verified, but is the word of one customer's identity provider.
 */
import { failure, type Result, shorten, success } from '../result.ts';
import type { Assertion } from '../saml/assertion.ts';
import { isScopedAttribute, readScopeOf } from '../saml/scope.ts';
import { type Connection, scopesOf } from '../tenants/tenant.ts';
import type { SignInFailure } from './failure.ts';
import { readValues } from './identity.ts';

/**
 * Takes out of an assertion every scoped value that its identity provider may not state, so that nothing after it, and no
 * application, gets to see one. Refuses the sign-in where such a value would be the account key. Gives back the assertion itself
 * where nothing had to go.
 */
export function bindScopes(assertion: Assertion, connection: Connection): Result<Assertion, SignInFailure> {
  const scopes = scopesOf(connection);
  if (scopes === null) return success(assertion);
  const own = new Set<string | null>(scopes);
  // One that is blank says nothing of anybody.
  const isForeign = (name: string, value: string) =>
    isScopedAttribute(name) && value.trim() !== '' && !own.has(readScopeOf(value));

  const { key } = connection.account;
  if (key?.from === 'attribute') {
    const { name } = key;
    const foreign = readValues(assertion.attributes, [name]).find((value) => isForeign(name, value));
    // What stands before the scope is about the person: the refusal is kept, and that is not.
    if (foreign !== undefined) return failure('scope_mismatch', nameScopes(scopes), describeScope(foreign));
  }
  const attributes = assertion.attributes.flatMap((attribute) => {
    const values = attribute.values.filter((value) => !isForeign(attribute.name, value));
    if (values.length === attribute.values.length) return [attribute];
    return values.length === 0 ? [] : [{ ...attribute, values }];
  });
  const left = new Set(attributes);
  const isWhole = assertion.attributes.every((attribute) => left.has(attribute));
  return success(isWhole ? assertion : { ...assertion, attributes });
}

/** Names the scopes that may be stated, for administrators. */
export function nameScopes(scopes: readonly string[] | null): string {
  return shorten(scopes?.join(' or ') || 'a scope, of which none is understood');
}

function describeScope(value: string): string {
  return readScopeOf(value) ?? 'a value that is not something@scope';
}
