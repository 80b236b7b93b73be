/**
 * Where an application has somebody sent whom it signed out: OpenID Connect RP-Initiated Logout 1.0, section 3. What is asked for comes
 * from anybody; nobody is sent but to an address that the client has, letter by letter, when he asks and when he goes. Pure.
 */
import type { OidcClient } from '../tenants/oidc-client.ts';

/** What is remembered of that while the identity provider is asked as well. */
export interface PostLogout {
  readonly clientId: string;
  readonly redirectUri: string;
  /** Given back as it is. */
  readonly state: string | null;
}

/** The way on, for a link that says where it leads. */
export interface Onward {
  readonly displayName: string;
  readonly url: string;
}

/** Reads what a request of a client's asks for; null where it asks for no address that the client has. */
export function readPostLogout(query: URLSearchParams, client: OidcClient): PostLogout | null {
  const redirectUri = query.get('post_logout_redirect_uri') ?? '';
  if (!client.postLogoutRedirectUris.includes(redirectUri)) return null;
  return { clientId: client.id, redirectUri, state: query.get('state') };
}

/** Writes the address; null where the client has it no more. */
export function findOnward(
  { clientId, redirectUri, state }: PostLogout,
  clients: readonly OidcClient[],
): Onward | null {
  const client = clients.find(({ id }) => id === clientId);
  if (!client?.postLogoutRedirectUris.includes(redirectUri)) return null;
  const parameters =
    state === null ? '' : `${redirectUri.includes('?') ? '&' : '?'}${new URLSearchParams({ state })}`;
  return { displayName: client.displayName, url: redirectUri + parameters };
}
