/**
 * Where events are sent: a list of endpoints with their secrets, in the storage of the object that has it, the record of a
 * tenant or the directory. The platform encrypts storage at rest; a secret leaves it once, for the person who made it,
 * and for signing. URLs come from administrators and are untrusted. I/O: the object's storage, synchronously.
 */
import type { EventType } from '../administration/event.ts';
import {
  type NewWebhookSecret,
  type WebhookEndpoint,
  type WebhookFailure,
  type WebhookInput,
  webhookRevision,
} from '../administration/webhook.ts';
import { readOutboundUrl } from '../outbound-url.ts';
import { failure, type Result, success } from '../result.ts';
import { SECRET_BYTES, type WebhookKey, writeWebhookSecret } from '../webhooks/signature.ts';

/** Of one list. */
export const MAX_ENDPOINTS = 10;
/** The one that signs, and the one before. */
const MAX_KEYS = 2;
const ID_BYTES = 9;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS webhook_endpoints (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    types TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS webhook_keys (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    endpoint_id TEXT NOT NULL,
    secret TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
`;

/** An endpoint with what it takes to send to it. Never leaves the stores. */
export interface WebhookTarget {
  readonly id: string;
  readonly url: string;
  readonly types: readonly EventType[];
  readonly enabled: boolean;
  /** The newest first. */
  readonly keys: readonly WebhookKey[];
}

type EndpointRow = { id: string; url: string; types: string; is_enabled: number; created_at: number };
type KeyRow = { id: string; secret: string; created_at: number };

export class WebhookEndpoints {
  readonly #sql: SqlStorage;
  readonly #rules: { readonly allowLoopback: boolean };

  constructor(sql: SqlStorage, rules: { readonly allowLoopback: boolean }) {
    this.#sql = sql;
    this.#rules = rules;
    sql.exec(SCHEMA);
  }

  /** Lists the endpoints, the oldest first. */
  list(): readonly WebhookEndpoint[] {
    return this.#rows().map((row) => this.#present(row));
  }

  /** Lists them with their secrets, to send to. */
  targets(): readonly WebhookTarget[] {
    return this.#rows().map((row) => ({
      ...readInput(row),
      id: row.id,
      keys: this.#keys(row.id).map(({ id, secret }) => ({ id, secret })),
    }));
  }

  create(input: WebhookInput, now: number): Result<NewWebhookSecret, WebhookFailure> {
    const url = readOutboundUrl(input.url, this.#rules);
    if (!url.ok) return url;
    const count = this.#rows().length;
    if (count >= MAX_ENDPOINTS)
      return failure('too_many_webhooks', `at most ${MAX_ENDPOINTS} endpoints`, String(count + 1));
    const id = `whe_${randomText(ID_BYTES)}`;
    this.#sql.exec(
      'INSERT INTO webhook_endpoints (id, url, types, is_enabled, created_at) VALUES (?, ?, ?, ?, ?)',
      id,
      url.value.href,
      JSON.stringify(input.types),
      input.enabled ? 1 : 0,
      now,
    );
    const secret = this.#addKey(id, now);
    return this.#withSecret(id, secret);
  }

  update(
    id: string,
    input: WebhookInput,
    revision: string | null = null,
  ): Result<WebhookEndpoint, WebhookFailure> {
    const url = readOutboundUrl(input.url, this.#rules);
    if (!url.ok) return url;
    const found = this.find(id);
    if (found.ok && revision !== null && revision !== webhookRevision(found.value)) {
      return failure('webhook_changed', 'the endpoint as it was seen', id);
    }
    this.#sql.exec(
      'UPDATE webhook_endpoints SET url = ?, types = ?, is_enabled = ? WHERE id = ?',
      url.value.href,
      JSON.stringify(input.types),
      input.enabled ? 1 : 0,
      id,
    );
    return this.find(id);
  }

  switchOff(id: string): Result<WebhookEndpoint, WebhookFailure> {
    this.#sql.exec('UPDATE webhook_endpoints SET is_enabled = 0 WHERE id = ?', id);
    return this.find(id);
  }

  remove(id: string): Result<WebhookEndpoint, WebhookFailure> {
    const found = this.find(id);
    this.#sql.exec('DELETE FROM webhook_endpoints WHERE id = ?', id);
    this.#sql.exec('DELETE FROM webhook_keys WHERE endpoint_id = ?', id);
    return found;
  }

  /** Makes a new secret. The one before goes on signing beside it; one that is older still goes. */
  rotate(id: string, now: number): Result<NewWebhookSecret, WebhookFailure> {
    const found = this.find(id);
    if (!found.ok) return found;
    const secret = this.#addKey(id, now);
    for (const { id: keyId } of this.#keys(id).slice(MAX_KEYS)) this.#removeKey(keyId);
    return this.#withSecret(id, secret);
  }

  /** Takes a key away, unless it is the last. */
  retire(id: string, keyId: string): Result<WebhookEndpoint, WebhookFailure> {
    const found = this.find(id);
    if (!found.ok) return found;
    const { keys } = found.value;
    if (!keys.some((key) => key.id === keyId))
      return failure('webhook_key_unknown', 'a key of this endpoint', keyId);
    if (keys.length === 1) return failure('webhook_key_needed', 'a key that is not the last', keyId);
    this.#removeKey(keyId);
    return this.find(id);
  }

  find(id: string): Result<WebhookEndpoint, WebhookFailure> {
    const row = this.#rows().find((each) => each.id === id);
    return row === undefined
      ? failure('webhook_unknown', 'an endpoint of this list', id)
      : success(this.#present(row));
  }

  #rows(): readonly EndpointRow[] {
    return this.#sql
      .exec<EndpointRow>('SELECT * FROM webhook_endpoints ORDER BY created_at, rowid')
      .toArray();
  }

  #keys(endpointId: string): readonly KeyRow[] {
    const query =
      'SELECT id, secret, created_at FROM webhook_keys WHERE endpoint_id = ? ORDER BY sequence DESC';
    return this.#sql.exec<KeyRow>(query, endpointId).toArray();
  }

  #present(row: EndpointRow): WebhookEndpoint {
    const keys = this.#keys(row.id).map(({ id, created_at }) => ({ id, createdAt: created_at }));
    return { id: row.id, ...readInput(row), createdAt: row.created_at, keys };
  }

  #withSecret(id: string, secret: string): Result<NewWebhookSecret, WebhookFailure> {
    const found = this.find(id);
    return found.ok ? success({ endpoint: found.value, secret }) : found;
  }

  #addKey(endpointId: string, now: number): string {
    const secret = writeWebhookSecret(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
    this.#sql.exec(
      'INSERT INTO webhook_keys (id, endpoint_id, secret, created_at) VALUES (?, ?, ?, ?)',
      `whk_${randomText(ID_BYTES)}`,
      endpointId,
      secret,
      now,
    );
    return secret;
  }

  #removeKey(keyId: string): void {
    this.#sql.exec('DELETE FROM webhook_keys WHERE id = ?', keyId);
  }
}

function readInput({ url, types, is_enabled }: EndpointRow): WebhookInput {
  return { url, types: JSON.parse(types) as EventType[], enabled: is_enabled === 1 };
}

function randomText(octets: number): string {
  return crypto
    .getRandomValues(new Uint8Array(octets))
    .toBase64({ alphabet: 'base64url', omitPadding: true });
}
