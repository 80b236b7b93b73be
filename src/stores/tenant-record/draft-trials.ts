/** How a draft fared: the last test of each connection, and what was counted in its shadow. I/O: the object's storage. */
import type { Author } from '../../administration/author.ts';
import {
  type DraftTest,
  type DraftTrials,
  digestConnection,
  type ShadowCount,
} from '../../administration/draft-trial.ts';
import type { TenantState } from '../../administration/tenant-record.ts';
import { writeAuthor } from './header.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS draft_tests (
    connection_id TEXT PRIMARY KEY,
    test TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS shadow (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    since INTEGER NOT NULL,
    author TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS shadow_counts (
    connection_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    live TEXT NOT NULL,
    code TEXT NOT NULL,
    total INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (connection_id, digest, live, code)
  ) STRICT, WITHOUT ROWID;
`;

type CountRow = {
  connection_id: string;
  digest: string;
  live: ShadowCount['live'];
  code: string;
  total: number;
  last_at: number;
};

export class DraftTrialsTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  read(): DraftTrials {
    const tests = this.#sql.exec<{ test: string }>('SELECT test FROM draft_tests').toArray();
    return {
      tests: tests.map(({ test }) => JSON.parse(test)),
      shadow: this.shadow(),
      counts: this.#sql
        .exec<CountRow>('SELECT * FROM shadow_counts ORDER BY total DESC')
        .toArray()
        .map(readCount),
    };
  }

  noteTest(test: DraftTest): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO draft_tests VALUES (?, ?)',
      test.connectionId,
      JSON.stringify(test),
    );
  }

  /** Since when real sign-ins are judged by the draft as well; null where they are not. */
  shadow(): DraftTrials['shadow'] {
    const [row] = this.#sql
      .exec<{ since: number; author: string }>('SELECT since, author FROM shadow')
      .toArray();
    return row === undefined ? null : { since: row.since, author: JSON.parse(row.author) };
  }

  switchOn(author: Author, now: number): void {
    this.#sql.exec('INSERT OR IGNORE INTO shadow VALUES (1, ?, ?)', now, writeAuthor(author));
  }

  switchOff(): void {
    this.#sql.exec('DELETE FROM shadow');
    this.#sql.exec('DELETE FROM shadow_counts');
  }

  /** Counts one more; what was counted of the connection as it was before counts no more. */
  count({ connectionId, digest, live, code, lastAt }: Omit<ShadowCount, 'total'>): void {
    this.#sql.exec('DELETE FROM shadow_counts WHERE connection_id = ? AND digest <> ?', connectionId, digest);
    this.#sql.exec(
      'INSERT INTO shadow_counts VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT DO UPDATE SET total = total + 1, last_at = excluded.last_at',
      connectionId,
      digest,
      live,
      code ?? '',
      lastAt,
    );
  }

  /** Forgets what was found out about what is neither drafted nor live any more. */
  follow({ live, draft }: TenantState): void {
    if (draft === null) this.switchOff();
    const known = [live.configuration, ...(draft === null ? [] : [draft.configuration])].flatMap(
      ({ connections }) => connections.map(({ id }) => id),
    );
    const unknown = 'DELETE FROM draft_tests WHERE connection_id NOT IN (SELECT value FROM json_each(?))';
    this.#sql.exec(unknown, JSON.stringify(known));
    const drafted = (draft?.configuration.connections ?? []).map(digestConnection);
    const changed = 'DELETE FROM shadow_counts WHERE digest NOT IN (SELECT value FROM json_each(?))';
    this.#sql.exec(changed, JSON.stringify(drafted));
  }
}

function readCount(row: CountRow): ShadowCount {
  return {
    connectionId: row.connection_id,
    digest: row.digest,
    live: row.live,
    code: row.code === '' ? null : (row.code as ShadowCount['code']),
    total: row.total,
    lastAt: row.last_at,
  };
}
