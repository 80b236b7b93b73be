/** The counters of all tenants together, from the batches that their records hand on; each counts once. I/O: the directory's storage. */
import type { HourCount } from '../../administration/sign-in-hours.ts';
import { HourCounts } from '../hour-counts.ts';
import type { RollUpBatch } from '../tenant-record/roll-up.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS roll_up_marks (
    tenant_id TEXT PRIMARY KEY,
    batch INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

export class DeploymentHours {
  readonly #sql: SqlStorage;
  readonly #counts: HourCounts;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
    this.#counts = new HourCounts(sql);
  }

  /** Adds a batch of a tenant, unless that was done; to be called in a transaction. */
  take(tenantId: string, { batch, counts }: RollUpBatch): void {
    const query = 'SELECT batch FROM roll_up_marks WHERE tenant_id = ?';
    const [mark] = this.#sql.exec<{ batch: number }>(query, tenantId).toArray();
    if (mark !== undefined && mark.batch >= batch) return;
    this.#sql.exec('INSERT OR REPLACE INTO roll_up_marks VALUES (?, ?)', tenantId, batch);
    for (const count of counts) this.#counts.add(count);
  }

  /** Forgets which batches a tenant has handed on, once it is gone; what was counted stays. */
  forget(tenantId: string): void {
    this.#sql.exec('DELETE FROM roll_up_marks WHERE tenant_id = ?', tenantId);
  }

  since(hour: number): readonly HourCount[] {
    return this.#counts.since(hour);
  }
}
