/**
 * What is known of each source of metadata: how the last attempts went, and which document is held, so that it is asked for
 * changes only. I/O: the object's storage, synchronously.
 */
import type { MetadataStatus } from '../../administration/metadata.ts';
import type { MetadataSource } from '../../tenants/tenant.ts';
import { NO_VALIDATORS, type Validators } from '../metadata-fetch.ts';

/** `held` is what the validators stand for: the source, and the identity provider that its document was read into. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS metadata_states (
    connection_id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    held TEXT,
    etag TEXT,
    last_modified TEXT,
    cache_duration REAL,
    attempted_at INTEGER,
    out_of_turn_at INTEGER,
    succeeded_at INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER,
    failure TEXT
  ) STRICT, WITHOUT ROWID;
`;

type Row = {
  connection_id: string;
  source: string;
  held: string | null;
  etag: string | null;
  last_modified: string | null;
  cache_duration: number | null;
  attempted_at: number | null;
  out_of_turn_at: number | null;
  succeeded_at: number | null;
  failures: number;
  failing_since: number | null;
  failure: string | null;
};

export interface MetadataState extends Omit<MetadataStatus, 'nextAt'> {
  /** In a row. */
  readonly failures: number;
  /** When it was last asked for because somebody wanted that. */
  readonly outOfTurnAt: number | null;
}

/** What its server says of a document: what it is called, and for how many milliseconds it may be kept. */
export interface HeldDocument {
  readonly validators: Validators;
  readonly cacheDuration: number | null;
}

export class MetadataStates {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** Begins to keep the state of a source. False where it is kept already; a former one of the connection is forgotten. */
  begin(connectionId: string, source: MetadataSource): boolean {
    const text = JSON.stringify(source);
    if (this.#find(connectionId)?.source === text) return false;
    this.#sql.exec(
      'INSERT OR REPLACE INTO metadata_states (connection_id, source) VALUES (?, ?)',
      connectionId,
      text,
    );
    return true;
  }

  forget(connectionId: string): void {
    this.#sql.exec('DELETE FROM metadata_states WHERE connection_id = ?', connectionId);
  }

  find(connectionId: string): MetadataState | null {
    const row = this.#find(connectionId);
    return row && readState(row);
  }

  list(): readonly MetadataState[] {
    const query = 'SELECT * FROM metadata_states ORDER BY connection_id';
    return this.#sql.exec<Row>(query).toArray().map(readState);
  }

  /** The document that is held, if what came of it is what the connection has now. */
  findHeld(connectionId: string, held: string): HeldDocument {
    const row = this.#find(connectionId);
    if (row === null || row.held !== held) return { validators: NO_VALIDATORS, cacheDuration: null };
    const { etag, last_modified: lastModified, cache_duration: cacheDuration } = row;
    return { validators: { etag, lastModified }, cacheDuration };
  }

  /** Notes it before it is made, so that no crash on the way makes room for another. */
  noteAttempt(connectionId: string, isOutOfTurn: boolean, now: number): void {
    this.#sql.exec(
      'UPDATE metadata_states SET attempted_at = ?, out_of_turn_at = iif(?, ?, out_of_turn_at) WHERE connection_id = ?',
      now,
      isOutOfTurn ? 1 : 0,
      now,
      connectionId,
    );
  }

  /** Notes a success; tells whether it ended a streak of failures. */
  noteSuccess(connectionId: string, now: number): boolean {
    const wasFailing = this.find(connectionId)?.failingSince != null;
    this.#sql.exec(
      'UPDATE metadata_states SET succeeded_at = ?, failures = 0, failing_since = NULL, failure = NULL WHERE connection_id = ?',
      now,
      connectionId,
    );
    return wasFailing;
  }

  /** Keeps what is known of the document that `held` came of. */
  hold(connectionId: string, held: string, { validators, cacheDuration }: HeldDocument): void {
    this.#sql.exec(
      'UPDATE metadata_states SET held = ?, etag = ?, last_modified = ?, cache_duration = ? WHERE connection_id = ?',
      held,
      validators.etag,
      validators.lastModified,
      cacheDuration,
      connectionId,
    );
  }

  /** Begins a streak of failures, or goes on with it; gives how many there are in a row. */
  noteFailure(connectionId: string, failure: NonNullable<MetadataState['failure']>, now: number): number {
    const rows = this.#sql.exec<{ failures: number }>(
      `UPDATE metadata_states SET failures = failures + 1, failing_since = coalesce(failing_since, ?), failure = ?
        WHERE connection_id = ? RETURNING failures`,
      now,
      JSON.stringify(failure),
      connectionId,
    );
    return rows.toArray()[0]?.failures ?? 0;
  }

  #find(connectionId: string): Row | null {
    const query = 'SELECT * FROM metadata_states WHERE connection_id = ?';
    return this.#sql.exec<Row>(query, connectionId).toArray()[0] ?? null;
  }
}

function readState(row: Row): MetadataState {
  return {
    connectionId: row.connection_id,
    url: (JSON.parse(row.source) as MetadataSource).url,
    attemptedAt: row.attempted_at,
    outOfTurnAt: row.out_of_turn_at,
    succeededAt: row.succeeded_at,
    failures: row.failures,
    failingSince: row.failing_since,
    failure: row.failure === null ? null : JSON.parse(row.failure),
  };
}
