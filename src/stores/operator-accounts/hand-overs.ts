/** Somebody on the way from the operators' tenant to the console: one code, one browser, one use, one minute. */
import type { HandOver } from '../../operators/port.ts';

const LIFETIME_MILLISECONDS = 60_000;

type HandOverRow = { state_hash: string; email: string; expires_at: number };

export class HandOvers {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add({ codeHash, stateHash, email }: HandOver, now: number): void {
    this.#sql.exec(
      'INSERT INTO hand_overs (hash, state_hash, email, expires_at) VALUES (?, ?, ?, ?)',
      codeHash,
      stateHash,
      email,
      now + LIFETIME_MILLISECONDS,
    );
  }

  /** Uses a code up, in whatever browser; who came with it in the right one, or null. */
  use({ codeHash, stateHash }: Pick<HandOver, 'codeHash' | 'stateHash'>, now: number): string | null {
    const query = 'DELETE FROM hand_overs WHERE hash = ? RETURNING state_hash, email, expires_at';
    const [row] = this.#sql.exec<HandOverRow>(query, codeHash).toArray();
    return row === undefined || now >= row.expires_at || row.state_hash !== stateHash ? null : row.email;
  }

  purge(now: number): void {
    this.#sql.exec('DELETE FROM hand_overs WHERE expires_at <= ?', now);
  }
}
