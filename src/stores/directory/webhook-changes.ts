/**
 * What was changed about the webhooks that are told of all tenants, on its way to the operators' audit trail, which is another
 * object: kept here from the change on, until the trail has it, so that no crash comes between. I/O: the directory's storage.
 */
import type { WebhookContext } from '../../administration/webhook.ts';
import { SerialQueue } from '../tenant-record/serial-queue.ts';
import type { WebhookChange } from '../webhook-host.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS webhook_changes (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    change TEXT NOT NULL,
    context TEXT NOT NULL
  ) STRICT;
`;

type Row = { sequence: number; change: string; context: string };

export class WebhookChanges {
  readonly #sql: SqlStorage;
  /** So that nothing is handed over twice because the trail was slow to take it. */
  readonly #queue = new SerialQueue();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** Keeps a change; to be called inside of its transaction. */
  add(change: WebhookChange, { author: { kind, id, name }, now }: WebhookContext): void {
    this.#sql.exec(
      'INSERT INTO webhook_changes (change, context) VALUES (?, ?)',
      JSON.stringify(change),
      JSON.stringify({ author: { kind, id, name }, now }),
    );
  }

  /** Hands all over, the oldest first. One that was handed over as a crash came is handed over again. */
  handOver(note: (change: WebhookChange, context: WebhookContext) => Promise<void>): Promise<void> {
    return this.#queue.run(() => this.#handOver(note));
  }

  async #handOver(note: (change: WebhookChange, context: WebhookContext) => Promise<void>): Promise<void> {
    for (const { sequence, change, context } of this.#sql
      .exec<Row>('SELECT * FROM webhook_changes ORDER BY sequence')
      .toArray()) {
      await note(JSON.parse(change) as WebhookChange, JSON.parse(context) as WebhookContext);
      this.#sql.exec('DELETE FROM webhook_changes WHERE sequence = ?', sequence);
    }
  }
}
