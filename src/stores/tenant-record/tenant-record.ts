/**
 * The system of record of one tenant: a SQLite-backed Durable Object, named by the tenant's id. Its tables are modules beside
 * this one; here they are put together. Changes come one after the other; each is one transaction, with its entry in the
 * audit trail and with all that has to follow from it on the agenda, so that a crash between any two steps loses nothing.
 * Its input was validated by whoever calls. I/O: its own storage, the directory, KV.
 */
import { DurableObject } from 'cloudflare:workers';
import { systemAuthor } from '../../administration/author.ts';
import * as decide from '../../administration/change.ts';
import { claimsOf, configurationOf } from '../../administration/configuration.ts';
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
import { failure, type Result, success } from '../../result.ts';
import { parseInstant } from '../../saml/instant.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { type AdministrationBindings, directoryOf, recordOf } from '../administration.ts';
import type { SignInLedger } from '../sign-in-ledger.ts';
import { EVERYWHERE_AFTER_MILLISECONDS, listKeys, parseStoredTenant } from '../tenant-store.ts';
import { Agenda, type TaskHandler } from './agenda.ts';
import { AuditTrail } from './audit-trail.ts';
import { DraftTable } from './draft.ts';
import { HeaderTable } from './header.ts';
import { PublicationTable } from './publication.ts';
import { publishToKv } from './publisher.ts';
import { SerialQueue } from './serial-queue.ts';
import { VersionsTable } from './versions.ts';

/** How long a deletion can be undone. */
export const GRACE_MILLISECONDS = 14 * 86_400_000;

/** What was changed is brought out at once; this is when the alarm looks whether that came to an end. */
const LOOK_AFTER_MILLISECONDS = 2_000;
/** Whoever makes a change waits no longer than this for KV and the directory. */
const MAX_WAIT_MILLISECONDS = 5_000;
/** Names are looked through a little after nothing can serve the former version any more. */
const CLAIMS_AFTER_MILLISECONDS = EVERYWHERE_AFTER_MILLISECONDS + 5_000;
const PUBLICATION_RETRY_MILLISECONDS = 60_000;

export interface RecordBindings extends AdministrationBindings {
  readonly SIGN_IN_LEDGER: DurableObjectNamespace<SignInLedger>;
}

/** A change that was made, for those who tell others of it. */
export interface MadeChange {
  readonly action: AuditEntry['action'];
  readonly changes: readonly string[];
  readonly at: number;
  /** Null for a tenant that was made by it. */
  readonly before: TenantState | null;
  readonly after: TenantState;
}

type Changed = Promise<Result<TenantState, RecordFailure>>;

export class TenantRecord extends DurableObject<RecordBindings> implements TenantRecordPort {
  readonly #storage: DurableObjectStorage;
  readonly #changes = new SerialQueue();
  readonly #outbox = new SerialQueue();
  #tables: Tables;

  constructor(state: DurableObjectState, env: RecordBindings) {
    super(state, env);
    this.#storage = state.storage;
    this.#tables = openTables(state.storage);
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
      const { tenantId, slug, configuration } = tenant;
      if (this.#read() !== null) return failure('slug_taken', 'a tenant that is new', slug);
      const claimed = await this.#claim(tenantId, slug, configuration, null);
      if (!claimed.ok) return claimed;
      const live = { configuration, restoredFrom: null };
      this.#commit(null, { action: 'tenant_created', changes: [], live }, context, slug);
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
    return this.#change(context, decide.publishDraft);
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

  /**
   * Takes over a tenant that KV has and no record: id and version go on. Names that others have by now are not claimed, and
   * the audit trail tells of them. False where another tenant has its slug: then it stays as it is.
   */
  async adopt(tenant: Tenant, now: number): Promise<boolean> {
    // Past the queue: records that look at each other's keys must not wait for each other.
    if (this.#tables.header.read() !== null) return true;
    const adopted = await this.#makeChange(async () => {
      if (this.#read() !== null) return success(null);
      const { id, slug, version } = tenant;
      const configuration = configurationOf(tenant);
      await this.#enterClaims(id);
      const taken = await directoryOf(this.env).claimFree(id, claimsOf(slug, configuration));
      for (const { code } of taken)
        console.error(JSON.stringify({ event: 'name_taken', tenantId: id, code }));
      const slugTaken = taken.find(({ code }) => code === 'slug_taken');
      if (slugTaken !== undefined) return { ok: false, failure: slugTaken };
      const names = taken.map(({ received }) => received);
      this.#storage.transactionSync(() => {
        const at = parseInstant(tenant.updatedAt) ?? now;
        const author = systemAuthor('take-over');
        const changes = [
          'The tenant was taken over from its published record.',
          ...names.map((name) => `“${name}” belongs to another tenant already.`),
        ];
        this.#tables.header.write({ slug, createdAt: at, revision: 1, liveVersion: version, deleted: null });
        this.#tables.versions.add({
          number: version,
          configuration,
          author,
          at,
          changes,
          restoredFrom: null,
        });
        this.#tables.audit.add({ at: now, author, action: 'tenant_adopted', version, changes });
        this.#tables.publication.enter(version);
        this.#tables.publication.markWritten(1, at);
        const owned = tenant.hostnames.filter((hostname) => !names.includes(hostname));
        this.#tables.publication.noteKeys(listKeys({ slug, hostnames: owned }));
        this.#tables.agenda.schedule('report', Date.now() + LOOK_AFTER_MILLISECONDS);
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
        return (now) => this.#changes.run(() => this.#giveUpClaims(now));
      case 'purge':
        return (now) => this.#changes.run(() => this.#purge(now));
      default:
        return null;
    }
  }

  /** Inside of the transaction of each change, so that what is noted here is as sure as the change itself. */
  #afterChange(_change: MadeChange): void {}

  /** How the tenant fares, for the operator's list. */
  #health(_now: number): TenantHealth {
    return { lastSignInAt: null, recentFailures: 0, metadataFailingSince: null };
  }

  #read(): TenantState | null {
    const { header, versions, draft, publication } = this.#tables;
    const [tenantId, found] = [header.claimant(), header.read()];
    if (tenantId === null || found === null) return null;
    const live = versions.find(found.liveVersion);
    const published = publication.read();
    if (live === null || published === null) throw new Error('the record has no live version');
    const { slug, createdAt, revision, deleted } = found;
    const { generation: _generation, ...state } = published;
    return { tenantId, slug, createdAt, revision, live, draft: draft.read(), publication: state, deleted };
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
      const { tenantId, slug, live } = before.value;
      const change = decided.value;
      if (change.live !== undefined || change.deleted === false) {
        const { configuration } = change.live ?? live;
        const claimed = await this.#claim(tenantId, slug, configuration, live.configuration);
        if (!claimed.ok) return claimed;
      }
      this.#commit(before.value, change, context, slug);
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

  /** Claims names before they are used. Should the change then not happen, the agenda gives them up again. */
  async #claim(
    tenantId: string,
    slug: string,
    configuration: TenantConfiguration,
    live: TenantConfiguration | null,
  ): Promise<Result<null, RecordFailure>> {
    await this.#enterClaims(tenantId);
    const hostnames = configuration.hostnames.filter((hostname) => !live?.hostnames.includes(hostname));
    for (const key of listKeys({ slug, hostnames })) await this.#adoptHolder(key, tenantId);
    return directoryOf(this.env).claim(tenantId, claimsOf(slug, configuration));
  }

  async #enterClaims(tenantId: string): Promise<void> {
    this.#storage.transactionSync(() => {
      this.#tables.header.setClaimant(tenantId);
      this.#tables.agenda.scheduleBy('claims', Date.now() + CLAIMS_AFTER_MILLISECONDS);
    });
    await this.#tables.agenda.arm();
  }

  /** A tenant that was in KV before there was a directory has its names, too. */
  async #adoptHolder(key: string, tenantId: string): Promise<void> {
    const text = await this.env.TENANTS.get(key);
    const holder = text === null ? null : parseStoredTenant(key, text);
    if (holder !== null && holder.id !== tenantId)
      await recordOf(this.env, holder.id).adopt(holder, Date.now());
  }

  /** Writes a change, its entry in the audit trail and what has to follow: all or nothing. */
  #commit(before: TenantState | null, change: decide.Change, context: ChangeContext, slug: string): void {
    const { header, versions, draft, audit, publication, agenda } = this.#tables;
    const { author, now: at } = context;
    const { action, changes, live } = change;
    const liveVersion = (before?.live.number ?? 0) + (live === undefined ? 0 : 1);
    const deleted = change.deleted ? { at, author, purgeAt: at + GRACE_MILLISECONDS } : null;
    const lookAt = Date.now() + LOOK_AFTER_MILLISECONDS;
    this.#storage.transactionSync(() => {
      if (live !== undefined) versions.add({ number: liveVersion, at, author, changes, ...live });
      if (change.draft === null) draft.discard();
      else if (change.draft !== undefined)
        draft.save({ basedOn: liveVersion, at, author, configuration: change.draft });
      header.write({
        slug,
        createdAt: before?.createdAt ?? at,
        revision: (before?.revision ?? 0) + 1,
        liveVersion,
        deleted: change.deleted === undefined ? (before?.deleted ?? null) : deleted,
      });
      audit.add({ at, author, action, version: live === undefined ? null : liveVersion, changes });
      if (live !== undefined || change.deleted !== undefined) {
        publication.enter(liveVersion);
        agenda.schedule('publish', lookAt);
      }
      if (change.deleted === true) agenda.schedule('purge', at + GRACE_MILLISECONDS);
      if (change.deleted === false) agenda.cancel('purge');
      agenda.schedule('report', lookAt);
      const after = this.#read();
      if (after !== null) this.#afterChange({ action, changes, at, before, after });
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

  /** Gives up the names that neither the live version needs nor anything that may still be served. */
  async #giveUpClaims(now: number): Promise<number | null> {
    const [tenantId, state] = [this.#tables.header.claimant(), this.#read()];
    if (tenantId === null) return null;
    if (state !== null) {
      const { everywhereAt } = state.publication;
      if (everywhereAt === null) return now + PUBLICATION_RETRY_MILLISECONDS;
      if (now < everywhereAt) return everywhereAt;
    }
    const claims = state && claimsOf(state.slug, state.live.configuration);
    await directoryOf(this.env).keepOnly(tenantId, claims);
    return null;
  }

  /** Ends what is left of a deleted tenant: sessions, names, all data, in this order. */
  async #purge(now: number): Promise<number | null> {
    const state = this.#read();
    if (state === null || state.deleted === null) return null;
    if (now < state.deleted.purgeAt) return state.deleted.purgeAt;
    const { everywhereAt } = state.publication;
    if (everywhereAt === null || now < everywhereAt) return now + PUBLICATION_RETRY_MILLISECONDS;
    await this.env.SIGN_IN_LEDGER.getByName(state.tenantId).erase();
    await directoryOf(this.env).keepOnly(state.tenantId, null);
    await this.#storage.deleteAll();
    this.#tables = openTables(this.#storage);
    return null;
  }
}

/** All that is stored; each part makes its own tables. */
interface Tables {
  readonly agenda: Agenda;
  readonly header: HeaderTable;
  readonly versions: VersionsTable;
  readonly draft: DraftTable;
  readonly audit: AuditTrail;
  readonly publication: PublicationTable;
}

function openTables(storage: DurableObjectStorage): Tables {
  return {
    agenda: new Agenda(storage),
    header: new HeaderTable(storage.sql),
    versions: new VersionsTable(storage.sql),
    draft: new DraftTable(storage.sql),
    audit: new AuditTrail(storage.sql),
    publication: new PublicationTable(storage.sql),
  };
}
