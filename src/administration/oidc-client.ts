/**
 * The OpenID Connect clients of a tenant, as its record keeps them. They are the operator's doing, and no part of the tenant's
 * configuration: a file that says all of a tenant, or an earlier version of it, takes no application away.
 */
import type { Result } from '../result.ts';
import type { OidcClient } from '../tenants/oidc-client.ts';
import type { Author } from './author.ts';

/** For how long the secret before a new one is good: as long as an application may take to be given the new one everywhere. */
export const FORMER_SECRET_MILLISECONDS = 24 * 60 * 60 * 1000;

/** The edges know all of them, in the one record that each sign-in reads. */
export const MAX_OIDC_CLIENTS = 20;

export interface RegisteredOidcClient extends OidcClient {
  readonly createdAt: number;
  /** When its secret was made; null for a public client. */
  readonly secretMadeAt: number | null;
}

/** What people say about a client, and may change. */
export type OidcClientInput = Pick<OidcClient, 'displayName' | 'redirectUris' | 'postLogoutRedirectUris'>;

/** That as one text to compare: whoever changes it says which one he saw. */
export function oidcClientRevision(input: OidcClientInput): string {
  return JSON.stringify([input.displayName, input.redirectUris, input.postLogoutRedirectUris]);
}

export interface NewOidcClient {
  readonly client: RegisteredOidcClient;
  /** Shown once; null for a public client. */
  readonly secret: string | null;
}

export type OidcClientFailure =
  | 'tenant_unknown'
  | 'tenant_deleted'
  | 'too_many_oidc_clients'
  | 'oidc_client_unknown'
  /** It is not the one that was seen. */
  | 'oidc_client_changed'
  | 'oidc_client_public';

interface Context {
  readonly author: Author;
  readonly now: number;
}

type Made<Value> = Promise<Result<Value, { readonly code: OidcClientFailure }>>;

export interface OidcClientsPort {
  oidcClients(): Promise<readonly RegisteredOidcClient[]>;
  createOidcClient(
    client: OidcClientInput & { readonly isPublic: boolean },
    context: Context,
  ): Made<NewOidcClient>;
  /** `revision`: of the client that was seen; null for whichever is there. */
  updateOidcClient(
    id: string,
    input: OidcClientInput,
    context: Context,
    revision: string | null,
  ): Made<RegisteredOidcClient>;
  /** The secret before stays good for FORMER_SECRET_MILLISECONDS; one that is older still is nothing any more. */
  renewOidcClientSecret(id: string, context: Context): Made<NewOidcClient>;
  /** Ends the secret before, if there is one, within the time that a change takes to every edge. */
  endFormerOidcClientSecret(id: string, context: Context): Made<null>;
  removeOidcClient(id: string, context: Context): Made<null>;
}
