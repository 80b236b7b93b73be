/**
 * Which tenant has which slug, hostname and email domain: each name one tenant at most. Names come in canonical form. I/O: the
 * directory's storage, synchronously, so that whoever comes second finds what the first one did.
 */
import type { ClaimFailure, Claims } from '../../administration/directory.ts';
import { failure } from '../../result.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS claims (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    PRIMARY KEY (kind, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS claims_by_tenant ON claims (tenant_id);
`;

type Kind = 'slug' | 'hostname' | 'email_domain';
type Name = { readonly kind: Kind; readonly name: string };

const EXPECTED: Readonly<Record<Kind, string>> = {
  slug: 'a slug that no other tenant has',
  hostname: 'a hostname that no other tenant has',
  email_domain: 'an email domain that no other tenant has',
};

export class ClaimsTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** Lists which of the names other tenants have. */
  findTaken(tenantId: string, claims: Claims): readonly ClaimFailure[] {
    return listNames(claims).flatMap(({ kind, name }) => {
      const holder = this.holderOf(kind, name);
      return holder === null || holder === tenantId
        ? []
        : [failure(`${kind}_taken`, EXPECTED[kind], name).failure];
    });
  }

  /** Claims those of the names that nobody has. */
  claimFree(tenantId: string, claims: Claims): void {
    for (const { kind, name } of listNames(claims)) {
      this.#sql.exec(
        'INSERT OR IGNORE INTO claims (kind, name, tenant_id) VALUES (?, ?, ?)',
        kind,
        name,
        tenantId,
      );
    }
  }

  /** Gives up all that a tenant has but these names. */
  keepOnly(tenantId: string, claims: Claims | null): void {
    const kept = new Set((claims === null ? [] : listNames(claims)).map(keyOf));
    const query = 'SELECT kind, name FROM claims WHERE tenant_id = ?';
    for (const held of this.#sql.exec<Name>(query, tenantId).toArray()) {
      if (kept.has(keyOf(held))) continue;
      this.#sql.exec('DELETE FROM claims WHERE kind = ? AND name = ?', held.kind, held.name);
    }
  }

  /** Which tenant has a name; null for none. */
  holderOf(kind: Kind, name: string): string | null {
    const query = 'SELECT tenant_id FROM claims WHERE kind = ? AND name = ?';
    const [row] = this.#sql.exec<{ tenant_id: string }>(query, kind, name).toArray();
    return row?.tenant_id ?? null;
  }
}

const keyOf = ({ kind, name }: Name) => `${kind} ${name}`;

function listNames({ slug, hostnames, emailDomains }: Claims): readonly Name[] {
  return [
    { kind: 'slug', name: slug },
    ...hostnames.map((name) => ({ kind: 'hostname' as const, name })),
    ...emailDomains.map((name) => ({ kind: 'email_domain' as const, name })),
  ];
}
