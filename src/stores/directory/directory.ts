/**
 * The directory: one Durable Object for the whole deployment, where slugs, hostnames and email domains are each claimed once,
 * where the operator's list is, and the webhooks that are told of all tenants. Only administration comes here. It does nothing between reading and writing that
 * others could get in between of. I/O: its own storage; KV and tenants' records while it takes over old ones.
 */
import type {
  ClaimFailure,
  Claims,
  DirectoryPort,
  TenantFilter,
  TenantPage,
  TenantQuery,
  TenantSummary,
} from '../../administration/directory.ts';
import { outboundUrlRules } from '../../outbound-url.ts';
import { type Result, success } from '../../result.ts';
import { type AdministrationBindings, recordOf, type WithBaseDomain } from '../administration.ts';
import { Agenda, type TaskHandler } from '../tenant-record/agenda.ts';
import { WebhookEndpoints, type WebhookTarget } from '../webhook-endpoints.ts';
import { WebhookHost } from '../webhook-host.ts';
import { ClaimsTable } from './claims-table.ts';
import { SummariesTable } from './summaries-table.ts';
import { TakeOver } from './take-over.ts';

export class Directory extends WebhookHost<AdministrationBindings & WithBaseDomain> implements DirectoryPort {
  readonly #storage: DurableObjectStorage;
  readonly #claims: ClaimsTable;
  readonly #summaries: SummariesTable;
  readonly #agenda: Agenda;
  readonly #takeOver: TakeOver;
  readonly #endpoints: WebhookEndpoints;

  constructor(state: DurableObjectState, env: AdministrationBindings & WithBaseDomain) {
    super(state, env);
    this.#storage = state.storage;
    this.#claims = new ClaimsTable(state.storage.sql);
    this.#summaries = new SummariesTable(state.storage.sql);
    this.#agenda = new Agenda(state.storage);
    this.#endpoints = new WebhookEndpoints(state.storage.sql, outboundUrlRules(env.BASE_DOMAIN));
    this.#takeOver = new TakeOver(state.storage, this.#agenda, env.TENANTS, (tenant, now) =>
      recordOf(env, tenant.id).adopt(tenant, now),
    );
    state.blockConcurrencyWhile(async () => {
      if (this.#takeOver.enter(Date.now())) await this.#agenda.arm();
    });
  }

  async claim(tenantId: string, claims: Claims): Promise<Result<null, ClaimFailure>> {
    return this.#storage.transactionSync(() => {
      const [taken] = this.#claims.findTaken(tenantId, claims);
      if (taken !== undefined) return { ok: false, failure: taken };
      this.#claims.claimFree(tenantId, claims);
      return success(null);
    });
  }

  async claimFree(tenantId: string, claims: Claims): Promise<readonly ClaimFailure[]> {
    return this.#storage.transactionSync(() => {
      const taken = this.#claims.findTaken(tenantId, claims);
      if (!taken.some(({ code }) => code === 'slug_taken')) this.#claims.claimFree(tenantId, claims);
      return taken;
    });
  }

  async keepOnly(tenantId: string, claims: Claims | null): Promise<void> {
    this.#storage.transactionSync(() => {
      this.#claims.keepOnly(tenantId, claims);
      if (claims === null) this.#summaries.remove(tenantId);
    });
  }

  async findBySlug(slug: string): Promise<string | null> {
    return this.#claims.holderOf('slug', slug);
  }

  /** Notes what the list shows; not of a tenant that was purged meanwhile. */
  async report(summary: TenantSummary): Promise<void> {
    if (this.#claims.holderOf('slug', summary.slug) === summary.tenantId) this.#summaries.put(summary);
  }

  async list(query: TenantQuery): Promise<TenantPage> {
    return this.#summaries.list(query);
  }

  async count(now: number): Promise<Readonly<Record<TenantFilter, number>>> {
    return this.#summaries.count(now);
  }

  /** What records send to, secrets and all: for the stores alone. */
  async webhookTargets(): Promise<readonly WebhookTarget[]> {
    return this.#endpoints.targets();
  }

  protected override endpoints(): WebhookEndpoints {
    return this.#endpoints;
  }

  /** The operators' own audit trail has it. */
  protected override noteWebhookChange(): void {}

  override async alarm(): Promise<void> {
    await this.#agenda.run(Date.now(), (task) => this.#handlerOf(task));
  }

  #handlerOf(task: string): TaskHandler | null {
    return task === 'take-over' ? (now) => this.#takeOver.takeOverPage(now) : null;
  }
}
