/** Which resolver is asked through DNS over HTTPS, RFC 8484: the operator's choice, since it says who owns which domain. Pure. */
import { readOutboundUrl } from '../outbound-url.ts';

/** The variable that names it. */
export interface WithResolver {
  readonly DNS_RESOLVER_URL?: string;
}

/** What is asked unless the settings name another. */
const DEFAULT_RESOLVER_URL = 'https://cloudflare-dns.com/dns-query';

/** Reads its address; null for one that may not be called. `isLocal` allows one of this machine. */
export function readResolverUrl(text: string | undefined, isLocal: boolean): URL | null {
  const url = readOutboundUrl(text?.trim() || DEFAULT_RESOLVER_URL, { allowLoopback: isLocal });
  return url.ok ? url.value : null;
}
