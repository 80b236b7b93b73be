/**
 * The system of record of one tenant: a SQLite-backed Durable Object, named by the tenant's id. Its tables are modules beside
 * this one; here they are put together. Changes come one after the other; each is one transaction, with its entry in the
 * audit trail and with all that has to follow from it on the agenda, so that a crash between any two steps loses nothing.
 * Its input was validated by whoever calls. I/O: its own storage, the directory, KV.
 */
import { applyMetadata } from '../../administration/apply-metadata.ts';
import { systemAuthor } from '../../administration/author.ts';
import * as decide from '../../administration/change.ts';
import type { MetadataPort, MetadataStatus, RefreshCause } from '../../administration/metadata.ts';
import type { Page, PageRequest } from '../../administration/page.ts';
import { summarizeTenant, type TenantHealth } from '../../administration/summarize-tenant.ts';
import type {
  AuditEntry,
  ChangeContext,
  RecordFailure,
  TenantConfiguration,
  TenantRecordPort,
  TenantState,
  TenantVersion,
  VersionSummary,
} from '../../administration/tenant-record.ts';
import type { WebhookContext } from '../../administration/webhook.ts';
import { outboundUrlRules } from '../../outbound-url.ts';
import { failure, type Result, success } from '../../result.ts';
import type { Connection, Tenant } from '../../tenants/tenant.ts';
import {
  type AdministrationBindings,
  directoryOf,
  type WithBaseDomain,
  type WithBlockedAlgorithms,
} from '../administration.ts';
import { cacheTargets } from '../cached-targets.ts';
import type { SignInLedger } from '../sign-in-ledger.ts';
import type { WebhookTarget } from '../webhook-endpoints.ts';
import type { WebhookChange } from '../webhook-host.ts';
import type { TaskHandler } from './agenda.ts';
import { claimForAdopted, claimNames, giveUpNames } from './claiming.ts';
import { Journal } from './journal.ts';
import { JournalHost } from './journal-host.ts';
import { MetadataSchedule } from './metadata-schedule.ts';
import { publishToKv } from './publisher.ts';
import { SerialQueue } from './serial-queue.ts';
import { openTables, readState, type Tables } from './tables.ts';
import { writeAdopted, writeChange } from './write-change.ts';

/** What was changed is brought out at once; this is when the alarm looks whether that came to an end. */
const LOOK_AFTER_MILLISECONDS = 2_000;
/** Whoever makes a change waits no longer than this for KV and the directory. */
const MAX_WAIT_MILLISECONDS = 5_000;
const PURGE_RETRY_MILLISECONDS = 60_000;

export interface RecordBindings extends AdministrationBindings {
  readonly SIGN_IN_LEDGER: DurableObjectNamespace<SignInLedger>;
}

type Bindings = RecordBindings & WithBaseDomain & WithBlockedAlgorithms;

/** A change that was made, for those who tell others of it; before is null for a tenant that is new. */
export interface MadeChange {
  readonly change: decide.Change;
  readonly before: TenantState | null;
  readonly after: TenantState;
}

type Changed = Promise<Result<TenantState, RecordFailure>>;

export class TenantRecord extends JournalHost<Bindings> implements TenantRecordPort, MetadataPort {
  readonly #storage: DurableObjectStorage;
  readonly #changes = new SerialQueue();
  readonly #outbox = new SerialQueue();
  readonly #everywhere: () => Promise<readonly WebhookTarget[]>;
  #tables: Tables;
  #journal: Journal;
  #metadata: MetadataSchedule;

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env);
    this.#storage = state.storage;
    this.#tables = openTables(state.storage);
    this.#everywhere = cacheTargets(() => directoryOf(env).webhookTargets());
    this.#journal = this.#openJournal();
    this.#metadata = this.#openMetadata();
  }

  create(
    tenant: {
      readonly tenantId: string;
      readonly slug: string;
      readonly configuration: TenantConfiguration;
    },
    context: ChangeContext,
  ): Changed {
    return this.#makeChange(async () => {
      const { slug, configuration } = tenant;
      if (this.#read() !== null) return failure('slug_taken', 'a tenant that is new', slug);
      const claimed = await claimNames(this.env, this.#tables, tenant, configuration, null);
      if (!claimed.ok) return claimed;
      const live = { configuration, restoredFrom: null };
      this.#commit(slug, null, { action: 'tenant_created', changes: [], live }, context);
      return success(null);
    });
  }

  async read(): Promise<TenantState | null> {
    return this.#read();
  }

  saveDraft(configuration: TenantConfiguration, context: ChangeContext): Changed {
    return this.#change(context, decide.saveDraft(configuration));
  }

  discardDraft(context: ChangeContext): Changed {
    return this.#change(context, decide.discardDraft);
  }

  publishDraft(context: ChangeContext): Changed {
    return this.#change(context, decide.publishDraft(context));
  }

  publish(configuration: TenantConfiguration, context: ChangeContext): Changed {
    return this.#change(context, decide.publish(configuration));
  }

  rollBack(to: number, context: ChangeContext): Changed {
    return this.#change(context, (state) => decide.rollBack(to, this.#tables.versions.find(to))(state));
  }

  delete(context: ChangeContext): Changed {
    return this.#change(context, decide.deleteTenant);
  }

  restore(context: ChangeContext): Changed {
    return this.#change(context, decide.restoreTenant, 'deleted');
  }

  async version(number: number): Promise<TenantVersion | null> {
    return this.#tables.versions.find(number);
  }

  async versions(page: PageRequest): Promise<Page<VersionSummary>> {
    return this.#tables.versions.page(page);
  }

  async audit(page: PageRequest): Promise<Page<AuditEntry>> {
    return this.#tables.audit.page(page);
  }

  refreshMetadata(connectionId: string, cause: RefreshCause, now: number): Promise<Connection | null> {
    return this.#metadata.refreshNow(connectionId, cause, now);
  }

  async metadataStatuses(): Promise<readonly MetadataStatus[]> {
    return this.#metadata.statuses();
  }

  /**
   * Takes over a tenant that KV has and no record: id and version go on. Names that others have by now are not claimed, and
   * the audit trail tells of them. False where another tenant has its slug: then it stays as it is.
   */
  async adopt(tenant: Tenant, now: number): Promise<boolean> {
    // Past the queue: records that look at each other's keys must not wait for each other.
    if (this.#tables.header.read() !== null) return true;
    const adopted = await this.#makeChange(async () => {
      if (this.#read() !== null) return success(null);
      const taken = await claimForAdopted(this.env, this.#tables, tenant);
      const slugTaken = taken.find(({ code }) => code === 'slug_taken');
      if (slugTaken !== undefined) return { ok: false, failure: slugTaken };
      const names = taken.map(({ received }) => received);
      const lookAt = Date.now() + LOOK_AFTER_MILLISECONDS;
      this.#storage.transactionSync(() => {
        writeAdopted(this.#tables, tenant, names, now, lookAt);
        this.#tables.agenda.scheduleBy('watch', lookAt);
        this.#metadata.follow(Date.now());
      });
      return success(null);
    });
    return adopted.ok;
  }

  override async alarm(): Promise<void> {
    await this.#tables.agenda.run(Date.now(), (task) => this.#handlerOf(task));
  }

  /** Who does what is on the agenda: the one list of all tasks, by the first word of each. */
  #handlerOf(task: string): TaskHandler | null {
    switch (task.split(' ')[0]) {
      case 'publish':
        return () => this.#outbox.run(() => this.#publish());
      case 'report':
        return (now) => this.#outbox.run(() => this.#report(now));
      case 'claims':
        return (now) => this.#changes.run(() => giveUpNames(this.env, this.#tables, now));
      case 'purge':
        return (now) => this.#changes.run(() => this.#purge(now));
      default:
        return this.#journal.handlerOf(task) ?? this.#metadata.handlerOf(task);
    }
  }

  protected override journal(): Journal {
    return this.#journal;
  }

  protected override noteWebhookChange(
    { action, sentence }: WebhookChange,
    { author, now }: WebhookContext,
  ): void {
    this.#tables.audit.add({ at: now, author, action, version: null, changes: [sentence] });
  }

  /** Inside of the transaction of each change, so that what is noted here is as sure as the change itself. */
  #afterChange(change: MadeChange): void {
    this.#journal.noteChange(change, Date.now());
    this.#metadata.follow(Date.now());
  }

  /** How the tenant fares, for the operator's list. */
  #health(now: number): TenantHealth {
    const { recent, lastSignInAt } = this.#journal.attempts.count(now);
    return {
      lastSignInAt,
      recentFailures: recent.refused,
      metadataFailingSince: this.#metadata.failingSince(),
    };
  }

  #openJournal(): Journal {
    return new Journal(this.#storage, this.#tables.agenda, {
      state: () => this.#read(),
      everywhere: this.#everywhere,
      switchOff: (endpointId, now) =>
        this.#journal.endpoints.find(endpointId).ok
          ? this.switchOffGone(endpointId, now)
          : directoryOf(this.env).switchOffGone(endpointId, now),
      ...outboundUrlRules(this.env.BASE_DOMAIN),
    });
  }

  #read(): TenantState | null {
    return readState(this.#tables);
  }

  #change(
    context: ChangeContext,
    decision: decide.Decide,
    expects: 'in use' | 'deleted' = 'in use',
  ): Changed {
    return this.#makeChange(async () => {
      const before = decide.checkChangeable(this.#read(), context, expects);
      if (!before.ok) return before;
      const decided = decision(before.value);
      if (!decided.ok) return decided;
      const { slug, live } = before.value;
      const change = decided.value;
      if (change.live !== undefined || change.deleted === false) {
        const { configuration } = change.live ?? live;
        const claimed = await claimNames(
          this.env,
          this.#tables,
          before.value,
          configuration,
          live.configuration,
        );
        if (!claimed.ok) return claimed;
      }
      this.#commit(slug, before.value, change, context);
      return success(null);
    });
  }

  /** Changes wait for each other, but not for a change to come out. */
  async #makeChange(change: () => Promise<Result<null, RecordFailure>>): Changed {
    const made = await this.#changes.run(async () => {
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

  /** Writes a change and whatever others make of it: all or nothing. */
  #commit(slug: string, before: TenantState | null, change: decide.Change, context: ChangeContext): void {
    this.#storage.transactionSync(() => {
      writeChange(this.#tables, slug, before, change, context, Date.now() + LOOK_AFTER_MILLISECONDS);
      const after = this.#read();
      if (after !== null) this.#afterChange({ change, before, after });
    });
  }

  /** Publishes and reports at once, so that whoever made a change sees it; what fails now, the agenda does later. */
  async #bringOut(): Promise<void> {
    const { agenda } = this.#tables;
    await agenda.arm();
    const bringOut = async () => {
      for (const task of ['publish', 'report']) {
        const handler = this.#handlerOf(task);
        if (handler !== null) await agenda.runOne(task, Date.now(), handler);
      }
    };
    await Promise.race([bringOut(), scheduler.wait(MAX_WAIT_MILLISECONDS)]);
  }

  async #publish(): Promise<number | null> {
    const state = this.#read();
    return state && publishToKv(this.env.TENANTS, this.#tables.publication, state);
  }

  async #report(now: number): Promise<null> {
    const state = this.#read();
    if (state !== null) await directoryOf(this.env).report(summarizeTenant(state, this.#health(now)));
    return null;
  }

  #openMetadata(): MetadataSchedule {
    const { BASE_DOMAIN, BLOCKED_ALGORITHMS = '' } = this.env;
    const author = systemAuthor('metadata-refresh');
    const { agenda } = this.#tables;
    return new MetadataSchedule(this.#storage, agenda, {
      rules: {
        isLocal: outboundUrlRules(BASE_DOMAIN).allowLoopback,
        blockedAlgorithms: new Set(BLOCKED_ALGORITHMS.split(/[\s,]+/).filter(Boolean)),
      },
      connections: () => {
        const state = this.#read();
        return state === null || state.deleted !== null ? [] : state.live.configuration.connections;
      },
      applyMetadata: async (refreshed, now) => {
        await this.#change({ author, now, expectedRevision: null }, applyMetadata(refreshed));
      },
      tellFailure: (changes, now) => {
        const state = this.#read();
        if (state === null) return;
        const action = 'metadata_refresh_failed';
        this.#tables.audit.add({ at: now, author, action, version: null, changes });
        this.#journal.noteChange({ change: { action, changes }, before: state, after: state }, now);
      },
      reportHealth: (now) => agenda.scheduleBy('report', now),
    });
  }

  /** Ends what is left of a deleted tenant: sessions, names, all data, in this order. */
  async #purge(now: number): Promise<number | null> {
    const state = this.#read();
    if (state === null || state.deleted === null) return null;
    if (now < state.deleted.purgeAt) return state.deleted.purgeAt;
    const { everywhereAt } = state.publication;
    if (everywhereAt === null || now < everywhereAt) return now + PURGE_RETRY_MILLISECONDS;
    await this.env.SIGN_IN_LEDGER.getByName(state.tenantId).erase();
    await directoryOf(this.env).keepOnly(state.tenantId, null);
    // Nothing else gets at tables that are not there.
    await this.ctx.blockConcurrencyWhile(async () => {
      await this.#storage.deleteAll();
      this.#tables = openTables(this.#storage);
      this.#journal = this.#openJournal();
      this.#metadata = this.#openMetadata();
    });
    return null;
  }
}
