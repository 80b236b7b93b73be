/** The one row that says what a tenant is: its names, which version is live, whether it is deleted. I/O: its storage. */
import type { Author } from '../../administration/author.ts';
import type { TenantState } from '../../administration/tenant-record.ts';

/** `claimant` is known before the tenant is: names are claimed for it first. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS claimant (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    tenant_id TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS header (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    slug TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    live_version INTEGER NOT NULL,
    deletion TEXT
  ) STRICT;
`;

export interface Header {
  readonly slug: string;
  readonly createdAt: number;
  readonly revision: number;
  readonly liveVersion: number;
  readonly deleted: TenantState['deleted'];
}

type Row = {
  slug: string;
  created_at: number;
  revision: number;
  live_version: number;
  deletion: string | null;
};

export class HeaderTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** The id that this record claims names for; null before it did. */
  claimant(): string | null {
    const [row] = this.#sql.exec<{ tenant_id: string }>('SELECT tenant_id FROM claimant').toArray();
    return row?.tenant_id ?? null;
  }

  setClaimant(tenantId: string): void {
    this.#sql.exec('INSERT OR IGNORE INTO claimant VALUES (1, ?)', tenantId);
  }

  read(): Header | null {
    const [row] = this.#sql.exec<Row>('SELECT * FROM header').toArray();
    if (row === undefined) return null;
    const { slug, created_at, revision, live_version, deletion } = row;
    const deleted = deletion === null ? null : (JSON.parse(deletion) as TenantState['deleted']);
    return { slug, createdAt: created_at, revision, liveVersion: live_version, deleted };
  }

  write({ slug, createdAt, revision, liveVersion, deleted }: Header): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO header VALUES (1, ?, ?, ?, ?, ?)',
      slug,
      createdAt,
      revision,
      liveVersion,
      deleted === null ? null : JSON.stringify(deleted),
    );
  }
}

/** How an author is stored in a column. */
export const writeAuthor = ({ kind, id, name }: Author) => JSON.stringify({ kind, id, name });
