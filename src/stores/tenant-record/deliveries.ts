/**
 * What is on its way to webhooks, in the storage of one tenant's record: a queue that outlives crashes, and the log of what
 * became of each delivery, without bodies. Delivered at least once, in no promised order: receivers go by the event's id.
 * I/O: the object's storage; the receivers.
 */
import { readNumberCursor, writeCursor } from '../../administration/cursor.ts';
import type { EventType } from '../../administration/event.ts';
import { cutPage, type Page } from '../../administration/page.ts';
import type {
  DeliveryAttempt,
  DeliveryError,
  DeliveryQuery,
  WebhookDelivery,
  WebhookFailure,
} from '../../administration/webhook.ts';
import type { OutcomeEvent } from '../../events/outcome-event.ts';
import { failure, type Result, success } from '../../result.ts';
import { nextAttemptAt } from '../../webhooks/backoff.ts';
import { subscribes } from '../../webhooks/payload.ts';
import { addColumn } from '../add-column.ts';
import type { WebhookTarget } from '../webhook-endpoints.ts';
import { clampLimit } from './clamp-limit.ts';
import type { Events } from './events.ts';

/** Past this many the oldest are forgotten, sent or not: what piles up like that is nobody's any more. */
export const DELIVERIES_KEPT = 20_000;
const ATTEMPTS_KEPT = 20;
/** Whatever else the alarm has to do should not wait for long. */
const EVENTS_AT_ONCE = 200;
const DELIVERIES_AT_ONCE = 60;
const LONGEST_ROUND_MILLISECONDS = 10_000;
/** Of one receiver. */
const PARALLEL = 4;
/** So that one receiver that is down costs one failed attempt at a time, and not one for each event that waits. */
const PAUSE_MILLISECONDS = 30_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS deliveries (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    event_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    endpoint_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    began_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    attempts TEXT NOT NULL DEFAULT '[]',
    reference TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at) WHERE state = 'pending';
`;

type Row = {
  sequence: number;
  id: string;
  event_id: string;
  event_type: EventType;
  endpoint_id: string;
  created_at: number;
  state: WebhookDelivery['state'];
  began_at: number;
  due_at: number;
  failures: number;
  attempts: string;
  reference: string | null;
};

export interface Receivers {
  readonly send: (
    target: WebhookTarget,
    event: { readonly id: string; readonly text: string },
  ) => Promise<DeliveryAttempt>;
  /** Makes the number that a delivery is found by. */
  readonly makeReference: () => string;
  /** Told of each try, however it went. */
  readonly told: (event: Pick<OutcomeEvent, 'code' | 'reference' | 'durationMilliseconds'>) => void;
  /** Nothing is sent to this endpoint any more: its receiver said that it is gone. */
  readonly switchOff: (endpointId: string, now: number) => Promise<void>;
}

/** RFC 9110, section 15.5.11: gone, and likely for good. Standard Webhooks has it switch the endpoint off. */
const GONE = 410;

export class Deliveries {
  readonly #storage: DurableObjectStorage;
  readonly #events: Events;
  readonly #receivers: Receivers;
  readonly #kept: number;

  constructor(storage: DurableObjectStorage, events: Events, receivers: Receivers, kept = DELIVERIES_KEPT) {
    this.#storage = storage;
    this.#events = events;
    this.#receivers = receivers;
    this.#kept = kept;
    storage.sql.exec(SCHEMA);
    addColumn(storage.sql, 'deliveries', 'reference');
    storage.sql.exec('CREATE INDEX IF NOT EXISTS deliveries_by_reference ON deliveries (reference)');
  }

  /** Queues what is new, sends what is due, and gives when there is more to do; null for never. */
  async run(targets: readonly WebhookTarget[], now: number): Promise<number | null> {
    const hasMoreEvents = this.#queue(targets, now);
    const query = "SELECT * FROM deliveries WHERE state = 'pending' AND due_at <= ? ORDER BY due_at LIMIT ?";
    const due = this.#storage.sql.exec<Row>(query, now, DELIVERIES_AT_ONCE).toArray();
    const byEndpoint = Map.groupBy(due, ({ endpoint_id }) => endpoint_id);
    await Promise.all(
      [...byEndpoint].map(([endpointId, rows]) =>
        this.#sendAll(rows, targets.find(({ id }) => id === endpointId) ?? null, now),
      ),
    );
    return hasMoreEvents ? now : this.#nextDueAt();
  }

  /** Lists deliveries, the newest first. */
  list({ limit, cursor, endpointId, state }: DeliveryQuery): Page<WebhookDelivery> {
    const size = clampLimit(limit);
    const before = cursor === null ? Number.MAX_SAFE_INTEGER : readNumberCursor(cursor);
    const rows = this.#storage.sql
      .exec<Row>(
        `SELECT * FROM deliveries WHERE sequence < ?1 AND (?2 IS NULL OR endpoint_id = ?2) AND (?3 IS NULL OR state = ?3)
          ORDER BY sequence DESC LIMIT ?4`,
        before,
        endpointId,
        state,
        size + 1,
      )
      .toArray();
    const page = cutPage(rows, size, ({ sequence }) => writeCursor(sequence));
    return { ...page, items: page.items.map(readDelivery) };
  }

  /** Queues a delivery once more, with a new day to arrive in. */
  sendAgain(id: string, now: number): Result<WebhookDelivery, WebhookFailure> {
    const row = this.#find(id);
    if (row === null) return failure('delivery_unknown', 'a delivery of this tenant', id);
    if (this.#events.textOf(row.event_id) === null)
      return failure('delivery_too_old', 'an event that is kept', row.event_id);
    this.#storage.sql.exec(
      "UPDATE deliveries SET state = 'pending', began_at = ?1, due_at = ?1, failures = 0 WHERE id = ?2",
      now,
      id,
    );
    return success(readDelivery({ ...row, state: 'pending', due_at: now }));
  }

  /** Makes a delivery for each endpoint that an event is for. Tells whether there are more events. */
  #queue(targets: readonly WebhookTarget[], now: number): boolean {
    const events = this.#events.listUnrouted(EVENTS_AT_ONCE);
    this.#storage.transactionSync(() => {
      for (const event of events) {
        for (const target of targets) {
          if (subscribes(target, event.type)) this.#insert(event, target.id, now);
        }
        this.#events.markRouted(event.id);
      }
    });
    return events.length === EVENTS_AT_ONCE;
  }

  #insert(event: { readonly id: string; readonly type: EventType }, endpointId: string, now: number): void {
    const { sequence } = this.#storage.sql
      .exec<{ sequence: number }>(
        `INSERT INTO deliveries (id, event_id, event_type, endpoint_id, created_at, began_at, due_at, reference)
          VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?5, ?6) RETURNING sequence`,
        `whd_${crypto.randomUUID()}`,
        event.id,
        event.type,
        endpointId,
        now,
        this.#receivers.makeReference(),
      )
      .one();
    this.#storage.sql.exec('DELETE FROM deliveries WHERE sequence <= ?', sequence - this.#kept);
  }

  /** Sends to one endpoint: one delivery to see whether it is there, then several at a time until one fails. */
  async #sendAll(rows: readonly Row[], target: WebhookTarget | null, now: number): Promise<void> {
    const end = Date.now() + LONGEST_ROUND_MILLISECONDS;
    let from = 0;
    while (from < rows.length && Date.now() < end) {
      const batch = rows.slice(from, from === 0 ? 1 : from + PARALLEL);
      const taken = await Promise.all(batch.map((row) => this.#sendOne(row, target)));
      if (taken.includes(false)) return this.#pause(batch, now);
      from += batch.length;
    }
  }

  /** Whatever it asked for when the event was queued: an endpoint is sent what it asks for now, and nothing else. */
  async #sendOne(row: Row, target: WebhookTarget | null): Promise<boolean> {
    const text = this.#events.textOf(row.event_id);
    const isWanted = target !== null && subscribes(target, row.event_type);
    if (!isWanted || text === null) {
      this.#finish(row, 'given_up', missed(isWanted ? 'event_gone' : 'endpoint_gone'));
      return true;
    }
    const attempt = await this.#receivers.send(target, { id: row.event_id, text });
    const { error, durationMilliseconds } = attempt;
    this.#receivers.told({ code: error ?? 'delivered', reference: row.reference, durationMilliseconds });
    if (attempt.error === null) {
      this.#finish(row, 'delivered', attempt);
      return true;
    }
    if (attempt.status === GONE) {
      await this.#receivers.switchOff(target.id, attempt.at);
      this.#finish(row, 'given_up', attempt);
      return false;
    }
    const failures = row.failures + 1;
    const chance = Math.random();
    const dueAt = nextAttemptAt(failures, { beganAt: row.began_at, now: Date.now(), chance });
    if (dueAt === null) this.#finish(row, 'given_up', attempt);
    else this.#retry(row, failures, dueAt, attempt);
    return false;
  }

  #finish(row: Row, state: 'delivered' | 'given_up', attempt: DeliveryAttempt): void {
    this.#storage.sql.exec(
      'UPDATE deliveries SET state = ?, attempts = ? WHERE id = ?',
      state,
      addAttempt(row, attempt),
      row.id,
    );
  }

  #retry(row: Row, failures: number, dueAt: number, attempt: DeliveryAttempt): void {
    this.#storage.sql.exec(
      'UPDATE deliveries SET failures = ?, due_at = ?, attempts = ? WHERE id = ?',
      failures,
      dueAt,
      addAttempt(row, attempt),
      row.id,
    );
  }

  /** Lets all others wait that were about to go to the same endpoint. They lose none of their attempts. */
  #pause([failed]: readonly Row[], now: number): void {
    this.#storage.sql.exec(
      "UPDATE deliveries SET due_at = ? WHERE endpoint_id = ? AND state = 'pending' AND due_at <= ?",
      Date.now() + PAUSE_MILLISECONDS,
      failed?.endpoint_id ?? null,
      now,
    );
  }

  #nextDueAt(): number | null {
    const query = "SELECT min(due_at) AS due_at FROM deliveries WHERE state = 'pending'";
    return this.#storage.sql.exec<{ due_at: number | null }>(query).one().due_at;
  }

  /** The deliveries with a reference number. */
  findReference(reference: string): readonly WebhookDelivery[] {
    const query = 'SELECT * FROM deliveries WHERE reference = ?';
    return this.#storage.sql.exec<Row>(query, reference).toArray().map(readDelivery);
  }

  #find(id: string): Row | null {
    return this.#storage.sql.exec<Row>('SELECT * FROM deliveries WHERE id = ?', id).toArray()[0] ?? null;
  }
}

function missed(error: DeliveryError): DeliveryAttempt {
  return { at: Date.now(), status: null, durationMilliseconds: 0, error };
}

function addAttempt({ attempts }: Row, attempt: DeliveryAttempt): string {
  return JSON.stringify([...(JSON.parse(attempts) as DeliveryAttempt[]), attempt].slice(-ATTEMPTS_KEPT));
}

function readDelivery(row: Row): WebhookDelivery {
  return {
    id: row.id,
    eventId: row.event_id,
    eventType: row.event_type,
    endpointId: row.endpoint_id,
    reference: row.reference,
    state: row.state,
    createdAt: row.created_at,
    nextAttemptAt: row.state === 'pending' ? row.due_at : null,
    attempts: JSON.parse(row.attempts) as DeliveryAttempt[],
  };
}
