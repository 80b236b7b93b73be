/**
 * Which URLs the Worker calls on somebody's word: where metadata is fetched, where webhooks are sent. Administrators of
 * customers name them, so they are untrusted: nothing but https to a public host, lest the Worker be made to speak to what
 * only it can reach (server-side request forgery). Names are not resolved here: a deployed Worker's requests leave from
 * Cloudflare's network, which routes to no private address. Pure.
 */
import ipaddr from 'ipaddr.js';
import { isLocalhost, readHostname } from './hostname.ts';
import { type Facts, failure, type Result, success } from './result.ts';

/** Global unicast, RFC 4291, section 2.4: all other IPv6 means something on a private network alone, such as ::127.0.0.1. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Public by number, but what Azure's machines ask for their settings; its like elsewhere are link-local or unique local. */
const CLOUD_SETTINGS_ADDRESS = '168.63.129.16';

export type OutboundUrlFailure = Facts<
  'url_malformed' | 'url_not_https' | 'url_with_credentials' | 'url_host_not_public'
>;

export interface OutboundUrlRules {
  /** On a developer's machine only: http as well, and the machine itself, but no other private address. */
  readonly allowLoopback: boolean;
}

const MAX_URL_CHARACTERS = 2_000;

/** Domains that mean something on a private network alone: RFC 6762, appendix G; RFC 8375; ICANN's .internal. */
const PRIVATE_DOMAINS = /(?:^|\.)(?:local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa)$/;

/** Reads a URL that may be called. To be asked again of the target of each redirect. */
export function readOutboundUrl(
  text: string,
  { allowLoopback }: OutboundUrlRules,
): Result<URL, OutboundUrlFailure> {
  const url = text.length <= MAX_URL_CHARACTERS ? URL.parse(text) : null;
  if (url === null) {
    return failure('url_malformed', `a URL of at most ${MAX_URL_CHARACTERS} characters`, text);
  }
  const reach = reachOf(url.hostname);
  const isLocal = allowLoopback && reach === 'loopback';
  if (url.protocol !== 'https:' && !(isLocal && url.protocol === 'http:')) {
    return failure('url_not_https', 'https', url.protocol.slice(0, -1));
  }
  if (url.username !== '' || url.password !== '') {
    return failure('url_with_credentials', 'a URL without user name and password', 'one with them');
  }
  if (reach !== 'public' && !isLocal) {
    return failure('url_host_not_public', 'a host on the public internet', url.hostname);
  }
  return success(url);
}

/** How far a host is away. The URL parser has turned every spelling of an IPv4 address into the one with four numbers. */
function reachOf(hostname: string): 'public' | 'private' | 'loopback' {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  if (ipaddr.isValid(address)) {
    // "process" gives the IPv4 address inside of an IPv6 one; other tunnels and translations are no "unicast".
    const parsed = ipaddr.process(address);
    const range = parsed.range();
    if (range === 'loopback') return 'loopback';
    const isGlobal = parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6);
    return range === 'unicast' && isGlobal && parsed.toString() !== CLOUD_SETTINGS_ADDRESS
      ? 'public'
      : 'private';
  }
  const name = readHostname(hostname);
  if (name === null) return 'private';
  if (isLocalhost(name)) return 'loopback';
  return name.includes('.') && !PRIVATE_DOMAINS.test(name) ? 'public' : 'private';
}

/** The rules of a deployment: one under localhost is on somebody's own machine, since nobody else could reach it. */
export function outboundUrlRules(baseDomain: string | undefined): OutboundUrlRules {
  const hostname = readHostname((baseDomain ?? '').trim().replace(/:[0-9]+$/, ''));
  return { allowLoopback: hostname !== null && isLocalhost(hostname) };
}
