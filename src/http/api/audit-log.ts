/** The log of what the operator API changed: one line of JSON for each change, which tells that it was, not what. */
import type { TenantState } from '../../administration/tenant-record.ts';

/** Writes the line of one change. */
export function logTenantChange(
  event: 'tenant_saved' | 'tenant_removed' | 'tenant_restored',
  { slug, tenantId, live }: TenantState,
): void {
  console.log(JSON.stringify({ event, tenant: slug, tenantId, version: live.number }));
}
