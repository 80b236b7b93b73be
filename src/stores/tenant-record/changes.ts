/**
 * How a record is changed: one change after the other, decided from the state alone, its names claimed first, and then written in
 * one transaction with its entry in the audit trail and with all that has to follow from it on the agenda, so that a crash
 * between any two steps loses nothing. I/O: the record's storage, the directory.
 */
import * as decide from '../../administration/change.ts';
import { checkEnforcement } from '../../administration/lock-out.ts';
import type {
  ChangeContext,
  RecordFailure,
  TenantConfiguration,
  TenantState,
} from '../../administration/tenant-record.ts';
import { failure, type Result, success } from '../../result.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { claimForAdopted, claimNames } from './claiming.ts';
import { findEnforcementFacts } from './enforcement-facts.ts';
import type { Bindings, Parts } from './parts.ts';
import { SerialQueue } from './serial-queue.ts';
import { readState } from './tables.ts';
import { writeAdopted, writeChange } from './write-change.ts';

/** Of a tenant that is about to be made. */
const NOTHING_KNOWN = { hasTestedConnection: false, isRecoveryReady: false };

/** What was changed is brought out at once; this is when the alarm looks whether that came to an end. */
const LOOK_AFTER_MILLISECONDS = 2_000;

export interface NewTenant {
  readonly tenantId: string;
  readonly slug: string;
  readonly configuration: TenantConfiguration;
}

export type Changed = Promise<Result<TenantState, RecordFailure>>;

export class Changes {
  readonly #queue = new SerialQueue();
  readonly #storage: DurableObjectStorage;
  readonly #env: Bindings;
  readonly #parts: () => Parts;
  readonly #bringOut: () => Promise<void>;

  constructor(
    storage: DurableObjectStorage,
    env: Bindings,
    parts: () => Parts,
    bringOut: () => Promise<void>,
  ) {
    this.#storage = storage;
    this.#env = env;
    this.#parts = parts;
    this.#bringOut = bringOut;
  }

  /** Does what must not come in between two changes, or into one. */
  alone<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.#queue.run(work);
  }

  /** Makes the tenant. */
  create(tenant: NewTenant, context: ChangeContext): Changed {
    return this.#make(async () => {
      const { slug, configuration } = tenant;
      if (this.#read() !== null) return failure('slug_taken', 'a tenant that is new', slug);
      const allowed = checkEnforcement(null, configuration, NOTHING_KNOWN);
      if (!allowed.ok) return allowed;
      const claimed = await claimNames(this.#env, this.#parts().tables, tenant, configuration, null);
      if (!claimed.ok) return claimed;
      const live = { configuration, restoredFrom: null };
      this.#commit(slug, null, { action: 'tenant_created', changes: [], live }, context);
      return success(null);
    });
  }

  /** Makes what was decided of a tenant that is in use, or deleted. */
  change(context: ChangeContext, decision: decide.Decide, expects: 'in use' | 'deleted' = 'in use'): Changed {
    return this.#make(async () => {
      const before = decide.checkChangeable(this.#read(), context, expects);
      if (!before.ok) return before;
      const decided = decision(before.value);
      if (!decided.ok) return decided;
      const allowed = this.#checkEnforcement(decided.value, before.value);
      if (!allowed.ok) return allowed;
      const claimed = await this.#claimFor(decided.value, before.value);
      if (!claimed.ok) return claimed;
      this.#commit(before.value.slug, before.value, decided.value, context);
      return success(null);
    });
  }

  /** Takes a tenant over that KV has and no record; false where another one has its slug. */
  async adopt(tenant: Tenant, now: number): Promise<boolean> {
    const { tables, metadata } = this.#parts();
    // Past the queue: records that look at each other's keys must not wait for each other.
    if (tables.header.read() !== null) return true;
    const adopted = await this.#make(async () => {
      if (this.#read() !== null) return success(null);
      const taken = await claimForAdopted(this.#env, tables, tenant);
      const slugTaken = taken.find(({ code }) => code === 'slug_taken');
      if (slugTaken !== undefined) return { ok: false, failure: slugTaken };
      const names = taken.map(({ received }) => received);
      const lookAt = Date.now() + LOOK_AFTER_MILLISECONDS;
      this.#storage.transactionSync(() => {
        writeAdopted(tables, tenant, names, now, lookAt);
        tables.agenda.scheduleBy('watch', lookAt);
        metadata.follow(Date.now());
      });
      return success(null);
    });
    return adopted.ok;
  }

  #checkEnforcement({ live }: decide.Change, before: TenantState): Result<null, RecordFailure> {
    return live === undefined
      ? success(null)
      : checkEnforcement(
          before.live.configuration,
          live.configuration,
          findEnforcementFacts(this.#parts(), before.live, Date.now()),
        );
  }

  #read(): TenantState | null {
    return readState(this.#parts().tables);
  }

  /** Claims what becomes live, or is live again, needs. */
  async #claimFor(change: decide.Change, before: TenantState): Promise<Result<null, RecordFailure>> {
    if (change.live === undefined && change.deleted !== false) return success(null);
    const { live } = before;
    const { configuration } = change.live ?? live;
    return claimNames(this.#env, this.#parts().tables, before, configuration, live.configuration);
  }

  /** Changes wait for each other, but not for a change to come out. */
  async #make(change: () => Promise<Result<null, RecordFailure>>): Changed {
    const made = await this.alone(async () => {
      const result = await change();
      return result.ok ? success(this.#read()) : result;
    });
    if (!made.ok) return made;
    await this.#bringOut();
    const [committed, now] = [made.value, this.#read()];
    // Not what somebody else made of it meanwhile: nobody shall believe to have seen that.
    const state = now?.revision === committed?.revision ? now : committed;
    return state === null ? failure('tenant_unknown', 'a tenant that exists', 'none') : success(state);
  }

  /** Writes a change and whatever follows from it: all or nothing. */
  #commit(slug: string, before: TenantState | null, change: decide.Change, context: ChangeContext): void {
    const { tables, journal, metadata } = this.#parts();
    this.#storage.transactionSync(() => {
      writeChange(tables, slug, before, change, context, Date.now() + LOOK_AFTER_MILLISECONDS);
      const after = this.#read();
      if (after === null) return;
      journal.noteChange({ change, before, after }, Date.now());
      metadata.follow(Date.now());
    });
  }
}
