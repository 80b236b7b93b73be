/**
 * The OpenID Connect clients of a tenant, a row each, in its record; each change with its entry in the audit trail, and on its
 * way to the edges, in one transaction. Randomness: ids and secrets. I/O: the record's storage.
 */
import type { Author } from '../../administration/author.ts';
import {
  MAX_OIDC_CLIENTS,
  type NewOidcClient,
  type OidcClientFailure,
  type OidcClientsPort,
  type RegisteredOidcClient,
} from '../../administration/oidc-client.ts';
import type { AuditEntry } from '../../administration/tenant-record.ts';
import { encodeBase64Url, hashSecret, SECRET_OCTETS } from '../../operators/secret-text.ts';
import { type Result, success } from '../../result.ts';
import type { OidcClient } from '../../tenants/oidc-client.ts';
import type { AuditTrail } from './audit-trail.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS oidc_clients (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    redirect_uris TEXT NOT NULL,
    post_logout_redirect_uris TEXT NOT NULL,
    secret_hash TEXT,
    created_at INTEGER NOT NULL,
    secret_made_at INTEGER
  ) STRICT;
`;

const ID_OCTETS = 12;

type Row = {
  id: string;
  display_name: string;
  redirect_uris: string;
  post_logout_redirect_uris: string;
  secret_hash: string | null;
  created_at: number;
  secret_made_at: number | null;
};

interface Context {
  readonly author: Author;
  readonly now: number;
}

type Made<Value> = Result<Value, { readonly code: OidcClientFailure }>;

export class OidcClientsTable {
  readonly #storage: DurableObjectStorage;
  readonly #audit: AuditTrail;
  readonly #enterPublication: () => void;

  /** `enterPublication` enters, inside of a transaction, that the edges are to know. */
  constructor(storage: DurableObjectStorage, audit: AuditTrail, enterPublication: () => void) {
    this.#storage = storage;
    this.#audit = audit;
    this.#enterPublication = enterPublication;
    storage.sql.exec(SCHEMA);
  }

  list(): readonly RegisteredOidcClient[] {
    return this.#storage.sql.exec<Row>('SELECT * FROM oidc_clients ORDER BY sequence').toArray().map(readRow);
  }

  /** What the edges have to know. */
  published(): readonly OidcClient[] {
    return this.list().map(({ createdAt: _createdAt, secretMadeAt: _secretMadeAt, ...client }) => client);
  }

  create(
    { isPublic, ...client }: Parameters<OidcClientsPort['createOidcClient']>[0],
    context: Context,
  ): Made<NewOidcClient> {
    if (this.list().length >= MAX_OIDC_CLIENTS) return refuse('too_many_oidc_clients');
    const [id, secret] = [randomText(ID_OCTETS), isPublic ? null : randomText(SECRET_OCTETS)];
    return this.#storage.transactionSync(() => {
      this.#storage.sql.exec(
        `INSERT INTO oidc_clients (id, display_name, redirect_uris, post_logout_redirect_uris, secret_hash, created_at, secret_made_at)
          VALUES (?, ?, ?, ?, ?, ?, ?)`,
        id,
        client.displayName,
        JSON.stringify(client.redirectUris),
        JSON.stringify(client.postLogoutRedirectUris),
        secret && hashSecret(secret),
        context.now,
        secret && context.now,
      );
      this.#enter('oidc_client_added', client, context);
      return this.#made(id, secret);
    });
  }

  renewSecret(id: string, context: Context): Made<NewOidcClient> {
    const client = this.#find(id);
    if (client === null) return refuse('oidc_client_unknown');
    if (client.secretHash === null) return refuse('oidc_client_public');
    const secret = randomText(SECRET_OCTETS);
    return this.#storage.transactionSync(() => {
      const query = 'UPDATE oidc_clients SET secret_hash = ?, secret_made_at = ? WHERE id = ?';
      this.#storage.sql.exec(query, hashSecret(secret), context.now, id);
      this.#enter('oidc_client_secret_renewed', client, context);
      return this.#made(id, secret);
    });
  }

  remove(id: string, context: Context): Made<null> {
    const client = this.#find(id);
    if (client === null) return refuse('oidc_client_unknown');
    return this.#storage.transactionSync(() => {
      this.#storage.sql.exec('DELETE FROM oidc_clients WHERE id = ?', id);
      this.#enter('oidc_client_removed', client, context);
      return success(null);
    });
  }

  #find(id: string): RegisteredOidcClient | null {
    return this.list().find((client) => client.id === id) ?? null;
  }

  #made(id: string, secret: string | null): Made<NewOidcClient> {
    const client = this.#find(id);
    if (client === null) throw new Error('the client was not kept');
    return success({ client, secret });
  }

  #enter(
    action: AuditEntry['action'],
    { displayName }: Pick<OidcClient, 'displayName'>,
    { author, now }: Context,
  ): void {
    this.#enterPublication();
    this.#audit.add({ at: now, author, action, version: null, changes: [`It is “${displayName}”.`] });
  }
}

function readRow(row: Row): RegisteredOidcClient {
  return {
    id: row.id,
    displayName: row.display_name,
    redirectUris: JSON.parse(row.redirect_uris),
    postLogoutRedirectUris: JSON.parse(row.post_logout_redirect_uris),
    secretHash: row.secret_hash,
    createdAt: row.created_at,
    secretMadeAt: row.secret_made_at,
  };
}

function refuse<Value>(code: OidcClientFailure): Made<Value> {
  return { ok: false, failure: { code } };
}

function randomText(octets: number): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(octets)));
}
