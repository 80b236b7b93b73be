/**
 * The outbox: whether KV holds what is live, and which keys of KV may hold anything of this tenant. A key is noted before it
 * is written and struck off after it was deleted, so that no crash leaves one behind. I/O: its storage.
 */
import type { Publication } from '../../administration/tenant-record.ts';
import { EVERYWHERE_AFTER_MILLISECONDS } from '../tenant-store.ts';

/** `generation` counts what there was to publish: a version, a deletion, its undoing. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS publication (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    generation INTEGER NOT NULL,
    version INTEGER NOT NULL,
    written_at INTEGER,
    failures INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS written_keys (key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
`;

type Row = { generation: number; version: number; written_at: number | null; failures: number };

export class PublicationTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  read(): (Publication & { readonly generation: number }) | null {
    const [row] = this.#sql.exec<Row>('SELECT * FROM publication').toArray();
    if (row === undefined) return null;
    const { generation, version, written_at: writtenAt, failures } = row;
    const everywhereAt = writtenAt === null ? null : writtenAt + EVERYWHERE_AFTER_MILLISECONDS;
    return { generation, version, writtenAt, everywhereAt, failures };
  }

  /** Enters what is to be published from now on. */
  enter(version: number): void {
    this.#sql.exec(
      `INSERT INTO publication VALUES (1, 1, ?, NULL, 0) ON CONFLICT (only) DO UPDATE
        SET generation = generation + 1, version = excluded.version, written_at = NULL, failures = 0`,
      version,
    );
  }

  /** Enters a version that KV holds already. */
  enterWritten(version: number, writtenAt: number): void {
    this.#sql.exec('INSERT INTO publication VALUES (1, 1, ?, ?, 0)', version, writtenAt);
  }

  /** Enters that KV holds a generation, unless there is a newer one. Tells whether it did. */
  markWritten(generation: number, writtenAt: number): boolean {
    const query = 'UPDATE publication SET written_at = ? WHERE generation = ?';
    return this.#sql.exec(query, writtenAt, generation).rowsWritten > 0;
  }

  countFailure(generation: number): void {
    this.#sql.exec('UPDATE publication SET failures = failures + 1 WHERE generation = ?', generation);
  }

  listKeys(): readonly string[] {
    return this.#sql
      .exec<{ key: string }>('SELECT key FROM written_keys')
      .toArray()
      .map(({ key }) => key);
  }

  noteKeys(keys: readonly string[]): void {
    for (const key of keys) this.#sql.exec('INSERT OR IGNORE INTO written_keys VALUES (?)', key);
  }

  strikeKeys(keys: readonly string[]): void {
    for (const key of keys) this.#sql.exec('DELETE FROM written_keys WHERE key = ?', key);
  }
}
