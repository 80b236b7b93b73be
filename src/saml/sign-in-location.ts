/**
 * Where a browser may be sent to sign in: SAML Metadata 2.0, section 2.2.2 (Location). The address comes from an
 * operator or from metadata and ends up in redirects, form actions and policies, so only an absolute https URL passes; on
 * a developer's machine also http to that machine itself, which in turn no deployed Worker accepts. Pure.
 */
import { isLocalhost } from '../hostname.ts';

const MAX_LOCATION_CHARACTERS = 2_000;
/** 127.0.0.0/8, 0.0.0.0 and their IPv6 kin, as the URL parser writes them. */
const LOOPBACK_ADDRESS =
  /^(?:127\.[0-9.]+|0\.0\.0\.0|\[::1?\]|\[::ffff:(?:7f[0-9a-f]{2}:[0-9a-f]{1,4}|0:0)\])$/;
/** A URL may have `*` and `;` in its host, where a Content-Security-Policy takes the one for any host and the other for its end. */
const PLAIN_HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:]+\])$/;

/** Says why a browser may not be sent to an address, or null if it may. */
export function findLocationProblem(location: string, isLocal: boolean): string | null {
  const url =
    location.length <= MAX_LOCATION_CHARACTERS && !/[\s\p{Cc}]/u.test(location) ? URL.parse(location) : null;
  if (url === null) return `must be an absolute URL of at most ${MAX_LOCATION_CHARACTERS} characters`;
  const hostname = url.hostname.replace(/\.$/, '');
  const isThisMachine = isLocalhost(hostname) || LOOPBACK_ADDRESS.test(hostname);
  if (isThisMachine && !isLocal) {
    return 'points at the machine itself, as the development identity provider does; that works where BASE_DOMAIN is localhost alone';
  }
  if (url.protocol !== 'https:' && !(isThisMachine && url.protocol === 'http:'))
    return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or password';
  if (!PLAIN_HOST.test(url.hostname)) return 'must have a host of letters, digits, dots and hyphens';
  return url.hash === '' && !location.includes('#') ? null : 'must not contain a fragment (#)';
}
