/**
 * Counters by hour, in a tenant's record for the tenant and in the directory for all of them; no more than a week of them, and a
 * few for each hour. I/O: the object's storage, synchronously.
 */
import { type HourCount, KEPT_HOURS } from '../administration/sign-in-hours.ts';

/** `reported`: how much of it was handed on. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS hour_counts (
    hour INTEGER NOT NULL,
    what TEXT NOT NULL,
    total INTEGER NOT NULL,
    reported INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (hour, what)
  ) STRICT, WITHOUT ROWID;
`;

export class HourCounts {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** Counts, and forgets what is old by then. */
  add({ hour, what, total }: HourCount): void {
    this.#sql.exec('DELETE FROM hour_counts WHERE hour <= ?', hour - KEPT_HOURS);
    this.#sql.exec(
      'INSERT INTO hour_counts (hour, what, total) VALUES (?, ?, ?) ON CONFLICT (hour, what) DO UPDATE SET total = total + excluded.total',
      hour,
      what,
      total,
    );
  }

  /** The counts of an hour and of those after it. */
  since(hour: number): readonly HourCount[] {
    const query = 'SELECT hour, what, total FROM hour_counts WHERE hour >= ? ORDER BY hour, what';
    return this.#sql.exec<{ hour: number; what: string; total: number }>(query, hour).toArray();
  }

  /** What was counted since this was asked last; to be called in a transaction that keeps it. */
  takeNew(): readonly HourCount[] {
    const query = 'SELECT hour, what, total - reported AS total FROM hour_counts WHERE total > reported';
    const counts = this.#sql.exec<{ hour: number; what: string; total: number }>(query).toArray();
    if (counts.length > 0) this.#sql.exec('UPDATE hour_counts SET reported = total WHERE total > reported');
    return counts;
  }
}
