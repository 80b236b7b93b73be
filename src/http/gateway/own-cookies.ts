/**
 * Our own cookies, which the application behind the gateway neither sees nor sets. Both headers come from others: names are
 * compared more loosely than any server or browser does, so that no spelling of one of ours gets through. Pure.
 */

/**
 * Every name that is ours on some host, wherever one could begin: a lenient server may split what is one pair to us. Names that
 * merely begin like ours are the application's.
 */
const OWN_NAME =
  /(?:^|[^\w-])__host-(?:session|pending_[0-9a-f]{32}|logout|setup|language|remembered|recovery-device|operator(?:-device|-enrolment|-hand-over)?)[\s"']*(?:=|$)/i;

/** Says whether a pair, or a Set-Cookie line as far as its first semicolon, names a cookie of ours. */
export function isOwnCookie(pair: string): boolean {
  return OWN_NAME.test(pair);
}

/** Gives the Cookie header without our own; null where nothing is left. */
export function stripOwnCookies(header: string): string | null {
  const pairs = header.split(';');
  const others = pairs.filter((pair) => !isOwnCookie(pair));
  if (others.length === pairs.length) return header;
  return others.join(';').trim() || null;
}

/** Lists the Set-Cookie lines that are not about our own. */
export function stripOwnSetCookies(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !isOwnCookie(line.replace(/;.*/s, '')));
}
