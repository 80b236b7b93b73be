/** What an import would change: each entry beside the tenant as it is. Pure. */
import type { TenantConfiguration } from '../../src/administration/tenant-record.ts';
import type { TenantAnswer } from '../../src/http/api/answers/tenant.ts';
import { presentConnection } from '../../src/http/api/present-tenant.ts';

const FIELDS = [
  'displayName',
  'hostnames',
  'logoUrl',
  'branding',
  'privacyStatementUrl',
  'session',
  'people',
] as const satisfies readonly (keyof TenantConfiguration)[];

/** Lists the fields that differ; none means that the tenant is as the entry has it. */
export function listChangedFields(wanted: TenantConfiguration, tenant: TenantAnswer): readonly string[] {
  const fields = FIELDS.filter((field) => !isSame(wanted[field], tenant[field]));
  const connections = wanted.connections.map(presentConnection);
  const ids = new Set([...connections, ...tenant.connections].map(({ id }) => id));
  const changed = [...ids].filter((id) => {
    const of = (list: typeof tenant.connections) => list.find((connection) => connection.id === id);
    return !isSame(of(connections), of(tenant.connections));
  });
  return [...fields, ...changed.map((id) => `connections.${id}`)];
}

/** By value: the order of members does not count, and what is missing is as null. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(canonical(one ?? null)) === JSON.stringify(canonical(other ?? null));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return members
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, canonical(member)]);
}
