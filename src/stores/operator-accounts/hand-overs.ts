/** Somebody on the way from the operators' tenant to the console: one code, one use, one minute. */
const LIFETIME_MILLISECONDS = 60_000;

export class HandOvers {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(hash: string, email: string, now: number): void {
    this.#sql.exec(
      'INSERT INTO hand_overs (hash, email, expires_at) VALUES (?, ?, ?)',
      hash,
      email,
      now + LIFETIME_MILLISECONDS,
    );
  }

  /** Uses a code up; who came with it, or null. */
  use(hash: string, now: number): string | null {
    const query = 'DELETE FROM hand_overs WHERE hash = ? RETURNING email, expires_at';
    const [row] = this.#sql.exec<{ email: string; expires_at: number }>(query, hash).toArray();
    return row === undefined || now >= row.expires_at ? null : row.email;
  }

  purge(now: number): void {
    this.#sql.exec('DELETE FROM hand_overs WHERE expires_at <= ?', now);
  }
}
