/**
 * Conditional requests, RFC 9110, sections 13.1.1 and 13.1.2: so that of two people who edit one tenant the second does not
 * undo what the first did. KV cannot compare and set, so that this guards against minutes, not against milliseconds.
 */
import type { Tenant } from '../../tenants/tenant.ts';

/** The entity tag of a saved tenant. The id is part of it, since versions start anew for a tenant made anew. */
export function entityTag({ id, version }: Tenant): string {
  return `"${id}.${version}"`;
}

/** Tells whether the tenant, null for none, is as If-Match and If-None-Match want it. */
export function meetsConditions(headers: Headers, tenant: Tenant | null): boolean {
  const ifMatch = headers.get('If-Match');
  const ifNoneMatch = headers.get('If-None-Match');
  return (
    (ifMatch === null || isListed(ifMatch, tenant)) &&
    (ifNoneMatch === null || !isListed(ifNoneMatch, tenant))
  );
}

function isListed(tags: string, tenant: Tenant | null): boolean {
  if (tenant === null) return false;
  return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim() === entityTag(tenant));
}
