/**
 * What happened to a tenant and is kept nowhere else, so that its reference number finds it: the last thousand of each kind, without
 * who it was. I/O: the object's storage, synchronously.
 */
import type { Happening } from '../../administration/reference.ts';

const KEPT = 1_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS happenings (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    at INTEGER NOT NULL,
    code TEXT NOT NULL,
    connection_id TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS happenings_by_kind ON happenings (kind, sequence);
`;

type Row = {
  kind: Happening['kind'];
  reference: string;
  at: number;
  code: string;
  connection_id: string | null;
};

export class Happenings {
  readonly #sql: SqlStorage;
  readonly #kept: number;

  constructor(sql: SqlStorage, kept = KEPT) {
    this.#sql = sql;
    this.#kept = kept;
    sql.exec(SCHEMA);
  }

  /** Notes one, in the place of the oldest of its kind. */
  append({ kind, reference, at, code, connectionId }: Happening): void {
    this.#sql.exec(
      'INSERT INTO happenings (kind, reference, at, code, connection_id) VALUES (?, ?, ?, ?, ?)',
      kind,
      reference,
      at,
      code,
      connectionId,
    );
    this.#sql.exec(
      'DELETE FROM happenings WHERE sequence IN (SELECT sequence FROM happenings WHERE kind = ? ORDER BY sequence DESC LIMIT -1 OFFSET ?)',
      kind,
      this.#kept,
    );
  }

  find(reference: string): readonly Happening[] {
    const query = 'SELECT kind, reference, at, code, connection_id FROM happenings WHERE reference = ?';
    return this.#sql
      .exec<Row>(query, reference)
      .toArray()
      .map(({ connection_id: connectionId, ...row }) => ({ ...row, connectionId }));
  }
}
