/** The deployment's audit trail: entries are added and read; triggers refuse everything else. I/O: the object's own storage. */
import type { Author } from '../../administration/author.ts';
import type { Page, PageRequest } from '../../administration/page.ts';
import type { OperatorAction, OperatorAuditEntry } from '../../operators/audit-entry.ts';

type AuditRow = { number: number; at: number; author: string; action: string; subject: string };

export class AuditTrail {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(action: OperatorAction, subject: string, author: Author, now: number): void {
    this.#sql.exec(
      'INSERT INTO audit (number, at, author, action, subject) VALUES ((SELECT coalesce(max(number), 0) + 1 FROM audit), ?, ?, ?, ?)',
      now,
      JSON.stringify(author),
      action,
      subject,
    );
  }

  /** The newest first; a cursor is the number of the last entry that was read. */
  list({ limit, cursor }: PageRequest): Page<OperatorAuditEntry> {
    const before = cursor === null ? Number.MAX_SAFE_INTEGER : Number(cursor);
    const query = 'SELECT * FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?';
    const rows = this.#sql
      .exec<AuditRow>(query, Number.isSafeInteger(before) ? before : 0, limit + 1)
      .toArray();
    const items = rows.slice(0, limit).map(
      ({ number, at, author, action, subject }): OperatorAuditEntry => ({
        number,
        at,
        author: JSON.parse(author) as Author,
        action: action as OperatorAction,
        subject,
      }),
    );
    const last = items.at(-1);
    return { items, cursor: rows.length > limit && last !== undefined ? String(last.number) : null };
  }
}
