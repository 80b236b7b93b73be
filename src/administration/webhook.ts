/**
 * Where events are sent, as the rest of the product sees it: the endpoints of one tenant in its record, those of all tenants
 * in the directory, and in each record the log of what was sent. Instants are milliseconds since 1970, UTC.
 */
import type { OutboundUrlFailure } from '../outbound-url.ts';
import type { Facts, Result } from '../result.ts';
import type { Author } from './author.ts';
import type { EventType } from './event.ts';
import type { Page, PageRequest } from './page.ts';

/** What people say about an endpoint. */
export interface WebhookInput {
  readonly url: string;
  /** Empty for all. */
  readonly types: readonly EventType[];
  readonly enabled: boolean;
}

/** What an endpoint says, as one text to compare: whoever changes it says which one he saw. */
export function webhookRevision({ url, types, enabled }: WebhookInput): string {
  return JSON.stringify([url, types, enabled]);
}

export interface WebhookEndpoint extends WebhookInput {
  readonly id: string;
  readonly createdAt: number;
  /** The newest first, which signs; while there is another one it signs as well, until its receiver has changed over. */
  readonly keys: readonly { readonly id: string; readonly createdAt: number }[];
}

/** An endpoint with its newest secret: given when that is made, and never again. */
export interface NewWebhookSecret {
  readonly endpoint: WebhookEndpoint;
  /** `whsec_` and base64. */
  readonly secret: string;
}

export type WebhookFailure =
  | OutboundUrlFailure
  | Facts<
      | 'webhook_unknown'
      /** It is not the one that was seen. */
      | 'webhook_changed'
      | 'too_many_webhooks'
      | 'webhook_key_unknown'
      /** The last one: without it nothing could be signed. */
      | 'webhook_key_needed'
      | 'delivery_unknown'
      /** Its event is forgotten: there is nothing left to send. */
      | 'delivery_too_old'
    >;

/** By whom and when. */
export interface WebhookContext {
  readonly author: Author;
  readonly now: number;
}

/** What both the record of a tenant and the directory do. */
export interface WebhookEndpointsPort {
  /** The oldest first. */
  webhooks(): Promise<readonly WebhookEndpoint[]>;
  createWebhook(
    input: WebhookInput,
    context: WebhookContext,
  ): Promise<Result<NewWebhookSecret, WebhookFailure>>;
  /** `revision`: of the endpoint that was seen; null for whichever is there. */
  updateWebhook(
    id: string,
    input: WebhookInput,
    context: WebhookContext,
    revision?: string | null,
  ): Promise<Result<WebhookEndpoint, WebhookFailure>>;
  removeWebhook(id: string, context: WebhookContext): Promise<Result<null, WebhookFailure>>;
  /** Makes a new secret, which signs beside the one before until that is retired; an older one is retired at once. */
  rotateWebhookSecret(id: string, context: WebhookContext): Promise<Result<NewWebhookSecret, WebhookFailure>>;
  /** Takes a key away that no receiver needs any more. */
  retireWebhookKey(
    id: string,
    keyId: string,
    context: WebhookContext,
  ): Promise<Result<WebhookEndpoint, WebhookFailure>>;
}

export type DeliveryError =
  /** It answered, with no 2xx. */
  | 'status'
  /** It answered with a redirect, which is not followed. */
  | 'redirect'
  | 'timeout'
  /** No connection, no name, no certificate, or broken off. */
  | 'unreachable'
  /** Its URL may not be called any more. */
  | 'url_refused'
  /** It was removed, or switched off. */
  | 'endpoint_gone'
  /** The event was forgotten before it could be sent. */
  | 'event_gone';

export interface DeliveryAttempt {
  readonly at: number;
  /** Null where there was no answer. */
  readonly status: number | null;
  readonly durationMilliseconds: number;
  /** Null where it was taken. */
  readonly error: DeliveryError | null;
}

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  readonly id: string;
  readonly eventId: string;
  readonly eventType: EventType;
  readonly endpointId: string;
  /** Null where it was queued before there were any. */
  readonly reference: string | null;
  readonly state: 'pending' | 'delivered' | 'given_up';
  readonly createdAt: number;
  /** Null unless it is pending. */
  readonly nextAttemptAt: number | null;
  /** The oldest first; the last twenty. */
  readonly attempts: readonly DeliveryAttempt[];
}

export interface DeliveryQuery extends PageRequest {
  /** Null for those of all endpoints. */
  readonly endpointId: string | null;
  readonly state: WebhookDelivery['state'] | null;
}

/** What both do besides: of what is told of the tenant, or of the deployment itself. */
export interface WebhookDeliveriesPort {
  /** The newest first. */
  deliveries(query: DeliveryQuery): Promise<Page<WebhookDelivery>>;
  /** Sends an event again, as long as it is kept. */
  redeliver(deliveryId: string, now: number): Promise<Result<WebhookDelivery, WebhookFailure>>;
}
