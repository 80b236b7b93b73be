/**
 * The directory: one Durable Object for the whole deployment, where slugs, hostnames and email domains are each claimed once,
 * where the operator's list is, and the webhooks that are told of all tenants and of the deployment itself. Only administration
 * comes here. It does nothing between reading and writing that others could get in between of. I/O: its own storage; webhooks;
 * the operators' accounts; KV and tenants' records while it takes over old ones.
 */
import { listDeploymentExpiries } from '../../administration/deployment-expiries.ts';
import type {
  ClaimFailure,
  Claims,
  DirectoryPort,
  TenantFilter,
  TenantPage,
  TenantQuery,
  TenantSummary,
} from '../../administration/directory.ts';
import type { ReferenceMatch, ReferencesPort } from '../../administration/reference.ts';
import type { HourCount } from '../../administration/sign-in-hours.ts';
import type { DeliveryQuery, WebhookContext, WebhookDeliveriesPort } from '../../administration/webhook.ts';
import { emitEvent, type WithEvents } from '../../events/emit-event.ts';
import { referenceGroup } from '../../events/reference.ts';
import { outboundUrlRules } from '../../outbound-url.ts';
import { type Result, success } from '../../result.ts';
import { type RawSpKeys, readSpKeys } from '../../sp-key-settings.ts';
import { type AdministrationBindings, recordOf, type WithBaseDomain } from '../administration.ts';
import { type OperatorAccounts, operatorAccounts } from '../operator-accounts/operator-accounts.ts';
import { Agenda, type TaskHandler } from '../tenant-record/agenda.ts';
import type { RollUpBatch } from '../tenant-record/roll-up.ts';
import { sendWebhook } from '../webhook-delivery.ts';
import { WebhookEndpoints, type WebhookTarget } from '../webhook-endpoints.ts';
import { type WebhookChange, WebhookHost } from '../webhook-host.ts';
import { ClaimsTable } from './claims-table.ts';
import { DeploymentHours } from './deployment-hours.ts';
import { DeploymentWatch } from './deployment-watch.ts';
import { SummariesTable } from './summaries-table.ts';
import { TakeOver } from './take-over.ts';
import { WebhookChanges } from './webhook-changes.ts';

/** The trail is told at once; this is when the alarm looks whether that came to an end. */
const LOOK_AFTER_MILLISECONDS = 2_000;

type Bindings = AdministrationBindings &
  WithBaseDomain &
  WithEvents &
  RawSpKeys & { readonly OPERATOR_ACCOUNTS: DurableObjectNamespace<OperatorAccounts> };

export class Directory
  extends WebhookHost<Bindings>
  implements DirectoryPort, WebhookDeliveriesPort, ReferencesPort
{
  readonly #storage: DurableObjectStorage;
  readonly #claims: ClaimsTable;
  readonly #summaries: SummariesTable;
  readonly #hours: DeploymentHours;
  readonly #agenda: Agenda;
  readonly #takeOver: TakeOver;
  readonly #endpoints: WebhookEndpoints;
  readonly #webhookChanges: WebhookChanges;
  readonly #watch: DeploymentWatch;

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env);
    this.#storage = state.storage;
    this.#claims = new ClaimsTable(state.storage.sql);
    this.#summaries = new SummariesTable(state.storage.sql);
    this.#hours = new DeploymentHours(state.storage.sql);
    this.#agenda = new Agenda(state.storage);
    const rules = outboundUrlRules(env.BASE_DOMAIN);
    this.#endpoints = new WebhookEndpoints(state.storage.sql, rules);
    this.#webhookChanges = new WebhookChanges(state.storage.sql);
    this.#watch = new DeploymentWatch(state.storage, this.#agenda, {
      expiries: () => this.#expiries(),
      targets: () => this.#endpoints.targets(),
      emit: (event) => emitEvent(event, env),
      send: (target, event) => sendWebhook(target, event, rules),
      switchOff: (endpointId, now) => this.switchOffGone(endpointId, now),
    });
    this.#takeOver = new TakeOver(state.storage, this.#agenda, env.TENANTS, (tenant, now) =>
      recordOf(env, tenant.id).adopt(tenant, now),
    );
    state.blockConcurrencyWhile(async () => {
      this.#takeOver.enter(Date.now());
      this.#watch.enter(Date.now());
      await this.#agenda.arm();
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
      if (claims !== null) return;
      this.#summaries.remove(tenantId);
      this.#hours.forget(tenantId);
    });
  }

  async findBySlug(slug: string): Promise<string | null> {
    return this.#claims.holderOf('slug', slug);
  }

  /** Notes what the list shows; not of a tenant that was purged meanwhile. */
  async report(summary: TenantSummary, counted: RollUpBatch | null = null): Promise<void> {
    if (this.#claims.holderOf('slug', summary.slug) !== summary.tenantId) return;
    this.#storage.transactionSync(() => {
      this.#summaries.put(summary);
      if (counted !== null) this.#hours.take(summary.tenantId, counted);
    });
  }

  async signInHours(since: number): Promise<readonly HourCount[]> {
    return this.#hours.since(since);
  }

  async list(query: TenantQuery): Promise<TenantPage> {
    return this.#summaries.list(query);
  }

  async listExpiring(now: number, limit: number): Promise<readonly TenantSummary[]> {
    return this.#summaries.listExpiring(now, limit);
  }

  async listFailing(limit: number): Promise<readonly TenantSummary[]> {
    return this.#summaries.listFailing(limit);
  }

  async findByReferenceGroup(group: string): Promise<readonly string[]> {
    return this.#summaries.ids().filter((id) => referenceGroup(id) === group);
  }

  async count(now: number): Promise<Readonly<Record<TenantFilter, number>>> {
    return this.#summaries.count(now);
  }

  /** Of what the deployment itself tells; what is told of a tenant is in its record. */
  async deliveries(query: DeliveryQuery) {
    return this.#watch.deliveries(query);
  }

  async redeliver(deliveryId: string, now: number) {
    const queued = this.#watch.redeliver(deliveryId, now);
    await this.#agenda.arm();
    return queued;
  }

  async findReference(reference: string): Promise<readonly ReferenceMatch[]> {
    return this.#watch.findReference(reference).map((delivery) => ({ kind: 'webhook', delivery }));
  }

  /** What records send to, secrets and all: for the stores alone. */
  async webhookTargets(): Promise<readonly WebhookTarget[]> {
    return this.#endpoints.targets();
  }

  protected override endpoints(): WebhookEndpoints {
    return this.#endpoints;
  }

  /** The operators' own audit trail gets it. */
  protected override noteWebhookChange(change: WebhookChange, context: WebhookContext): void {
    this.#webhookChanges.add(change, context);
    this.#agenda.schedule('note', Date.now() + LOOK_AFTER_MILLISECONDS);
  }

  protected override async bringOutWebhookChange(): Promise<void> {
    await this.#agenda.arm();
    await this.#agenda.runOne('note', Date.now(), () => this.#note());
  }

  override async alarm(): Promise<void> {
    await this.#agenda.run(Date.now(), (task) => this.#handlerOf(task));
  }

  #handlerOf(task: string): TaskHandler | null {
    if (task === 'take-over') return (now) => this.#takeOver.takeOverPage(now);
    return task === 'note' ? () => this.#note() : this.#watch.handlerOf(task);
  }

  async #note(): Promise<null> {
    const accounts = operatorAccounts(this.env.OPERATOR_ACCOUNTS);
    await this.#webhookChanges.handOver(({ action, sentence }, { author, now }) =>
      accounts.noteWebhookChange(
        action === 'webhook_removed' ? 'webhook.removed' : 'webhook.saved',
        sentence,
        author,
        now,
      ),
    );
    return null;
  }

  async #expiries() {
    const keys = await operatorAccounts(this.env.OPERATOR_ACCOUNTS).listKeys();
    // What is wrong with the settings is said to everybody who asks for anything: here, what can be read counts.
    return listDeploymentExpiries(
      readSpKeys(this.env, new Set(), () => {}),
      keys,
    );
  }
}
