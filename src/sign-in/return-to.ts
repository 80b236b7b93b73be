/**
 * The only judge of deep links. A link comes from anybody (a query parameter, RelayState), and what passes here goes
 * into a Location header and onto pages: so it is a path on this very tenant's host, or it is `/`. Pure.
 */
import { decodeEscapes } from '../tenants/lenient-escapes.ts';

/** Long enough for real links, short enough for the pending-request cookie that carries them. */
export const MAX_RETURN_TO_BYTES = 2_000;

/** On the host of the operators' tenant: hands who is signed in over to the console. Reading it changes nothing elsewhere. */
export const CONSOLE_HAND_OVER_PATH = '/sso/console';

/** A person's own sessions: a page like any other of the application's. */
export const OWN_SESSIONS_PATH = '/sso/sessions';

/** Where applications send people to sign in by OpenID Connect: whoever is signed in is sent on, with a code for a client of the tenant. */
export const AUTHORIZE_PATH = '/sso/oidc/authorize';

const OWN_DESTINATIONS: readonly string[] = [CONSOLE_HAND_OVER_PATH, OWN_SESSIONS_PATH, AUTHORIZE_PATH];

/** Where one lands when there is no deep link, or none that may be followed. */
export const DEFAULT_RETURN_TO = '/';

/**
 * Checks a deep link: a path with query and fragment, or an absolute URL on exactly this origin. Gives the path,
 * else `/`. Enforces, in order:
 *   - at most MAX_RETURN_TO_BYTES of printable ASCII, as browsers write links: no white space, control, look-alike letter;
 *   - no backslash in the path, where browsers take it for a slash; behind `?` and `#` it is a letter like others;
 *   - one slash at the start, not two: `//evil` names a host;
 *   - the same still holds of the path however often somebody downstream percent-decodes it, or folds look-alikes;
 *   - so read, it has no dot segment or control character, and is none of our own endpoints, which would lead in a circle;
 *     but for those of OWN_DESTINATIONS, which are where somebody wants to go.
 */
export function checkReturnTo(candidate: string | null, origin: string): string {
  if (candidate === null) return DEFAULT_RETURN_TO;
  const link = candidate.startsWith(`${origin}/`) ? candidate.slice(origin.length) : candidate;
  if (link.length > MAX_RETURN_TO_BYTES || !/^[!-~]+$/.test(link)) return DEFAULT_RETURN_TO;
  const path = /^[^?#]*/.exec(link)?.[0] ?? '';
  if (path.includes('\\')) return DEFAULT_RETURN_TO;
  return readings(path)?.every(isOwnPath) ? link : DEFAULT_RETURN_TO;
}

/** Honest links are encoded once, or twice by an eager tool. */
const MAX_DECODINGS = 3;

/**
 * The path as written, and as it reads after each further percent-decoding, with look-alikes of the slash folded. Null
 * where it takes too many decodings to come to rest.
 */
function readings(path: string): readonly string[] | null {
  const found = [path];
  let reading = path;
  for (let decoded = decodeEscapes(path); decoded !== reading; decoded = decodeEscapes(reading)) {
    if (found.length > MAX_DECODINGS) return null;
    found.push(decoded.normalize('NFKC').replaceAll('\\', '/'));
    reading = decoded;
  }
  return found;
}

function isOwnPath(path: string): boolean {
  if (!path.startsWith('/') || path.startsWith('//') || /\p{Cc}/u.test(path)) return false;
  const segments = path.split('/');
  if (segments.includes('.') || segments.includes('..')) return false;
  return OWN_DESTINATIONS.includes(path) || segments[1]?.toLowerCase() !== 'sso';
}
