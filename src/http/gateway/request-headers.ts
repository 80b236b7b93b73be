/**
 * The header fields that the application receives: the client's, but for those by which a client could pass for somebody else,
 * for another host or another path, and those that mean the connection alone. What the client sent comes from anybody. No I/O.
 */

/** Says who is signed in; nobody but the gateway sets it. */
export const IDENTITY_HEADER = 'X-Identity-Token';

/**
 * Fields that are never passed on, as CGI and its descendants fold names: without case, with `-` for whatever is no letter or
 * digit (RFC 3875, section 4.1.18), so that `X_Identity_Token` is caught as well.
 *   - whose word counts only when it is ours: the identity, by our name or by one that others give it, where a request came from
 *     and for which host;
 *   - by which servers and frameworks take another path than that of the request, or skip what protects it;
 *   - those of one connection (RFC 9110, section 7.6.1). `Connection` names more of them: passed on, it would let a client have
 *     the identity dropped by a proxy further on;
 *   - `Proxy`, which becomes the variable HTTP_PROXY.
 */
const NEVER_PASSED = new RegExp(
  `^(?:${[
    'x-identity-token|(?:x-)?remote-(?:user|name|email|groups?)|x-auth-request-.*|x-webauth-.*|(?:x-)?ssl-client-.*',
    '(?:x-)?forwarded(?:-.*)?|via|x-(?:real-ip|client-ip|cluster-client-ip|host|http-host-override)|(?:true-)?client-ip',
    'x-(?:original|rewrite|rewritten|override)-(?:url|uri|path|host|method)|(?:x-)?script-name|(?:x-)?path-info',
    'x-middleware-subrequest.*|x-sendfile-.*|x-accel-.*|x-envoy-.*',
    'connection|keep-alive|te|trailer|transfer-encoding|expect|proxy|proxy-.*',
  ].join('|')})$`,
);

/**
 * Families of which only the very names pass: where spellings are folded, `Content_Length` would stand in for the length that holds
 * for the connection, and `CF_Connecting_IP` for what the edge says.
 */
const ONLY_AS_SPELT = /^(?:content|cf|sec)-/;

export interface Passed {
  /** Signed; null where nobody is signed in. */
  readonly token: string | null;
  /** Of the host that the client asked for. */
  readonly host: string;
  readonly scheme: 'http' | 'https';
  /** What is left of the cookies without ours; null for nothing. */
  readonly cookies: string | null;
}

/** Makes the header fields of the request to the application. */
export function passHeaders(received: Headers, { token, host, scheme, cookies }: Passed): Headers {
  const headers = new Headers(received);
  // First, so that its text, the longest by far, is not read below.
  headers.delete('cookie');
  // Not by an iterator over the names: in workerd that takes several times as long, on every request.
  const heldBack: string[] = [];
  headers.forEach((_value, name) => {
    if (isNeverPassed(name)) heldBack.push(name);
  });
  for (const name of heldBack) headers.delete(name);
  if (cookies !== null) headers.set('cookie', cookies);
  if (received.get('upgrade')?.toLowerCase() !== 'websocket') headers.delete('upgrade');
  headers.set('X-Forwarded-Host', host);
  headers.set('X-Forwarded-Proto', scheme);
  // Set by Cloudflare's edge, where no client can; see client-address.ts.
  const address = received.get('cf-connecting-ip');
  if (address !== null) headers.set('X-Forwarded-For', address);
  if (token !== null) headers.set(IDENTITY_HEADER, token);
  return headers;
}

/** Says whether a field is kept back, whatever its spelling. */
export function isNeverPassed(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const spelt = name.toLowerCase();
  const folded = spelt.replace(/[^a-z0-9]/g, '-');
  const verdict = NEVER_PASSED.test(folded) || (folded !== spelt && ONLY_AS_SPELT.test(folded));
  if (known.size < MAX_KNOWN_NAMES && name.length <= MAX_NAME_CHARACTERS) known.set(name, verdict);
  return verdict;
}

/** Clients send the same few names on every request. Made-up ones fill it once, and are looked at anew each time after that. */
const known = new Map<string, boolean>();
const MAX_KNOWN_NAMES = 500;
/** One may be as long as a whole header. */
const MAX_NAME_CHARACTERS = 64;
