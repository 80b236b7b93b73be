/**
 * Notices when nobody gets in by a connection any more: five refusals within fifteen minutes, and no success in between. It
 * is told once, and again only after somebody got in. Whoever posts rubbish can cause it, which is why it names no person
 * and does nothing. I/O: the object's storage, synchronously.
 */
import type { SignInAttempt } from '../../administration/attempt.ts';

export const REFUSALS = 5;
export const WITHIN_MILLISECONDS = 15 * 60_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS failing_streaks (
    connection_id TEXT PRIMARY KEY,
    refused_at TEXT NOT NULL,
    is_told INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
`;

/** A page that is loaded again says nothing about the connection. */
const NO_SIGN_OF_FAILING: readonly SignInAttempt['code'][] = [
  'request_already_used',
  'assertion_already_used',
];

export class FailingStreaks {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** Notes an attempt; gives since when its connection has been failing, if that is to be told now. */
  note({ connectionId, outcome, code, at }: SignInAttempt): { readonly since: number } | null {
    if (connectionId === null) return null;
    if (outcome === 'signed_in') {
      this.#sql.exec('DELETE FROM failing_streaks WHERE connection_id = ?', connectionId);
      return null;
    }
    if (outcome !== 'refused' || NO_SIGN_OF_FAILING.includes(code)) return null;
    const query = 'SELECT refused_at, is_told FROM failing_streaks WHERE connection_id = ?';
    const [row] = this.#sql.exec<{ refused_at: string; is_told: number }>(query, connectionId).toArray();
    const before = row === undefined ? [] : (JSON.parse(row.refused_at) as number[]);
    const refusedAt = [...before, at].slice(-REFUSALS);
    const [since = at] = refusedAt;
    const isFailing = refusedAt.length === REFUSALS && at - since <= WITHIN_MILLISECONDS;
    const isTold = row?.is_told === 1;
    this.#sql.exec(
      'INSERT OR REPLACE INTO failing_streaks (connection_id, refused_at, is_told) VALUES (?, ?, ?)',
      connectionId,
      JSON.stringify(refusedAt),
      isTold || isFailing ? 1 : 0,
    );
    return isFailing && !isTold ? { since } : null;
  }
}
