/**
 * What is kept of refused sign-ins: the checks of the last thousand, and the sealed Responses of the last few, each until its
 * time is over. I/O: the object's storage, synchronously.
 */
import type { KeptCheck } from '../../administration/draft-trial.ts';
import type { SealedEvidence } from '../../administration/refusal.ts';
import { type Connection, keptEvidenceHours } from '../../tenants/tenant.ts';

const REFUSALS_KEPT = 1_000;
export const EVIDENCE_KEPT = 50;

const HOUR = 3_600_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS refusals (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    reference TEXT NOT NULL UNIQUE,
    checks TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS evidence (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    reference TEXT NOT NULL UNIQUE,
    connection_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    sealed TEXT NOT NULL
  ) STRICT;
`;

export class Refusals {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  note(reference: string, checks: readonly KeptCheck[]): void {
    const add = 'INSERT OR REPLACE INTO refusals (reference, checks) VALUES (?, ?)';
    this.#sql.exec(add, reference, JSON.stringify(checks));
    this.#sql.exec(
      'DELETE FROM refusals WHERE sequence <= (SELECT max(sequence) FROM refusals) - ?',
      REFUSALS_KEPT,
    );
  }

  checks(reference: string): readonly KeptCheck[] | null {
    const query = 'SELECT checks FROM refusals WHERE reference = ?';
    const [row] = this.#sql.exec<{ checks: string }>(query, reference).toArray();
    return row === undefined ? null : JSON.parse(row.checks);
  }

  keep(reference: string, connectionId: string, at: number, { sealed, expiresAt }: SealedEvidence): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO evidence (reference, connection_id, at, expires_at, sealed) VALUES (?, ?, ?, ?, ?)',
      reference,
      connectionId,
      at,
      expiresAt,
      sealed,
    );
    this.#sql.exec(
      'DELETE FROM evidence WHERE sequence <= (SELECT max(sequence) FROM evidence) - ?',
      EVIDENCE_KEPT,
    );
  }

  evidence(reference: string, now: number): SealedEvidence | null {
    const query = 'SELECT sealed, expires_at FROM evidence WHERE reference = ? AND expires_at > ?';
    const [row] = this.#sql.exec<{ sealed: string; expires_at: number }>(query, reference, now).toArray();
    return row === undefined ? null : { sealed: row.sealed, expiresAt: row.expires_at };
  }

  /** Erases what may not be kept any more, or not for as long as was said then. */
  allow(connections: readonly Connection[]): void {
    const longest = Object.fromEntries(
      connections.map((connection) => [connection.id, keptEvidenceHours(connection) * HOUR]),
    );
    this.#sql.exec(
      'UPDATE evidence SET expires_at = min(expires_at, at + coalesce((SELECT value FROM json_each(?) WHERE key = connection_id), 0))',
      JSON.stringify(longest),
    );
  }

  /** Erases what is over; gives when the next one is, or null. */
  erase(now: number): number | null {
    this.#sql.exec('DELETE FROM evidence WHERE expires_at <= ?', now);
    const [row] = this.#sql
      .exec<{ next: number | null }>('SELECT min(expires_at) AS next FROM evidence')
      .toArray();
    return row?.next ?? null;
  }
}
