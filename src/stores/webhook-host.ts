/**
 * What the record of a tenant and the directory have in common: each is an object with a list of webhook endpoints, and
 * these are its methods for administration. I/O: the object's storage.
 */
import { DurableObject } from 'cloudflare:workers';
import { systemAuthor } from '../administration/author.ts';
import type {
  NewWebhookSecret,
  WebhookContext,
  WebhookEndpoint,
  WebhookEndpointsPort,
  WebhookFailure,
  WebhookInput,
} from '../administration/webhook.ts';
import { type Result, success } from '../result.ts';
import type { WebhookEndpoints } from './webhook-endpoints.ts';

/** A change of an endpoint, for the audit trail. Of its URL the host alone: the rest may be the receiver's secret. */
export interface WebhookChange {
  readonly action: 'webhook_saved' | 'webhook_removed';
  readonly sentence: string;
}

export abstract class WebhookHost<Bindings> extends DurableObject<Bindings> implements WebhookEndpointsPort {
  protected abstract endpoints(): WebhookEndpoints;

  /** Inside of the transaction of each change. */
  protected abstract noteWebhookChange(change: WebhookChange, context: WebhookContext): void;

  /** After each change, for what noting it left to be done. */
  protected async bringOutWebhookChange(): Promise<void> {}

  async webhooks(): Promise<readonly WebhookEndpoint[]> {
    return this.endpoints().list();
  }

  async createWebhook(
    input: WebhookInput,
    context: WebhookContext,
  ): Promise<Result<NewWebhookSecret, WebhookFailure>> {
    return this.#change(
      context,
      'webhook_saved',
      () => this.endpoints().create(input, context.now),
      ({ endpoint }) => `Events are sent to ${describe(endpoint)} from now on.`,
    );
  }

  async updateWebhook(
    id: string,
    input: WebhookInput,
    context: WebhookContext,
    revision: string | null = null,
  ): Promise<Result<WebhookEndpoint, WebhookFailure>> {
    return this.#change(
      context,
      'webhook_saved',
      () => this.endpoints().update(id, input, revision),
      (endpoint) => `The webhook ${describe(endpoint)} was changed${endpoint.enabled ? '' : '; it is off'}.`,
    );
  }

  async removeWebhook(id: string, context: WebhookContext): Promise<Result<null, WebhookFailure>> {
    const removed = await this.#change(
      context,
      'webhook_removed',
      () => this.endpoints().remove(id),
      (endpoint) => `Events are not sent to ${describe(endpoint)} any more.`,
    );
    return removed.ok ? success(null) : removed;
  }

  async rotateWebhookSecret(
    id: string,
    context: WebhookContext,
  ): Promise<Result<NewWebhookSecret, WebhookFailure>> {
    return this.#change(
      context,
      'webhook_saved',
      () => this.endpoints().rotate(id, context.now),
      ({ endpoint }) => `The webhook ${describe(endpoint)} has a new secret.`,
    );
  }

  async retireWebhookKey(
    id: string,
    keyId: string,
    context: WebhookContext,
  ): Promise<Result<WebhookEndpoint, WebhookFailure>> {
    return this.#change(
      context,
      'webhook_saved',
      () => this.endpoints().retire(id, keyId),
      (endpoint) => `The secret ${keyId} of the webhook ${describe(endpoint)} was retired.`,
    );
  }

  /** Switches off an endpoint whose receiver answered that it is gone; once, however often that was. For the stores alone. */
  async switchOffGone(id: string, now: number): Promise<void> {
    const found = this.endpoints().find(id);
    if (!found.ok || !found.value.enabled) return;
    await this.#change(
      { author: systemAuthor('webhooks'), now },
      'webhook_saved',
      () => this.endpoints().switchOff(id),
      (endpoint) =>
        `The receiver of the webhook ${describe(endpoint)} answered 410 Gone, so that it was switched off.`,
    );
  }

  async #change<Value>(
    context: WebhookContext,
    action: WebhookChange['action'],
    change: () => Result<Value, WebhookFailure>,
    describeChange: (value: Value) => string,
  ): Promise<Result<Value, WebhookFailure>> {
    const changed = this.ctx.storage.transactionSync(() => {
      const result = change();
      if (result.ok) this.noteWebhookChange({ action, sentence: describeChange(result.value) }, context);
      return result;
    });
    if (changed.ok) await this.bringOutWebhookChange();
    return changed;
  }
}

function describe({ id, url }: WebhookEndpoint): string {
  return `${new URL(url).host} (${id})`;
}
