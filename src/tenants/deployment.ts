/**
 * Which host belongs to whom: the base domain to the operator, `slug.BASE_DOMAIN` and custom hostnames to tenants. The
 * only source of every URL that we state about ourselves (metadata, ACS, redirects); no forwarded header takes part.
 * Pure; the host of a request is untrusted.
 */
import { readHostname } from '../hostname.ts';
import { isSlug } from './slug.ts';

/** What the settings say about the addresses of this deployment. */
export interface Deployment {
  /** Host, and port where it is not the scheme's own, under which each tenant has a subdomain. */
  readonly baseDomain: string;
  readonly scheme: 'http' | 'https';
  /** True only on a developer's machine. */
  readonly isLocal: boolean;
}

/** Whose host it is. `host` is its canonical form, port included, to build URLs with. */
export type HostOwner =
  | { readonly kind: 'operator'; readonly host: string }
  | { readonly kind: 'slug'; readonly slug: string; readonly host: string }
  | { readonly kind: 'hostname'; readonly hostname: string; readonly host: string };

/** Reads the host of a request, `hostname[:port]`; null where no tenant and no operator can be. */
export function readHost(received: string, deployment: Deployment): HostOwner | null {
  const [name = '', port, ...rest] = received.split(':');
  const { hostname: baseHostname, portSuffix } = splitBaseDomain(deployment);
  if (rest.length > 0 || (port === undefined ? '' : `:${port}`) !== portSuffix) return null;
  const hostname = readHostname(name);
  if (hostname === null) return null;
  const host = hostname + portSuffix;
  if (hostname === baseHostname) return { kind: 'operator', host };
  if (!hostname.endsWith(`.${baseHostname}`)) return { kind: 'hostname', hostname, host };
  const slug = hostname.slice(0, -baseHostname.length - 1);
  return isSlug(slug) ? { kind: 'slug', slug, host } : null;
}

/** Lists the hosts of a tenant, port included: first the one under the base domain, then its custom hostnames. */
export function listTenantHosts(
  tenant: { readonly slug: string; readonly hostnames: readonly string[] },
  deployment: Deployment,
): readonly string[] {
  const { portSuffix } = splitBaseDomain(deployment);
  return [`${tenant.slug}.${deployment.baseDomain}`, ...tenant.hostnames.map((name) => name + portSuffix)];
}

/** Tells whether a canonical hostname is the base domain or lies under it, where slugs alone decide. */
export function isUnderBaseDomain(hostname: string, deployment: Deployment): boolean {
  const base = splitBaseDomain(deployment).hostname;
  return hostname === base || hostname.endsWith(`.${base}`);
}

function splitBaseDomain({ baseDomain }: Deployment): { hostname: string; portSuffix: string } {
  const colon = baseDomain.indexOf(':');
  return colon < 0
    ? { hostname: baseDomain, portSuffix: '' }
    : { hostname: baseDomain.slice(0, colon), portSuffix: baseDomain.slice(colon) };
}
