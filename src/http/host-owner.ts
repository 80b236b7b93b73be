/** Whose host a request is for. The host is the URL's own; forwarded headers take no part. */
import type { Settings } from '../settings.ts';
import { type HostOwner, readHost } from '../tenants/deployment.ts';

/** Hosts that were read before, by settings: an isolate sees few of them, on every request. */
const known = new WeakMap<Settings, Map<string, HostOwner | null>>();

/** Bounds what requests for made-up hosts can take of an isolate's memory. */
const MAX_KNOWN_HOSTS = 1_000;

/** Reads the host of a request; null where no tenant and no operator can be. */
export function hostOwner(request: Request, settings: Settings): HostOwner | null {
  const { host } = new URL(request.url);
  const hosts = known.get(settings) ?? new Map<string, HostOwner | null>();
  known.set(settings, hosts);
  const before = hosts.get(host);
  if (before !== undefined) return before;
  const owner = readHost(host, settings);
  if (hosts.size >= MAX_KNOWN_HOSTS) hosts.clear();
  hosts.set(host, owner);
  return owner;
}
