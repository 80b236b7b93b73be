/** What the operator's list shows of a tenant. Pure. */
import { listExpiries } from '../tenants/expiries.ts';
import { claimsOf } from './configuration.ts';
import type { TenantSummary } from './directory.ts';
import type { TenantConfiguration, TenantState } from './tenant-record.ts';

/** How a tenant fares, which its configuration does not say. */
export type TenantHealth = Pick<TenantSummary, 'lastSignInAt' | 'recentFailures' | 'metadataFailingSince'>;

/** Sums a tenant up. */
export function summarizeTenant(state: TenantState, health: TenantHealth): TenantSummary {
  const { tenantId, slug, live, draft, deleted, publication } = state;
  const { displayName, connections } = live.configuration;
  const { hostnames, emailDomains } = claimsOf(slug, live.configuration, state.provenDomains);
  return {
    tenantId,
    slug,
    displayName,
    hostnames,
    emailDomains,
    version: live.number,
    updatedAt: live.at,
    hasDraft: draft !== null,
    deletedAt: deleted?.at ?? null,
    connectionCount: connections.length,
    nextExpiryAt: findNextExpiry(live.configuration),
    everywhereAt: publication.everywhereAt,
    ...health,
  };
}

/** When the first of a tenant's certificates or metadata lapses; null where nothing does. */
export function findNextExpiry(configuration: TenantConfiguration): number | null {
  return listExpiries(configuration)[0]?.expiresAt ?? null;
}
