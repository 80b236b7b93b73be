/**
 * The applications that sign their people in by OpenID Connect at a tenant's host: what the edges know of them (OpenID Connect
 * Registration 1.0, section 2, as far as it is used here), and which addresses they may have people sent to. Pure.
 */
import { isLocalhost } from '../hostname.ts';

export interface OidcClient {
  /** `client_id`. */
  readonly id: string;
  readonly displayName: string;
  /** Compared letter by letter: RFC 9700, section 2.1. */
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  /** By hashSecret. Null for a public client, which can keep none: a browser's script, an app on a phone. */
  readonly secretHash: string | null;
  /** The one before, good beside the new one so that a change of secrets keeps nobody out; missing where there is none. */
  readonly formerSecret?: FormerSecret;
}

export interface FormerSecret {
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

export const MAX_REDIRECT_URI_CHARACTERS = 1_000;

/** With a dot: `javascript:` and its like have none (RFC 8252, section 7.1). */
const PRIVATE_USE_SCHEME = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:$/;

/**
 * Tells whether people may be sent to an address with a code. It is https; or http to the machine itself, for development and for
 * apps that wait there; or, for a public client, an app's own scheme. No fragment (RFC 6749, section 3.1.2), no credentials,
 * nothing that is read in two ways.
 */
export function isRedirectUri(uri: string, isPublic: boolean): boolean {
  const url = /^[!-~]+$/.test(uri) && !/[\\#<>"]/.test(uri) ? URL.parse(uri) : null;
  if (url === null || url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  if (url.protocol === 'http:') return isOwnMachine(url.hostname);
  return isPublic && PRIVATE_USE_SCHEME.test(url.protocol);
}

function isOwnMachine(hostname: string): boolean {
  return isLocalhost(hostname) || hostname === '127.0.0.1' || hostname === '[::1]';
}
