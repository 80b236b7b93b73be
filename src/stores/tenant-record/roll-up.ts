/**
 * Hands a tenant's counters on to the deployment's, a batch with every report to the directory, so that a sign-in writes nothing
 * there. A batch keeps its number until it was taken: however often it is sent, it counts once. I/O: the record's storage.
 */
import type { HourCount } from '../../administration/sign-in-hours.ts';
import type { HourCounts } from '../hour-counts.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS roll_up (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    batch INTEGER NOT NULL,
    counts TEXT
  ) STRICT;
`;

export interface RollUpBatch {
  /** Grows with each batch of a tenant. */
  readonly batch: number;
  readonly counts: readonly HourCount[];
}

export class RollUp {
  readonly #storage: DurableObjectStorage;
  readonly #hours: HourCounts;

  constructor(storage: DurableObjectStorage, hours: HourCounts) {
    this.#storage = storage;
    this.#hours = hours;
    storage.sql.exec(SCHEMA);
  }

  /** The batch that is to be sent: the one that was not taken yet, or a new one; null where nothing was counted. */
  next(): RollUpBatch | null {
    return this.#storage.transactionSync(() => {
      const [row] = this.#storage.sql
        .exec<{ batch: number; counts: string | null }>('SELECT batch, counts FROM roll_up')
        .toArray();
      if (row?.counts != null) return { batch: row.batch, counts: JSON.parse(row.counts) as HourCount[] };
      const [batch, counts] = [(row?.batch ?? 0) + 1, this.#hours.takeNew()];
      if (counts.length === 0) return null;
      this.#storage.sql.exec(
        'INSERT OR REPLACE INTO roll_up VALUES (1, ?, ?)',
        batch,
        JSON.stringify(counts),
      );
      return { batch, counts };
    });
  }

  /** Notes that a batch was taken. */
  taken(batch: number): void {
    this.#storage.sql.exec('UPDATE roll_up SET counts = NULL WHERE batch = ?', batch);
  }
}
