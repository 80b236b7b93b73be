/**
 * What somebody was refused for want of, by the names in the connection's own rules and where its identity provider sends it, so
 * that the person can pass it on. Names may come back from a browser: only those that were told here are told again, or strangers
 * would find the rules out by guessing. Pure.
 */
import { deriveSigningKeys } from '../session/purpose-keys.ts';
import { isSealOf, sealText } from '../session/seal.ts';
import type { Settings } from '../settings.ts';
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

/** As it is told, with what brings it back. */
export interface ToldMissing extends Missing {
  readonly seal: string;
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

/** Seals what is about to be told. */
export async function sealMissing(
  missing: Missing | null,
  tenant: Tenant,
  settings: Settings,
): Promise<ToldMissing | null> {
  return missing && { ...missing, seal: await sealText(textOf(missing, tenant), await sealsOf(settings)) };
}

/** Gives what was told before by its seal; null for anything else. */
export async function recallMissing(
  missing: Missing | null,
  seal: string,
  tenant: Tenant,
  settings: Settings,
): Promise<ToldMissing | null> {
  if (missing === null || !(await isSealOf(seal, textOf(missing, tenant), await sealsOf(settings))))
    return null;
  return { ...missing, seal };
}

function textOf({ connectionId, code, names }: Missing, { id }: Tenant): string {
  return JSON.stringify([id, connectionId, code, names]);
}

function sealsOf({ cookieKeys }: Settings) {
  return deriveSigningKeys(cookieKeys, 'edge-saml/missing/1');
}

function knownNames(connection: Connection, code: Missing['code']): ReadonlySet<string | null> {
  const { attributes, groupRules } = peopleRulesOf(connection);
  const { required, email, displayName, groups } = attributes;
  return new Set(code === 'group_missing' ? groupRules.anyOf : [...required, email, displayName, groups]);
}
