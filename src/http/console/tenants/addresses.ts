/** Where the console's pages about tenants are. Pure. */

export const TENANTS_HREF = '/console/tenants';
export const NEW_TENANT_HREF = '/console/new-tenant';

/** The first page of a tenant. */
export function tenantHref(slug: string): string {
  return `${TENANTS_HREF}/${slug}`;
}

/** An address with a query; what is empty is left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | null>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
