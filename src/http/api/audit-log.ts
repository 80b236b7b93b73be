/** The trail of what the operator API changed: one line of JSON for each change, which tells that it was, not what. */
import type { Tenant } from '../../tenants/tenant.ts';

/** Writes the line of one change. */
export function logTenantChange(
  event: 'tenant_saved' | 'tenant_removed',
  { slug, id, version }: Tenant,
): void {
  console.log(JSON.stringify({ event, tenant: slug, tenantId: id, version }));
}
