/**
 * Remembers which expiry was told at which number of days ahead, so that each is told once. I/O: the object's storage,
 * synchronously.
 */
import { type Expiry, reachedThreshold } from '../../administration/expiry-notices.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS told_expiries (
    subject TEXT PRIMARY KEY,
    threshold INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

export class ExpiryWatch {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** Picks those that are to be told now, and notes that they are; to be called inside a transaction. */
  pickDue(expiries: readonly Expiry[], now: number): readonly Expiry[] {
    this.#forgetOthers(new Set(expiries.map(({ subject }) => subject)));
    return expiries.filter((expiry) => {
      const reached = reachedThreshold(expiry, now);
      const told = this.#told().get(expiry.subject) ?? Infinity;
      if (reached === null || reached >= told) return false;
      this.#sql.exec('INSERT OR REPLACE INTO told_expiries VALUES (?, ?)', expiry.subject, reached);
      return true;
    });
  }

  #forgetOthers(subjects: ReadonlySet<string>): void {
    for (const subject of this.#told().keys()) {
      if (!subjects.has(subject)) this.#sql.exec('DELETE FROM told_expiries WHERE subject = ?', subject);
    }
  }

  #told(): ReadonlyMap<string, number> {
    const rows = this.#sql.exec<{ subject: string; threshold: number }>('SELECT * FROM told_expiries');
    return new Map([...rows].map(({ subject, threshold }) => [subject, threshold]));
  }
}
