/** Attempts that failed, by what they are counted by, and when the next one is taken. I/O: the object's own storage. */
import {
  countAttempt,
  DELAYS,
  type DelayKind,
  type Failures,
  nextAttemptAt,
} from '../../operators/delays.ts';
import type { TooManyAttempts } from '../../operators/port.ts';
import { type Result, success } from '../../result.ts';

export class FailedAttempts {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Counts one attempt against each of the sources, or refuses it without counting where one of them has to wait. */
  count(
    sources: readonly (readonly [kind: DelayKind, source: string])[],
    now: number,
  ): Result<null, TooManyAttempts> {
    const retryAt = Math.max(...sources.map(([kind, source]) => this.nextAt(kind, source, now)));
    if (retryAt > now) return { ok: false, failure: { code: 'too_many_attempts', retryAt } };
    for (const [kind, source] of sources) {
      const { count, lastAt } = countAttempt(this.#find(kind, source), DELAYS[kind], now);
      this.#sql.exec(
        'INSERT OR REPLACE INTO failures (source, count, last_at) VALUES (?, ?, ?)',
        keyOf(kind, source),
        count,
        lastAt,
      );
    }
    return success(null);
  }

  /** When the next attempt is taken: `now` or later. */
  nextAt(kind: DelayKind, source: string, now: number): number {
    return nextAttemptAt(this.#find(kind, source), DELAYS[kind], now);
  }

  /** Takes back one attempt that succeeded: an address that is many people's keeps what the others did. */
  takeBack(kind: DelayKind, source: string): void {
    this.#sql.exec(
      'UPDATE failures SET count = count - 1 WHERE source = ? AND count > 0',
      keyOf(kind, source),
    );
  }

  /** Forgets all failures of a source. */
  forget(kind: DelayKind, source: string): void {
    this.#sql.exec('DELETE FROM failures WHERE source = ?', keyOf(kind, source));
  }

  /** Counts, for all of them together, a sign-in to an account that does not exist. */
  noteStranger(now: number): void {
    this.#sql.exec(
      "INSERT INTO failures (source, count, last_at) VALUES ('strangers', 1, ?) ON CONFLICT (source) DO UPDATE SET count = count + 1, last_at = excluded.last_at",
      now,
    );
  }

  /** Deletes what is so old that it counts no more, whatever its kind. */
  purge(now: number): void {
    const longest = Math.max(...Object.values(DELAYS).map(({ forgetAfter }) => forgetAfter));
    this.#sql.exec('DELETE FROM failures WHERE last_at <= ?', now - longest);
  }

  #find(kind: DelayKind, source: string): Failures | null {
    const query = 'SELECT count, last_at FROM failures WHERE source = ?';
    const [row] = this.#sql.exec<{ count: number; last_at: number }>(query, keyOf(kind, source)).toArray();
    return row === undefined ? null : { count: row.count, lastAt: row.last_at };
  }
}

function keyOf(kind: DelayKind, source: string): string {
  return `${kind} ${source}`;
}
