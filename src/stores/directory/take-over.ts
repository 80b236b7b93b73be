/**
 * Takes over the tenants that are in KV alone, written before there was a directory: goes through KV once, a page at a time,
 * and gives each to its own record. What was taken over before is not touched, so that a crash costs a page and nothing
 * else. A record that cannot be taken over stays as it is and goes on being served. I/O: KV, records, storage.
 */
import type { Tenant } from '../../tenants/tenant.ts';
import type { Agenda } from '../tenant-record/agenda.ts';
import { parseStoredTenant, SLUG_KEY_PREFIX } from '../tenant-store.ts';

/** `done` is kept, so that it happens once. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS take_over (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    cursor TEXT,
    done INTEGER NOT NULL DEFAULT 0
  ) STRICT;
`;

/** Each costs a few reads and calls: a Worker may make 1,000 of them in one go. */
const PAGE_SIZE = 50;

export class TakeOver {
  readonly #storage: DurableObjectStorage;
  readonly #agenda: Agenda;
  readonly #namespace: KVNamespace;
  readonly #adopt: (tenant: Tenant, now: number) => Promise<boolean>;

  constructor(
    storage: DurableObjectStorage,
    agenda: Agenda,
    namespace: KVNamespace,
    adopt: (tenant: Tenant, now: number) => Promise<boolean>,
  ) {
    this.#storage = storage;
    this.#agenda = agenda;
    this.#namespace = namespace;
    this.#adopt = adopt;
    storage.sql.exec(SCHEMA);
  }

  /** Puts it on the agenda of a directory that is new; tells whether it did. */
  enter(now: number): boolean {
    return this.#storage.transactionSync(() => {
      const { rowsWritten } = this.#storage.sql.exec('INSERT OR IGNORE INTO take_over (only) VALUES (1)');
      if (rowsWritten > 0) this.#agenda.schedule('take-over', now);
      return rowsWritten > 0;
    });
  }

  /** Takes over the next page; gives when to go on, or null after the last. */
  async takeOverPage(now: number): Promise<number | null> {
    const { cursor, done } = this.#storage.sql
      .exec<{ cursor: string | null; done: number }>('SELECT cursor, done FROM take_over')
      .one();
    if (done === 1) return null;
    const page = await this.#namespace.list({ prefix: SLUG_KEY_PREFIX, limit: PAGE_SIZE, cursor });
    for (const { name } of page.keys) await this.#takeOver(name, now);
    const next = page.list_complete ? null : page.cursor;
    this.#storage.sql.exec('UPDATE take_over SET cursor = ?, done = ?', next, next === null ? 1 : 0);
    return next === null ? null : now;
  }

  /** A record that is broken is told and passed over; an outage throws, and the page is begun again. */
  async #takeOver(key: string, now: number): Promise<void> {
    const text = await this.#namespace.get(key);
    if (text === null) return;
    const tenant = parseStoredTenant(key, text);
    if (tenant === null) console.error(JSON.stringify({ event: 'record_not_taken_over', key }));
    else await this.#adopt(tenant, now);
  }
}
