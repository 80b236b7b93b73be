/** Webhooks, events and deliveries as the API shows them: never a signing secret, but once, in the answer that makes one. */
import * as v from 'valibot';
import { EVENT_TYPES } from '../../../administration/event.ts';
import { count, instant, list } from './common.ts';

export const eventAnswer = v.object({
  id: v.pipe(v.string(), v.description('Unique; the same each time that the event is delivered.')),
  type: v.picklist(EVENT_TYPES),
  at: instant('When it happened.'),
  tenant: v.object({ id: v.string(), slug: v.string() }),
  data: v.pipe(v.record(v.string(), v.unknown()), v.description('What goes with its type.')),
});

export const webhookAnswer = v.object({
  id: v.string(),
  url: v.pipe(v.string(), v.description('Without events:write no more than its host: it may hold a secret.')),
  types: v.pipe(list(v.picklist(EVENT_TYPES)), v.description('Empty for all.')),
  enabled: v.boolean(),
  createdAt: instant('When it was made.'),
  keys: v.pipe(
    list(v.object({ id: v.string(), createdAt: instant('When it was made.') })),
    v.description('The newest first. All of them sign, until the older one is retired.'),
  ),
});

export const newWebhookSecretAnswer = v.object({
  ...webhookAnswer.entries,
  secret: v.pipe(v.string(), v.description('What deliveries are signed with: it is shown this once.')),
});

const deliveryAttemptAnswer = v.object({
  at: instant('When it was sent.'),
  status: v.pipe(v.nullable(v.number()), v.description('Null where there was no answer.')),
  durationMilliseconds: v.number(),
  error: v.pipe(v.nullable(v.string()), v.description('Null where it was taken.')),
});

export const deliveryAnswer = v.object({
  id: v.string(),
  eventId: v.string(),
  eventType: v.picklist(EVENT_TYPES),
  webhookId: v.string(),
  reference: v.pipe(v.nullable(v.string()), v.description('Finds it again, here and in the log.')),
  state: v.picklist(['pending', 'delivered', 'given_up']),
  createdAt: instant('When it was first to be sent.'),
  nextAttemptAt: v.nullable(instant('Null unless it is pending.')),
  attempts: v.pipe(list(deliveryAttemptAnswer), v.description('The oldest first; the last twenty.')),
});

export const attemptCountsAnswer = v.object({
  recent: v.pipe(
    v.object({
      signed_in: count('Signed in.'),
      restarted: count('Begun anew after a Response that nobody asked for.'),
      refused: count('Refused.'),
    }),
    v.description('Of the last 24 hours, to the hour.'),
  ),
  lastSignInAt: v.nullable(instant('When somebody last signed in.')),
});

export type EventAnswer = v.InferOutput<typeof eventAnswer>;
export type WebhookAnswer = v.InferOutput<typeof webhookAnswer>;
export type NewWebhookSecretAnswer = v.InferOutput<typeof newWebhookSecretAnswer>;
export type DeliveryAnswer = v.InferOutput<typeof deliveryAnswer>;
export type AttemptCountsAnswer = v.InferOutput<typeof attemptCountsAnswer>;
