/**
 * Which of the people who sign in may set their own tenant up. What an identity provider says of them was verified, but is
 * the word of this customer's own identity provider, and so is what it makes of them. Pure.
 */
import { readEmailAddress } from '../email-address.ts';
import type { Tenant } from './tenant.ts';

/** Nobody, unless they are listed: set-up links open the same pages. */
export interface AdministratorsPolicy {
  /** Of email, in the form of `readEmailAddress`. */
  readonly addresses: readonly string[];
  /** As the identity provider writes them, letter by letter. */
  readonly groups: readonly string[];
}

/** What the rules about people go by. */
export interface SignedInPerson {
  readonly email: string | null;
  readonly groups: readonly string[];
}

/** Whom a tenant names; nobody in records that were written before there was a choice. */
export function administratorsOf({ administrators }: Pick<Tenant, 'administrators'>): AdministratorsPolicy {
  return administrators ?? { addresses: [], groups: [] };
}

/** Says whether a person is one of those that a tenant names. */
export function isAdministrator(
  { addresses, groups }: AdministratorsPolicy,
  { email, groups: theirs }: SignedInPerson,
): boolean {
  const address = email === null ? null : readEmailAddress(email);
  return (address !== null && addresses.includes(address)) || theirs.some((group) => groups.includes(group));
}
