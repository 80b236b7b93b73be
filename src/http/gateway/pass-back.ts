/**
 * The application's answer as the browser gets it: as it is, but that it sets no cookie of ours, and that no cache shares what was
 * made for one person. The answer is the application's, which is trusted with people, not with sessions. No I/O.
 */
import { isOwnCookie, stripOwnSetCookies } from './own-cookies.ts';

export interface Recipient {
  readonly isSignedIn: boolean;
  /** Whether the session cookie is issued again along with this answer. */
  readonly isRenewed: boolean;
}

/** Gives the answer to pass back: the very same where nothing has to change. */
export function passBack(response: Response, { isSignedIn, isRenewed }: Recipient): Response {
  // A switch of protocols: what follows is no answer any more.
  if (response.webSocket !== null) return response;
  const lines = response.headers.getSetCookie();
  const setsOurs = lines.some((line) => isOwnCookie(line.replace(/;.*/s, '')));
  const cacheControl = findCacheControl(response.headers, { isSignedIn, isRenewed });
  if (!setsOurs && cacheControl === null) return response;
  const changed = new Response(response.body, response);
  if (cacheControl !== null) changed.headers.set('Cache-Control', cacheControl);
  if (setsOurs) {
    changed.headers.delete('Set-Cookie');
    for (const line of stripOwnSetCookies(lines)) changed.headers.append('Set-Cookie', line);
  }
  return changed;
}

/** What has to stand in place of the application's own word on caching: never less than that; null to leave it. */
function findCacheControl(headers: Headers, { isSignedIn, isRenewed }: Recipient): string | null {
  if (isRenewed) return 'no-store';
  return isSignedIn && !headers.has('Cache-Control') ? 'private' : null;
}
