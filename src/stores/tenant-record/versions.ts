/** Every configuration that was live, newest first, as far as they are kept. A version never changes. I/O: its storage. */
import { readNumberCursor, writeCursor } from '../../administration/cursor.ts';
import type { Page, PageRequest } from '../../administration/page.ts';
import type { TenantVersion, VersionSummary } from '../../administration/tenant-record.ts';
import { clampLimit } from './clamp-limit.ts';
import { writeAuthor } from './header.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS versions (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    changes TEXT NOT NULL,
    restored_from INTEGER,
    configuration TEXT NOT NULL
  ) STRICT;
`;

/** The audit trail remembers what the older ones changed. */
export const MAX_VERSIONS = 500;

type SummaryRow = {
  number: number;
  at: number;
  author: string;
  changes: string;
  restored_from: number | null;
};
type Row = SummaryRow & { configuration: string };

export class VersionsTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** Adds a version, and lets go of the oldest ones. */
  add({ number, at, author, changes, restoredFrom, configuration }: TenantVersion): void {
    this.#sql.exec(
      'INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?)',
      number,
      at,
      writeAuthor(author),
      JSON.stringify(changes),
      restoredFrom,
      JSON.stringify(configuration),
    );
    this.#sql.exec('DELETE FROM versions WHERE number <= ?', number - MAX_VERSIONS);
  }

  find(number: number): TenantVersion | null {
    const [row] = this.#sql.exec<Row>('SELECT * FROM versions WHERE number = ?', number).toArray();
    if (row === undefined) return null;
    const later =
      "SELECT 1 FROM versions WHERE number > ? AND author ->> '$.kind' NOT IN ('administrator', 'system') LIMIT 1";
    const isOvertaken = this.#sql.exec(later, number).toArray().length > 0;
    const configuration = JSON.parse(row.configuration);
    return { ...readSummary(row), configuration, ...(isOvertaken && { isOvertaken }) };
  }

  page({ limit, cursor }: PageRequest): Page<VersionSummary> {
    const before = cursor === null ? Number.MAX_SAFE_INTEGER : readNumberCursor(cursor);
    if (before === null) return { items: [], cursor: null };
    const size = clampLimit(limit);
    const query = `SELECT number, at, author, changes, restored_from FROM versions
      WHERE number < ? ORDER BY number DESC LIMIT ?`;
    const rows = this.#sql.exec<SummaryRow>(query, before, size + 1).toArray();
    const items = rows.slice(0, size).map(readSummary);
    const last = rows.length > size ? items.at(-1) : undefined;
    return { items, cursor: last === undefined ? null : writeCursor(last.number) };
  }
}

function readSummary({ number, at, author, changes, restored_from }: SummaryRow): VersionSummary {
  return {
    number,
    at,
    author: JSON.parse(author),
    changes: JSON.parse(changes),
    restoredFrom: restored_from,
  };
}
