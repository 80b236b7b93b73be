/**
 * The events of one tenant, kept for a week so that they can be delivered, looked up and sent again. The text is kept as
 * it travels. Some say who signed in: those are kept only where somebody is to be told, and lists leave that out. I/O: the
 * object's storage, synchronously.
 */
import { readNumberCursor, writeCursor } from '../../administration/cursor.ts';
import type { DeploymentEvent, EventType, TenantEvent } from '../../administration/event.ts';
import { cutPage, type Page, type PageRequest } from '../../administration/page.ts';
import { withoutPerson, writeEvent } from '../../webhooks/payload.ts';
import { clampLimit } from './clamp-limit.ts';

const KEPT_MILLISECONDS = 7 * 86_400_000;
/** A flood takes no more than its part: at most 32 KB each, a few hundred bytes as a rule. */
export const EVENTS_KEPT = 20_000;

const ID_BYTES = 16;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    text TEXT NOT NULL,
    is_routed INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS events_by_age ON events (at);
  CREATE INDEX IF NOT EXISTS events_to_route ON events (sequence) WHERE is_routed = 0;
`;

/** Which tenant an event is about; null for the deployment as a whole. */
export type EventTenant = (TenantEvent | DeploymentEvent)['tenant'];

export interface UnroutedEvent {
  readonly id: string;
  readonly type: EventType;
}

export class Events {
  readonly #sql: SqlStorage;
  readonly #kept: number;

  constructor(sql: SqlStorage, kept = EVENTS_KEPT) {
    this.#sql = sql;
    this.#kept = kept;
    sql.exec(SCHEMA);
  }

  /** Notes an event; to be called inside the transaction that makes what it tells true. */
  append(type: EventType, tenant: EventTenant, data: TenantEvent['data'], now: number): void {
    const random = crypto.getRandomValues(new Uint8Array(ID_BYTES));
    const id = `evt_${random.toBase64({ alphabet: 'base64url', omitPadding: true })}`;
    const event = { id, type, at: new Date(now).toISOString(), tenant, data };
    const { sequence } = this.#sql
      .exec<{ sequence: number }>(
        'INSERT INTO events (id, at, type, text) VALUES (?, ?, ?, ?) RETURNING sequence',
        id,
        now,
        type,
        writeEvent(event),
      )
      .one();
    this.#sql.exec('DELETE FROM events WHERE sequence <= ?', sequence - this.#kept);
    this.prune(now);
  }

  /** Forgets what is older than a week. */
  prune(now: number): void {
    this.#sql.exec('DELETE FROM events WHERE at <= ?', now - KEPT_MILLISECONDS);
  }

  /** Lists events, the newest first, without who they are about. */
  list({ limit, cursor }: PageRequest): Page<TenantEvent> {
    const size = clampLimit(limit);
    const before = cursor === null ? Number.MAX_SAFE_INTEGER : readNumberCursor(cursor);
    const rows = this.#sql
      .exec<{ sequence: number; text: string }>(
        'SELECT sequence, text FROM events WHERE sequence < ? ORDER BY sequence DESC LIMIT ?',
        before,
        size + 1,
      )
      .toArray();
    const page = cutPage(rows, size, ({ sequence }) => writeCursor(sequence));
    return { ...page, items: page.items.map(({ text }) => withoutPerson(JSON.parse(text) as TenantEvent)) };
  }

  /** The text of an event, as it travels; null once it is forgotten. */
  textOf(id: string): string | null {
    const [row] = this.#sql.exec<{ text: string }>('SELECT text FROM events WHERE id = ?', id).toArray();
    return row?.text ?? null;
  }

  /** Events of which nobody has decided yet whom to tell, the oldest first. */
  listUnrouted(limit: number): readonly UnroutedEvent[] {
    const query = 'SELECT id, type FROM events WHERE is_routed = 0 ORDER BY sequence LIMIT ?';
    return this.#sql.exec<{ id: string; type: EventType }>(query, limit).toArray();
  }

  markRouted(id: string): void {
    this.#sql.exec('UPDATE events SET is_routed = 1 WHERE id = ?', id);
  }
}
