/**
 * Remembers which expiry was told at which number of days ahead, so that each is told once. I/O: the object's storage,
 * synchronously.
 */
import { type ExpiryNotice, reachedThreshold } from '../../administration/expiry-notices.ts';

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
  pickDue(notices: readonly ExpiryNotice[], now: number): readonly ExpiryNotice[] {
    this.#forgetOthers(new Set(notices.map(({ key }) => key)));
    return notices.filter((notice) => {
      const reached = reachedThreshold(notice, now);
      const told = this.#told().get(notice.key) ?? Infinity;
      if (reached === null || reached >= told) return false;
      this.#sql.exec('INSERT OR REPLACE INTO told_expiries VALUES (?, ?)', notice.key, reached);
      return true;
    });
  }

  #forgetOthers(keys: ReadonlySet<string>): void {
    for (const key of this.#told().keys()) {
      if (!keys.has(key)) this.#sql.exec('DELETE FROM told_expiries WHERE subject = ?', key);
    }
  }

  #told(): ReadonlyMap<string, number> {
    const rows = this.#sql.exec<{ subject: string; threshold: number }>('SELECT * FROM told_expiries');
    return new Map([...rows].map(({ subject, threshold }) => [subject, threshold]));
  }
}
