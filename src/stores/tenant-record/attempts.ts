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
import { countAttempt, HOUR, sumSpan } from '../../administration/sign-in-hours.ts';
import { addColumn } from '../add-column.ts';
import { HourCounts } from '../hour-counts.ts';
import { clampLimit } from './clamp-limit.ts';

/** Of each outcome. */
export const ATTEMPTS_KEPT = 1_000;

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
  DROP TABLE IF EXISTS attempt_hours;
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
  readonly hours: HourCounts;

  constructor(sql: SqlStorage, kept = ATTEMPTS_KEPT) {
    this.#sql = sql;
    this.hours = new HourCounts(sql);
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
    for (const what of countAttempt(attempt)) this.hours.add({ hour, what, total: 1 });
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
    const since = Math.floor(now / HOUR) - RECENT_HOURS + 1;
    const { signedIn, restarted, refused } = sumSpan(this.hours.since(since), since);
    const recent = { signed_in: signedIn, restarted, refused: sumValues(refused) };
    const [last] = this.#sql
      .exec<{ last_at: number }>("SELECT last_at FROM attempt_totals WHERE outcome = 'signed_in'")
      .toArray();
    return { recent, lastSignInAt: last?.last_at ?? null };
  }
}

function sumValues(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
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
