/**
 * Which URLs the Worker calls on somebody's word: where metadata is fetched, where webhooks are sent. Administrators of
 * customers name them, so they are untrusted: nothing but https to a public host that has a name, lest the Worker be made
 * to speak to what only it can reach (server-side request forgery). Names are not resolved here: a deployed Worker's
 * requests leave from Cloudflare's network, which routes to no private address. Pure.
 */
import { isLocalhost, readHostname } from './hostname.ts';
import { type Facts, failure, type Result, success } from './result.ts';

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
    return failure('url_host_not_public', 'a host on the public internet, by its name', url.hostname);
  }
  return success(url);
}

/** The URL parser has turned every spelling of an IPv4 address into four numbers, and put IPv6 into brackets. */
const LOOPBACK = /^(?:127\.[0-9.]+|\[::1\])$/;

/**
 * How far a host is away. An address is never public: identity providers and receivers have names, which their certificates are
 * made out to, while ranges, tunnels and translations of addresses have too many corners to be sure of.
 */
function reachOf(hostname: string): 'public' | 'private' | 'loopback' {
  if (LOOPBACK.test(hostname)) return 'loopback';
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
