/**
 * What somebody was refused for want of, by the names in the connection's own rules and where its identity provider sends it, so
 * that the person can pass it on. Names may come back from a browser: only those of the rules are told. Pure.
 */
import type { SignInFailureCode } from '../sign-in/failure.ts';
import { peopleRulesOf } from '../tenants/people-rules.ts';
import type { Connection, Tenant } from '../tenants/tenant.ts';
import { ANY_OTHER } from './setup/vendors/any-other.ts';
import { vendorOf } from './setup/vendors/vendors.ts';

export interface Missing {
  readonly code: 'attribute_missing' | 'group_missing';
  readonly connectionId: string;
  readonly names: readonly string[];
  /** The vendor, and where on its screens attributes are sent from; null where that is not known, or not what helps. */
  readonly place: readonly [vendor: string, where: string] | null;
}

const MAX_NAMES = 10;

/** Finds what is missing; null for a failure of another kind, and for names that are in no rule of the connection. */
export function findMissing(
  { connections }: Pick<Tenant, 'connections'>,
  connectionId: string | null,
  code: SignInFailureCode,
  named: readonly string[],
): Missing | null {
  const connection = connections.find(({ id }) => id === connectionId);
  if (connection === undefined || (code !== 'attribute_missing' && code !== 'group_missing')) return null;
  const known = knownNames(connection, code);
  const names = named.filter((name) => known.has(name)).slice(0, MAX_NAMES);
  const vendor = vendorOf(connection.identityProvider);
  const isSent = code === 'attribute_missing' && vendor !== ANY_OTHER;
  const place = isSent ? ([vendor.name, vendor.attributes.where] as const) : null;
  return names.length === 0 ? null : { code, connectionId: connection.id, names, place };
}

function knownNames(connection: Connection, code: Missing['code']): ReadonlySet<string | null> {
  const { attributes, groupRules } = peopleRulesOf(connection);
  const { required, email, displayName, groups } = attributes;
  return new Set(code === 'group_missing' ? groupRules.anyOf : [...required, email, displayName, groups]);
}
