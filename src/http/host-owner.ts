/** Whose host a request is for. The host is the URL's own; forwarded headers take no part. */
import type { Settings } from '../settings.ts';
import { type HostOwner, readHost } from '../tenants/deployment.ts';

/**
 * Owners that were found before, by settings, under scheme and host as they were sent: an isolate sees few of them, on
 * every request, and to parse a URL takes longer than all else that finds the owner.
 */
const known = new WeakMap<Settings, Map<string, HostOwner | null>>();

/** Bounds what requests for made-up hosts can take of an isolate's memory. */
const MAX_KNOWN_ORIGINS = 1_000;

/** Reads the host of a request; null where no tenant and no operator can be. */
export function hostOwner({ url }: Request, settings: Settings): HostOwner | null {
  const origin = url.slice(0, url.indexOf('/', url.indexOf('://') + 3));
  const owners = known.get(settings) ?? new Map<string, HostOwner | null>();
  known.set(settings, owners);
  const before = owners.get(origin);
  if (before !== undefined) return before;
  const owner = readHost(URL.parse(origin)?.host ?? '', settings);
  if (owners.size >= MAX_KNOWN_ORIGINS) owners.clear();
  owners.set(origin, owner);
  return owner;
}
