/** The methods of a tenant's record that are about its OpenID Connect clients; see oidc-clients.ts. I/O: its storage; KV. */
import type {
  OidcClientFailure,
  OidcClientInput,
  OidcClientsPort,
} from '../../administration/oidc-client.ts';
import type { Result } from '../../result.ts';
import { DomainsHost } from './domains-host.ts';
import { readState } from './tables.ts';

type Made<Value> = Result<Value, { readonly code: OidcClientFailure }>;
type Context = Parameters<OidcClientsPort['removeOidcClient']>[1];

export abstract class OidcClientsHost<Bindings> extends DomainsHost<Bindings> implements OidcClientsPort {
  async oidcClients() {
    return this.tables().oidcClients.list();
  }

  async createOidcClient(client: Parameters<OidcClientsPort['createOidcClient']>[0], context: Context) {
    return this.#change(() => this.tables().oidcClients.create(client, context));
  }

  async updateOidcClient(id: string, input: OidcClientInput, context: Context, revision: string | null) {
    return this.#change(() => this.tables().oidcClients.update(id, input, context, revision));
  }

  async renewOidcClientSecret(id: string, context: Context) {
    return this.#change(() => this.tables().oidcClients.renewSecret(id, context));
  }

  async endFormerOidcClientSecret(id: string, context: Context) {
    return this.#change(() => this.tables().oidcClients.endFormerSecret(id, context));
  }

  async removeOidcClient(id: string, context: Context) {
    return this.#change(() => this.tables().oidcClients.remove(id, context));
  }

  /** A deleted tenant is published nowhere: nothing is to be changed of it. */
  async #change<Value>(work: () => Made<Value>): Promise<Made<Value>> {
    const state = readState(this.tables());
    if (state === null) return { ok: false, failure: { code: 'tenant_unknown' } };
    if (state.deleted !== null) return { ok: false, failure: { code: 'tenant_deleted' } };
    const made = work();
    if (made.ok) await this.bringOut();
    return made;
  }
}
