/**
 * Who did what to a tenant, and when. Entries are added and never changed or removed: the database itself refuses that, until
 * all data of the tenant goes. Each has a reference number, and is told to the log once it is written. I/O: its storage.
 */
import { readNumberCursor, writeCursor } from '../../administration/cursor.ts';
import type { Page, PageRequest } from '../../administration/page.ts';
import type { AuditEntry } from '../../administration/tenant-record.ts';
import { makeReference } from '../../events/reference.ts';
import { addColumn } from '../add-column.ts';
import { clampLimit } from './clamp-limit.ts';
import { writeAuthor } from './header.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS audit (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    action TEXT NOT NULL,
    version INTEGER,
    changes TEXT NOT NULL,
    reference TEXT
  ) STRICT;
  CREATE TRIGGER IF NOT EXISTS audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT raise(ABORT, 'the audit trail cannot be changed'); END;
  CREATE TRIGGER IF NOT EXISTS audit_is_never_replaced BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE sequence = NEW.sequence)
    BEGIN SELECT raise(ABORT, 'the audit trail cannot be changed'); END;
  CREATE TRIGGER IF NOT EXISTS audit_is_never_removed BEFORE DELETE ON audit
    BEGIN SELECT raise(ABORT, 'the audit trail cannot be changed'); END;
`;

type Row = {
  sequence: number;
  at: number;
  author: string;
  action: AuditEntry['action'];
  version: number | null;
  changes: string;
  reference: string | null;
};

/** What the trail needs from around it. */
export interface AuditContext {
  /** Whose trail it is; null before that is known. */
  readonly tenantId: () => string | null;
  /** Tells an entry that is written for good. */
  readonly tell: (entry: Pick<AuditEntry, 'action'> & { readonly reference: string }) => void;
}

export class AuditTrail {
  readonly #sql: SqlStorage;
  readonly #context: AuditContext;

  constructor(sql: SqlStorage, context: AuditContext) {
    this.#sql = sql;
    this.#context = context;
    sql.exec(SCHEMA);
    addColumn(sql, 'audit', 'reference');
    sql.exec('CREATE INDEX IF NOT EXISTS audit_by_reference ON audit (reference)');
  }

  /** Adds an entry; call it in the transaction of what it tells of. */
  add({ at, author, action, version, changes }: Omit<AuditEntry, 'sequence' | 'reference'>): void {
    const reference = makeReference(this.#context.tenantId());
    this.#sql.exec(
      'INSERT INTO audit (at, author, action, version, changes, reference) VALUES (?, ?, ?, ?, ?, ?)',
      at,
      writeAuthor(author),
      action,
      version,
      JSON.stringify(changes),
      reference,
    );
    // A transaction is over by then, and what it took back was never there.
    queueMicrotask(() => {
      if (this.find(reference).length > 0) this.#context.tell({ action, reference });
    });
  }

  /** The entries with a reference number. */
  find(reference: string): readonly AuditEntry[] {
    const query = 'SELECT * FROM audit WHERE reference = ?';
    return this.#sql.exec<Row>(query, reference).toArray().map(readEntry);
  }

  page({ limit, cursor }: PageRequest): Page<AuditEntry> {
    const before = cursor === null ? Number.MAX_SAFE_INTEGER : readNumberCursor(cursor);
    if (before === null) return { items: [], cursor: null };
    const size = clampLimit(limit);
    const query = 'SELECT * FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT ?';
    const rows = this.#sql.exec<Row>(query, before, size + 1).toArray();
    const items = rows.slice(0, size).map(readEntry);
    const last = rows.length > size ? items.at(-1) : undefined;
    return { items, cursor: last === undefined ? null : writeCursor(last.sequence) };
  }
}

function readEntry(row: Row): AuditEntry {
  return { ...row, author: JSON.parse(row.author), changes: JSON.parse(row.changes) };
}
