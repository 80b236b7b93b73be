/** The signed-in browsers of operators, and those that signed in before. I/O: the object's own storage. */
import type { OperatorSession } from '../../operators/operator.ts';
import type { NewSession } from '../../operators/port.ts';
import {
  OPERATOR_IDLE_MILLISECONDS,
  OPERATOR_LIFETIME_MILLISECONDS,
  operatorSessionEnd,
  SEEN_EVERY_MILLISECONDS,
} from '../../operators/session-limits.ts';

type SessionRow = {
  hash: string;
  id: string;
  operator_id: string;
  browser: string;
  signed_in_at: number;
  last_seen_at: number;
};

/** How many browsers of an operator are known; the one that signed in longest ago is the first to be forgotten. */
const MAX_DEVICES = 20;

export class Sessions {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  open(operatorId: string, { sessionHash, browser }: NewSession, now: number): void {
    this.#sql.exec(
      'INSERT INTO sessions (hash, id, operator_id, browser, signed_in_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?)',
      sessionHash,
      crypto.randomUUID(),
      operatorId,
      browser,
      now,
      now,
    );
  }

  /** The open session of a browser, noted as seen. */
  find(hash: string, now: number): { readonly operatorId: string; readonly session: OperatorSession } | null {
    const [row] = this.#sql.exec<SessionRow>('SELECT * FROM sessions WHERE hash = ?', hash).toArray();
    if (row === undefined) return null;
    const session = present(row);
    if (now >= operatorSessionEnd(session)) return null;
    if (now >= session.lastSeenAt + SEEN_EVERY_MILLISECONDS) {
      this.#sql.exec('UPDATE sessions SET last_seen_at = ? WHERE hash = ?', now, hash);
    }
    return { operatorId: row.operator_id, session };
  }

  /** The open ones of an operator, the one that was seen last in front. */
  list(operatorId: string, now: number): readonly OperatorSession[] {
    const query = 'SELECT * FROM sessions WHERE operator_id = ? ORDER BY last_seen_at DESC, id';
    return this.#sql
      .exec<SessionRow>(query, operatorId)
      .toArray()
      .map(present)
      .filter((session) => now < operatorSessionEnd(session));
  }

  /** Ends a session by its hash; the operator whose it was, or null. */
  end(hash: string): string | null {
    const query = 'DELETE FROM sessions WHERE hash = ? RETURNING operator_id';
    return this.#sql.exec<{ operator_id: string }>(query, hash).toArray()[0]?.operator_id ?? null;
  }

  /** Ends one of an operator's sessions by its public id; says whether there was one. */
  endById(operatorId: string, id: string): boolean {
    const query = 'DELETE FROM sessions WHERE operator_id = ? AND id = ? RETURNING id';
    return this.#sql.exec(query, operatorId, id).toArray().length > 0;
  }

  /** Ends all of an operator's sessions but perhaps one, by its public id or its hash. */
  endOthers(operatorId: string, kept: { readonly id: string } | { readonly hash: string } | null): void {
    const [column, value] = kept === null ? ['id', ''] : 'id' in kept ? ['id', kept.id] : ['hash', kept.hash];
    this.#sql.exec(`DELETE FROM sessions WHERE operator_id = ? AND ${column} <> ?`, operatorId, value);
  }

  /** Knows a browser by what it was given; another operator's is no longer his. */
  rememberDevice(hash: string, operatorId: string, now: number): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO devices (hash, operator_id, signed_in_at) VALUES (?, ?, ?)',
      hash,
      operatorId,
      now,
    );
    this.#sql.exec(
      `DELETE FROM devices WHERE operator_id = ?1 AND hash NOT IN (
        SELECT hash FROM devices WHERE operator_id = ?1 ORDER BY signed_in_at DESC LIMIT ?2)`,
      operatorId,
      MAX_DEVICES,
    );
  }

  isKnownDevice(hash: string, operatorId: string): boolean {
    const query = 'SELECT 1 FROM devices WHERE hash = ? AND operator_id = ?';
    return this.#sql.exec(query, hash, operatorId).toArray().length > 0;
  }

  forgetDevice(hash: string): void {
    this.#sql.exec('DELETE FROM devices WHERE hash = ?', hash);
  }

  forgetDevices(operatorId: string): void {
    this.#sql.exec('DELETE FROM devices WHERE operator_id = ?', operatorId);
  }

  purge(now: number): void {
    this.#sql.exec(
      'DELETE FROM sessions WHERE signed_in_at <= ? OR last_seen_at <= ?',
      now - OPERATOR_LIFETIME_MILLISECONDS,
      now - OPERATOR_IDLE_MILLISECONDS,
    );
  }
}

function present({ id, browser, signed_in_at, last_seen_at }: SessionRow): OperatorSession {
  return { id, browser, signedInAt: signed_in_at, lastSeenAt: last_seen_at };
}
