/**
 * The OpenID Connect clients of a tenant, a row each, in its record; each change with its entry in the audit trail, and on its
 * way to the edges, in one transaction. Randomness: ids and secrets. I/O: the record's storage.
 */
import type { Author } from '../../administration/author.ts';
import {
  FORMER_SECRET_MILLISECONDS,
  MAX_OIDC_CLIENTS,
  type NewOidcClient,
  type OidcClientFailure,
  type OidcClientInput,
  type OidcClientsPort,
  oidcClientRevision,
  type RegisteredOidcClient,
} from '../../administration/oidc-client.ts';
import type { AuditEntry } from '../../administration/tenant-record.ts';
import { encodeBase64Url, hashSecret, SECRET_OCTETS } from '../../operators/secret-text.ts';
import { type Result, success } from '../../result.ts';
import type { FormerSecret, OidcClient } from '../../tenants/oidc-client.ts';
import { addColumn } from '../add-column.ts';
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
  /** JSON of what is known of it. */
  former_secret: string | null;
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
    addColumn(storage.sql, 'oidc_clients', 'former_secret');
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

  update(
    id: string,
    input: OidcClientInput,
    context: Context,
    revision: string | null,
  ): Made<RegisteredOidcClient> {
    const client = this.#find(id);
    if (client === null) return refuse('oidc_client_unknown');
    const before = oidcClientRevision(client);
    if (revision !== null && revision !== before) return refuse('oidc_client_changed');
    if (oidcClientRevision(input) === before) return success(client);
    return this.#storage.transactionSync(() => {
      this.#storage.sql.exec(
        'UPDATE oidc_clients SET display_name = ?, redirect_uris = ?, post_logout_redirect_uris = ? WHERE id = ?',
        input.displayName,
        JSON.stringify(input.redirectUris),
        JSON.stringify(input.postLogoutRedirectUris),
        id,
      );
      this.#enter('oidc_client_saved', client, context, describeChanges(client, input));
      return success({ ...client, ...input });
    });
  }

  renewSecret(id: string, context: Context): Made<NewOidcClient> {
    const client = this.#find(id);
    if (client === null) return refuse('oidc_client_unknown');
    if (client.secretHash === null) return refuse('oidc_client_public');
    const secret = randomText(SECRET_OCTETS);
    const former: FormerSecret = {
      hash: client.secretHash,
      endsAt: context.now + FORMER_SECRET_MILLISECONDS,
    };
    return this.#storage.transactionSync(() => {
      const query =
        'UPDATE oidc_clients SET secret_hash = ?, secret_made_at = ?, former_secret = ? WHERE id = ?';
      this.#storage.sql.exec(query, hashSecret(secret), context.now, JSON.stringify(former), id);
      this.#enter('oidc_client_secret_renewed', client, context);
      return this.#made(id, secret);
    });
  }

  endFormerSecret(id: string, context: Context): Made<null> {
    const client = this.#find(id);
    if (client === null) return refuse('oidc_client_unknown');
    if (client.formerSecret === undefined) return success(null);
    return this.#storage.transactionSync(() => {
      this.#storage.sql.exec('UPDATE oidc_clients SET former_secret = NULL WHERE id = ?', id);
      this.#enter('oidc_client_secret_ended', client, context);
      return success(null);
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
    changes: readonly string[] = [],
  ): void {
    this.#enterPublication();
    const told = [`It is “${displayName}”.`, ...changes];
    this.#audit.add({ at: now, author, action, version: null, changes: told });
  }
}

/** What is different, a sentence each. */
function describeChanges(before: OidcClientInput, after: OidcClientInput): readonly string[] {
  const { displayName } = after;
  const fields = [
    ['redirectUris', 'people after signing in'],
    ['postLogoutRedirectUris', 'people after signing out'],
  ] as const;
  return [
    ...(displayName === before.displayName ? [] : [`It is called “${displayName}” now.`]),
    ...fields.flatMap(([field, whom]) => [
      ...without(after[field], before[field]).map((uri) => `${uri} may have ${whom}.`),
      ...without(before[field], after[field]).map((uri) => `${uri} may not have ${whom} any more.`),
    ]),
  ];
}

function without(uris: readonly string[], others: readonly string[]): readonly string[] {
  return uris.filter((uri) => !others.includes(uri));
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
    ...(row.former_secret !== null && { formerSecret: JSON.parse(row.former_secret) as FormerSecret }),
  };
}

function refuse<Value>(code: OidcClientFailure): Made<Value> {
  return { ok: false, failure: { code } };
}

function randomText(octets: number): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(octets)));
}
