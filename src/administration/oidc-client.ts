/**
 * The OpenID Connect clients of a tenant, as its record keeps them. They are the operator's doing, and no part of the tenant's
 * configuration: a file that says all of a tenant, or an earlier version of it, takes no application away.
 */
import type { Result } from '../result.ts';
import type { OidcClient } from '../tenants/oidc-client.ts';
import type { Author } from './author.ts';

/** The edges know all of them, in the one record that each sign-in reads. */
export const MAX_OIDC_CLIENTS = 20;

export interface RegisteredOidcClient extends OidcClient {
  readonly createdAt: number;
  /** When its secret was made; null for a public client. */
  readonly secretMadeAt: number | null;
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
  | 'oidc_client_public';

interface Context {
  readonly author: Author;
  readonly now: number;
}

type Made<Value> = Promise<Result<Value, { readonly code: OidcClientFailure }>>;

export interface OidcClientsPort {
  oidcClients(): Promise<readonly RegisteredOidcClient[]>;
  createOidcClient(
    client: Omit<OidcClient, 'id' | 'secretHash'> & { readonly isPublic: boolean },
    context: Context,
  ): Made<NewOidcClient>;
  /** The secret before is nothing any more, within the time that a change takes to every edge. */
  renewOidcClientSecret(id: string, context: Context): Made<NewOidcClient>;
  removeOidcClient(id: string, context: Context): Made<null>;
}
