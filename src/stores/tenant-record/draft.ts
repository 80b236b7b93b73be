/** The configuration that is being worked on, if there is one. I/O: its storage. */
import type { Author } from '../../administration/author.ts';
import type { Draft } from '../../administration/tenant-record.ts';
import { writeAuthor } from './header.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS draft (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    based_on INTEGER NOT NULL,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    configuration TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS draft_of_administrator (only INTEGER PRIMARY KEY CHECK (only = 1)) STRICT;
`;

type Row = { based_on: number; at: number; author: string; configuration: string };

export class DraftTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  read(): Draft | null {
    const [row] = this.#sql.exec<Row>('SELECT * FROM draft').toArray();
    if (row === undefined) return null;
    const author: Author = JSON.parse(row.author);
    return {
      basedOn: row.based_on,
      at: row.at,
      author,
      // Drafts from before this was noted have their last author alone.
      isOfAdministrator: author.kind === 'administrator' || this.#isMarked(),
      configuration: JSON.parse(row.configuration),
    };
  }

  /** Keeps a draft in the place of the one before. */
  save({ basedOn, at, author, configuration, isOfAdministrator }: Draft): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO draft VALUES (1, ?, ?, ?, ?)',
      basedOn,
      at,
      writeAuthor(author),
      JSON.stringify(configuration),
    );
    this.#sql.exec(
      isOfAdministrator
        ? 'INSERT OR IGNORE INTO draft_of_administrator VALUES (1)'
        : 'DELETE FROM draft_of_administrator',
    );
  }

  discard(): void {
    this.#sql.exec('DELETE FROM draft');
    this.#sql.exec('DELETE FROM draft_of_administrator');
  }

  #isMarked(): boolean {
    return this.#sql.exec('SELECT only FROM draft_of_administrator').toArray().length > 0;
  }
}
