/** The email domains of a tenant, a row each. I/O: the record's storage, synchronously. */
import type { CheckOutcome, DomainProof } from '../../administration/domain-proof.ts';
import type { TenantState } from '../../administration/tenant-record.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS domains (
    domain TEXT PRIMARY KEY,
    record_name TEXT NOT NULL,
    record_text TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    proven_at INTEGER,
    lapsed_at INTEGER,
    checked_at INTEGER,
    outcome TEXT,
    failures INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

type Row = {
  domain: string;
  record_name: string;
  record_text: string;
  added_at: number;
  proven_at: number | null;
  lapsed_at: number | null;
  checked_at: number | null;
  outcome: string | null;
  failures: number;
};

export class DomainsTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  list(): readonly DomainProof[] {
    return this.#sql.exec<Row>('SELECT * FROM domains ORDER BY domain').toArray().map(readRow);
  }

  /** Those that are proven, and those among them whose records were missing last, by name. */
  proven(): Pick<TenantState, 'provenDomains' | 'failingDomains'> {
    const query = 'SELECT domain, failures FROM domains WHERE proven_at IS NOT NULL ORDER BY domain';
    const rows = this.#sql.exec<{ domain: string; failures: number }>(query).toArray();
    const names = (each: typeof rows) => each.map(({ domain }) => domain);
    return { provenDomains: names(rows), failingDomains: names(rows.filter(({ failures }) => failures > 0)) };
  }

  find(domain: string): DomainProof | null {
    const [row] = this.#sql.exec<Row>('SELECT * FROM domains WHERE domain = ?', domain).toArray();
    return row === undefined ? null : readRow(row);
  }

  put(proof: DomainProof): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO domains VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      proof.domain,
      proof.recordName,
      proof.recordText,
      proof.addedAt,
      proof.provenAt,
      proof.lapsedAt,
      proof.checkedAt,
      proof.outcome,
      proof.failures,
    );
  }

  remove(domain: string): void {
    this.#sql.exec('DELETE FROM domains WHERE domain = ?', domain);
  }
}

function readRow(row: Row): DomainProof {
  return {
    domain: row.domain,
    recordName: row.record_name,
    recordText: row.record_text,
    addedAt: row.added_at,
    provenAt: row.proven_at,
    lapsedAt: row.lapsed_at,
    checkedAt: row.checked_at,
    outcome: row.outcome as CheckOutcome | null,
    failures: row.failures,
  };
}
