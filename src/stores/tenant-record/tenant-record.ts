/**
 * The system of record of one tenant: a SQLite-backed Durable Object, named by the tenant's id. This is its table of contents:
 * what it can be asked for, and the tasks on its agenda. Its parts are the modules beside this one, put together in parts.ts;
 * changes.ts is how it is changed. Its input was validated by whoever calls. I/O: its own storage, the directory, KV.
 */
import { applyMetadata } from '../../administration/apply-metadata.ts';
import { systemAuthor } from '../../administration/author.ts';
import * as decide from '../../administration/change.ts';
import { untestedConnections } from '../../administration/draft-trial.ts';
import type { MetadataPort, MetadataStatus, RefreshCause } from '../../administration/metadata.ts';
import type { Page, PageRequest } from '../../administration/page.ts';
import type { ReferenceMatch, ReferencesPort } from '../../administration/reference.ts';
import type {
  AuditEntry,
  ChangeContext,
  TenantConfiguration,
  TenantRecordPort,
  TenantState,
  TenantVersion,
  VersionSummary,
} from '../../administration/tenant-record.ts';
import type { WebhookContext } from '../../administration/webhook.ts';
import type { Connection, Tenant } from '../../tenants/tenant.ts';
import type { WebhookChange } from '../webhook-host.ts';
import type { TaskHandler } from './agenda.ts';
import { type Changed, Changes, type NewTenant } from './changes.ts';
import { giveUpNames } from './claiming.ts';
import type { DomainProofs } from './domain-proofs.ts';
import type { Journal } from './journal.ts';
import { Outbox } from './outbox.ts';
import { type Bindings, openParts, type Parts } from './parts.ts';
import { purgeTenant } from './purge.ts';
import { SessionsHost } from './sessions-host.ts';
import { readState, type Tables } from './tables.ts';

export class TenantRecord
  extends SessionsHost<Bindings>
  implements TenantRecordPort, MetadataPort, ReferencesPort
{
  readonly #storage: DurableObjectStorage;
  readonly #outbox: Outbox;
  readonly #changes: Changes;
  #parts: Parts;

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env);
    this.#storage = state.storage;
    this.#parts = this.#openParts();
    this.#outbox = new Outbox(env, () => this.#parts);
    this.#changes = new Changes(
      state.storage,
      env,
      () => this.#parts,
      () => this.#outbox.bringOut(),
    );
  }

  create(tenant: NewTenant, context: ChangeContext): Changed {
    return this.#changes.create(tenant, context);
  }

  async read(): Promise<TenantState | null> {
    return readState(this.#parts.tables);
  }

  saveDraft(configuration: TenantConfiguration, context: ChangeContext): Changed {
    return this.#changes.change(context, decide.saveDraft(configuration));
  }

  discardDraft(context: ChangeContext): Changed {
    return this.#changes.change(context, decide.discardDraft);
  }

  publishDraft(context: ChangeContext, untested: 'take' | 'refuse' = 'take'): Changed {
    return this.#changes.change(context, (state) => {
      const { tests } = this.#parts.journal.trials.read();
      const refused = untested === 'take' ? [] : untestedConnections(state, tests);
      return decide.publishDraft(context, refused)(state);
    });
  }

  publish(configuration: TenantConfiguration, context: ChangeContext): Changed {
    return this.#changes.change(context, decide.publish(configuration));
  }

  rollBack(to: number, context: ChangeContext): Changed {
    const found = this.#parts.tables.versions;
    return this.#changes.change(context, (state) => decide.rollBack(to, found.find(to), context)(state));
  }

  delete(context: ChangeContext): Changed {
    return this.#changes.change(context, decide.deleteTenant);
  }

  restore(context: ChangeContext): Changed {
    return this.#changes.change(context, decide.restoreTenant, 'deleted');
  }

  async version(number: number): Promise<TenantVersion | null> {
    return this.#parts.tables.versions.find(number);
  }

  async versions(page: PageRequest): Promise<Page<VersionSummary>> {
    return this.#parts.tables.versions.page(page);
  }

  async audit(page: PageRequest): Promise<Page<AuditEntry>> {
    return this.#parts.tables.audit.page(page);
  }

  async findReference(reference: string): Promise<readonly ReferenceMatch[]> {
    const { tables, journal } = this.#parts;
    const changes = tables.audit.find(reference).map((entry) => ({ kind: 'change' as const, entry }));
    return [...journal.findReference(reference), ...changes];
  }

  refreshMetadata(connectionId: string, cause: RefreshCause, now: number): Promise<Connection | null> {
    return this.#parts.metadata.refreshNow(connectionId, cause, now);
  }

  async metadataStatuses(): Promise<readonly MetadataStatus[]> {
    return this.#parts.metadata.statuses();
  }

  /**
   * Takes over a tenant that KV has and no record: id and version go on. Names that others have by now are not claimed, and
   * the audit trail tells of them. False where another tenant has its slug: then it stays as it is. For the stores alone.
   */
  adopt(tenant: Tenant, now: number): Promise<boolean> {
    return this.#changes.adopt(tenant, now);
  }

  override async alarm(): Promise<void> {
    await this.#parts.tables.agenda.run(Date.now(), (task) => this.#handlerOf(task));
  }

  /** Who does what is on the agenda. */
  #handlerOf(task: string): TaskHandler | null {
    const { tables, journal, metadata, domains } = this.#parts;
    if (task === 'claims') return (now) => this.#changes.alone(() => giveUpNames(this.env, tables, now));
    if (task === 'purge') return (now) => this.#changes.alone(() => this.#purge(now));
    const parts = [this.#outbox, journal, metadata, domains];
    return parts.reduce<TaskHandler | null>((found, part) => found ?? part.handlerOf(task), null);
  }

  protected override journal(): Journal {
    return this.#parts.journal;
  }

  protected override tables(): Tables {
    return this.#parts.tables;
  }

  protected override domainProofs(): DomainProofs {
    return this.#parts.domains;
  }

  protected override bringOut(): Promise<void> {
    return this.#outbox.bringOut();
  }

  protected override noteWebhookChange(
    { action, sentence }: WebhookChange,
    { author, now }: WebhookContext,
  ): void {
    this.#parts.tables.audit.add({ at: now, author, action, version: null, changes: [sentence] });
  }

  #openParts(): Parts {
    const author = systemAuthor('metadata-refresh');
    return openParts(this.#storage, this.env, {
      applyMetadata: async (refreshed, now) => {
        await this.#changes.change({ author, now, expectedRevision: null }, applyMetadata(refreshed));
      },
      switchOffGone: (endpointId, now) => this.switchOffGone(endpointId, now),
      alone: (work) => this.#changes.alone(work),
      bringOut: () => this.bringOut(),
    });
  }

  #purge(now: number): Promise<number | null> {
    // Nothing else gets at tables that are not there.
    const erase = () =>
      this.ctx.blockConcurrencyWhile(async () => {
        await this.#storage.deleteAll();
        this.#parts = this.#openParts();
      });
    return purgeTenant(this.env, readState(this.#parts.tables), now, erase);
  }
}
