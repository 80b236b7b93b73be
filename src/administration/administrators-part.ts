/**
 * What of a tenant's configuration a customer's administrator decides about: who has to use SAML, who administers, and of a connection
 * its identity provider and what is made of the attributes from there. All else is the operator's to give and to take: an earlier
 * version, or a draft, that an operator has overtaken brings none of it back by an administrator's hand. Pure.
 */
import type { Connection } from '../tenants/tenant.ts';
import type { Author } from './author.ts';
import type { TenantConfiguration, TenantVersion } from './tenant-record.ts';

const OF_TENANT: readonly string[] = ['samlRequired', 'administrators', 'fallbackLoginUrl'];
const OF_CONNECTION: readonly string[] = [
  'identityProvider',
  'metadataSource',
  'attributes',
  'groupRules',
  'roles',
  'keepEvidenceHours',
];

/** Gives what somebody brings back of a configuration, on top of what is live: an operator all of it. */
export function bringBack(
  live: TenantConfiguration,
  wanted: TenantConfiguration,
  { kind }: Pick<Author, 'kind'>,
): TenantConfiguration {
  if (kind !== 'administrator') return wanted;
  const connections = wanted.connections.flatMap((connection) => {
    const held = live.connections.find(({ id }) => id === connection.id);
    // The first connection is an administrator's to make; others that are not there were taken away.
    if (held === undefined) return live.connections.length === 0 ? [connection] : [];
    return [isBound(held) ? held : take(OF_CONNECTION, connection, held)];
  });
  return { ...take(OF_TENANT, wanted, live), connections };
}

/**
 * Gives what somebody brings back of an earlier version. Where administrators alone made what went live since, one of them takes that
 * back whole, but for the hostnames: who published what an operator had drafted is not to be stuck with it.
 */
export function bringBackVersion(
  live: TenantConfiguration,
  { configuration, isOvertaken }: Pick<TenantVersion, 'configuration' | 'isOvertaken'>,
  author: Pick<Author, 'kind'>,
): TenantConfiguration {
  if (isOvertaken) return bringBack(live, configuration, author);
  return author.kind === 'administrator' ? { ...configuration, hostnames: live.hostnames } : configuration;
}

/** Bound to metadata with a certain signature, which administrators cannot replace either (setup/identity-provider-input.ts). */
function isBound({ metadataSource }: Connection): boolean {
  return (metadataSource?.signingCertificates.length ?? 0) > 0;
}

/** Takes these fields of one and the others of the other, missing ones too, in the other's order: digests go by that. */
function take<Whole extends object>(names: readonly string[], one: Whole, other: Whole): Whole {
  const [chosen, kept] = [new Map<string, unknown>(Object.entries(one)), new Map(Object.entries(other))];
  const fields = [...new Map([...kept, ...chosen]).keys()].flatMap((name) => {
    const source = names.includes(name) ? chosen : kept;
    return source.has(name) ? [[name, source.get(name)]] : [];
  });
  return Object.fromEntries(fields) as Whole;
}
