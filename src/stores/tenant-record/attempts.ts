/**
 * The sign-in attempts of one tenant: the newest thousand of each outcome, so that neither a morning of sign-ins nor a
 * flood of hostile posts pushes out what somebody looks for. Redacted by its columns: there is no room for who it was or
 * what the message said. I/O: the object's storage, synchronously.
 */
import type {
  AttemptCounts,
  AttemptDetails,
  AttemptQuery,
  SignInAttempt,
} from '../../administration/attempt.ts';
import { readNumberCursor, writeCursor } from '../../administration/cursor.ts';
import { cutPage, type Page } from '../../administration/page.ts';
import { addColumn } from '../add-column.ts';
import { clampLimit } from './clamp-limit.ts';

/** Of each outcome. */
export const ATTEMPTS_KEPT = 1_000;

const HOUR = 3_600_000;
const RECENT_HOURS = 24;

/** A ring: the attempt that comes into a slot replaces the one that was there. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS attempts (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    outcome TEXT NOT NULL,
    slot INTEGER NOT NULL,
    reference TEXT NOT NULL,
    at INTEGER NOT NULL,
    code TEXT,
    connection_id TEXT,
    duration_milliseconds INTEGER NOT NULL,
    details TEXT,
    UNIQUE (outcome, slot)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS attempt_totals (
    outcome TEXT PRIMARY KEY,
    total INTEGER NOT NULL,
    last_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS attempt_hours (
    hour INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (hour, outcome)
  ) STRICT, WITHOUT ROWID;
`;

type AttemptRow = {
  sequence: number;
  outcome: SignInAttempt['outcome'];
  reference: string;
  at: number;
  code: string | null;
  connection_id: string | null;
  duration_milliseconds: number;
  details: string | null;
};

export class Attempts {
  readonly #sql: SqlStorage;
  readonly #kept: number;

  constructor(sql: SqlStorage, kept = ATTEMPTS_KEPT) {
    this.#sql = sql;
    this.#kept = kept;
    sql.exec(SCHEMA);
    addColumn(sql, 'attempts', 'details');
  }

  /** When somebody last signed in by a connection; null for never, or longer ago than is kept. */
  lastSignInBy(connectionId: string): number | null {
    const query = "SELECT max(at) AS at FROM attempts WHERE outcome = 'signed_in' AND connection_id = ?";
    return this.#sql.exec<{ at: number | null }>(query, connectionId).one().at;
  }

  /** Notes an attempt; to be called inside a transaction. */
  append(attempt: SignInAttempt): void {
    const { reference, at, outcome, code, connectionId, durationMilliseconds, details } = attempt;
    const { total } = this.#sql
      .exec<{ total: number }>(
        'INSERT INTO attempt_totals (outcome, total, last_at) VALUES (?, 1, ?) ON CONFLICT (outcome) DO UPDATE SET total = total + 1, last_at = max(last_at, excluded.last_at) RETURNING total',
        outcome,
        at,
      )
      .one();
    this.#sql.exec(
      'INSERT OR REPLACE INTO attempts (outcome, slot, reference, at, code, connection_id, duration_milliseconds, details) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      outcome,
      total % this.#kept,
      reference,
      at,
      code,
      connectionId,
      durationMilliseconds,
      details === undefined ? null : JSON.stringify(details),
    );
    const hour = Math.floor(at / HOUR);
    this.#sql.exec('DELETE FROM attempt_hours WHERE hour <= ?', hour - RECENT_HOURS);
    this.#sql.exec(
      'INSERT INTO attempt_hours (hour, outcome, total) VALUES (?, ?, 1) ON CONFLICT (hour, outcome) DO UPDATE SET total = total + 1',
      hour,
      outcome,
    );
  }

  /** Lists attempts, the newest first. */
  list({ limit, cursor, outcome, code, reference }: AttemptQuery): Page<SignInAttempt> {
    const size = clampLimit(limit);
    const before = cursor === null ? Number.MAX_SAFE_INTEGER : readNumberCursor(cursor);
    const rows = this.#sql
      .exec<AttemptRow>(
        `SELECT * FROM attempts WHERE sequence < ?1 AND (?2 IS NULL OR outcome = ?2) AND (?3 IS NULL OR code = ?3)
          AND (?4 IS NULL OR reference = ?4) ORDER BY sequence DESC LIMIT ?5`,
        before,
        outcome,
        code,
        reference?.trim().toUpperCase() ?? null,
        size + 1,
      )
      .toArray();
    const page = cutPage(rows, size, ({ sequence }) => writeCursor(sequence));
    return { ...page, items: page.items.map(readAttempt) };
  }

  /** Counts the attempts of the last 24 hours. */
  count(now: number): AttemptCounts {
    const recent = { signed_in: 0, restarted: 0, refused: 0 };
    const query = 'SELECT outcome, sum(total) AS total FROM attempt_hours WHERE hour > ? GROUP BY outcome';
    const since = Math.floor(now / HOUR) - RECENT_HOURS;
    for (const { outcome, total } of this.#sql.exec<{ outcome: keyof typeof recent; total: number }>(
      query,
      since,
    )) {
      recent[outcome] = total;
    }
    const [last] = this.#sql
      .exec<{ last_at: number }>("SELECT last_at FROM attempt_totals WHERE outcome = 'signed_in'")
      .toArray();
    return { recent, lastSignInAt: last?.last_at ?? null };
  }
}

function readAttempt(row: AttemptRow): SignInAttempt {
  return {
    reference: row.reference,
    at: row.at,
    outcome: row.outcome,
    code: row.code as SignInAttempt['code'],
    connectionId: row.connection_id,
    durationMilliseconds: row.duration_milliseconds,
    ...(row.details !== null && { details: JSON.parse(row.details) as AttemptDetails }),
  };
}
