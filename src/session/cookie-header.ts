/**
 * The Cookie header, read strictly: RFC 6265, section 4.2.1. It is input from anybody: sibling subdomains and look-alike
 * names can put things into it. Names match octet for octet; nothing is trimmed but the space after a semicolon,
 * nothing is unquoted, `$Version` and commas mean nothing. No I/O.
 */

/**
 * Reads the cookies of a header. A name that occurs twice is left out: whichever the browser meant, the other one was
 * put there by somebody else.
 */
export function readCookies(header: string | null): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  const repeated = new Set<string>();
  for (const pair of header === null ? [] : header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals === -1) continue;
    const name = pair.slice(pair.startsWith(' ') ? 1 : 0, equals);
    if (cookies.has(name)) repeated.add(name);
    cookies.set(name, pair.slice(equals + 1));
  }
  for (const name of repeated) cookies.delete(name);
  return cookies;
}
