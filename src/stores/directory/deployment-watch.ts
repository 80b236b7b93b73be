/**
 * Looks once a day at what of the deployment itself lapses, its own certificates and API keys, and tells the webhooks that are
 * told of all tenants. I/O: the directory's storage; webhooks.
 */
import { type DeploymentExpiry, deploymentNotices } from '../../administration/deployment-expiries.ts';
import { describeNotice } from '../../administration/expiry-notices.ts';
import type { Page } from '../../administration/page.ts';
import type { DeliveryQuery, WebhookDelivery, WebhookFailure } from '../../administration/webhook.ts';
import { makeEvent, type OutcomeEvent } from '../../events/outcome-event.ts';
import { makeReference } from '../../events/reference.ts';
import type { Result } from '../../result.ts';
import type { Agenda, TaskHandler } from '../tenant-record/agenda.ts';
import { Deliveries, type Receivers } from '../tenant-record/deliveries.ts';
import { Events } from '../tenant-record/events.ts';
import { ExpiryWatch } from '../tenant-record/expiry-watch.ts';
import type { WebhookTarget } from '../webhook-endpoints.ts';

const DAY = 86_400_000;

/** What it needs from around it. */
export interface WatchedDeployment extends Omit<Receivers, 'makeReference' | 'told'> {
  /** Tells the log of an outcome. */
  readonly emit: (event: OutcomeEvent) => void;
  readonly expiries: () => Promise<readonly DeploymentExpiry[]>;
  readonly targets: () => readonly WebhookTarget[];
}

export class DeploymentWatch {
  readonly #storage: DurableObjectStorage;
  readonly #agenda: Agenda;
  readonly #deployment: WatchedDeployment;
  readonly #events: Events;
  readonly #deliveries: Deliveries;
  readonly #told: ExpiryWatch;

  constructor(storage: DurableObjectStorage, agenda: Agenda, deployment: WatchedDeployment) {
    this.#storage = storage;
    this.#agenda = agenda;
    this.#deployment = deployment;
    this.#events = new Events(storage.sql);
    this.#deliveries = new Deliveries(storage, this.#events, {
      ...deployment,
      makeReference: () => makeReference(null),
      told: (delivery) => deployment.emit(makeEvent({ event: 'webhook', ...delivery })),
    });
    this.#told = new ExpiryWatch(storage.sql);
  }

  /** Puts it on the agenda, unless it is there. */
  enter(now: number): void {
    if (this.#agenda.find('watch') === null) this.#agenda.schedule('watch', now);
  }

  /** The tasks that are its own. */
  handlerOf(task: string): TaskHandler | null {
    if (task === 'watch') return (now) => this.#watch(now);
    return task === 'deliver' ? (now) => this.#deliveries.run(this.#deployment.targets(), now) : null;
  }

  /** Lists what was sent about the deployment itself. */
  deliveries(query: DeliveryQuery): Page<WebhookDelivery> {
    return this.#deliveries.list(query);
  }

  /** The deliveries with a reference number. */
  findReference(reference: string): readonly WebhookDelivery[] {
    return this.#deliveries.findReference(reference);
  }

  /** Queues a delivery once more; see WebhookDeliveriesPort. */
  redeliver(deliveryId: string, now: number): Result<WebhookDelivery, WebhookFailure> {
    return this.#storage.transactionSync(() => {
      const queued = this.#deliveries.sendAgain(deliveryId, now);
      if (queued.ok) this.#agenda.scheduleBy('deliver', now);
      return queued;
    });
  }

  async #watch(now: number): Promise<number> {
    this.#events.prune(now);
    const notices = deploymentNotices(await this.#deployment.expiries());
    this.#storage.transactionSync(() => {
      for (const notice of this.#told.pickDue(notices, now)) {
        this.#events.append(notice.type, null, describeNotice(notice, now), now);
        this.#agenda.scheduleBy('deliver', now);
      }
    });
    return now + DAY;
  }
}
