/**
 * The deployment's audit trail: entries are added and read; triggers refuse everything else. Each has a reference number, and is
 * told to the log once it is written. I/O: the object's own storage.
 */
import type { Author } from '../../administration/author.ts';
import type { Page, PageRequest } from '../../administration/page.ts';
import { makeReference } from '../../events/reference.ts';
import type { OperatorAction, OperatorAuditEntry } from '../../operators/audit-entry.ts';
import { addColumn } from '../add-column.ts';

type AuditRow = { number: number; at: number; author: string; action: string; subject: string };

/** Tells an entry that is written for good: what was done, not to whom. */
export type TellEntry = (entry: { readonly code: OperatorAction; readonly reference: string }) => void;

export class AuditTrail {
  readonly #sql: SqlStorage;
  readonly #tell: TellEntry;

  constructor(sql: SqlStorage, tell: TellEntry) {
    this.#sql = sql;
    this.#tell = tell;
    addColumn(sql, 'audit', 'reference');
  }

  add(action: OperatorAction, subject: string, author: Author, now: number): void {
    const reference = makeReference(null);
    this.#sql.exec(
      'INSERT INTO audit (number, at, author, action, subject, reference) VALUES ((SELECT coalesce(max(number), 0) + 1 FROM audit), ?, ?, ?, ?, ?)',
      now,
      JSON.stringify(author),
      action,
      subject,
      reference,
    );
    // A transaction is over by then, and what it took back was never there.
    queueMicrotask(() => {
      if (this.find(reference).length > 0) this.#tell({ code: action, reference });
    });
  }

  /** The entries with a reference number. */
  find(reference: string): readonly OperatorAuditEntry[] {
    const query = 'SELECT * FROM audit WHERE reference = ?';
    return this.#sql.exec<AuditRow>(query, reference).toArray().map(readEntry);
  }

  /** The newest first; a cursor is the number of the last entry that was read. */
  list({ limit, cursor }: PageRequest): Page<OperatorAuditEntry> {
    const before = cursor === null ? Number.MAX_SAFE_INTEGER : Number(cursor);
    const query = 'SELECT * FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?';
    const rows = this.#sql
      .exec<AuditRow>(query, Number.isSafeInteger(before) ? before : 0, limit + 1)
      .toArray();
    const items = rows.slice(0, limit).map(readEntry);
    const last = items.at(-1);
    return { items, cursor: rows.length > limit && last !== undefined ? String(last.number) : null };
  }
}

function readEntry({ number, at, author, action, subject }: AuditRow): OperatorAuditEntry {
  return {
    number,
    at,
    author: JSON.parse(author) as Author,
    action: action as OperatorAction,
    subject,
  };
}
