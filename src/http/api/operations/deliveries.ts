/** What was sent to webhooks, what became of it, and how to send it again. */
import * as v from 'valibot';
import type { WebhookDelivery } from '../../../administration/webhook.ts';
import { formatInstant } from '../../../saml/instant.ts';
import { pageOf } from '../answers/common.ts';
import { type DeliveryAnswer, deliveryAnswer } from '../answers/webhook.ts';
import { answerPage, LIST_QUERY } from '../lists.ts';
import { tenantOperation } from '../tenant-operation.ts';
import { refuseWebhook } from './webhooks.ts';

const listDeliveries = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/deliveries',
  operationId: 'listDeliveries',
  tag: 'Webhooks',
  summary: 'List what was sent about a tenant',
  description: "The newest first, to the tenant's webhooks and to those of all tenants.",
  scope: 'events:read',
  query: {
    webhook: v.optional(v.pipe(v.string(), v.maxLength(100), v.description('Only those to this webhook.'))),
    state: v.optional(
      v.pipe(v.picklist(['pending', 'delivered', 'given_up']), v.description('What became of them.')),
    ),
    ...LIST_QUERY,
  },
  answers: { 200: ['One page of deliveries.', pageOf(deliveryAnswer)] },
  async handle(call, { record, state: tenant }) {
    const { webhook: endpointId = null, state = null } = call.query;
    return answerPage(
      call,
      ['deliveries', tenant.tenantId, endpointId ?? '', state ?? ''],
      (page) => record.deliveries({ ...page, endpointId, state }),
      presentDelivery,
    );
  },
});

const redeliver = tenantOperation({
  method: 'POST',
  path: '/tenants/{slug}/deliveries/{deliveryId}/redeliver',
  operationId: 'redeliver',
  tag: 'Webhooks',
  summary: 'Send an event again',
  description: 'For as long as the event is kept, which is a week.',
  scope: 'events:write',
  answers: { 200: ['The delivery, pending again.', deliveryAnswer] },
  problems: ['delivery_unknown', 'delivery_too_old', 'webhook_unknown'],
  async handle(call, found) {
    const sent = await found.record.redeliver(call.path.deliveryId, call.now);
    return sent.ok ? { status: 200, body: presentDelivery(sent.value) } : refuseWebhook(sent.failure);
  },
});

function presentDelivery({
  endpointId,
  createdAt,
  nextAttemptAt,
  attempts,
  ...rest
}: WebhookDelivery): DeliveryAnswer {
  return {
    ...rest,
    webhookId: endpointId,
    createdAt: formatInstant(createdAt),
    nextAttemptAt: nextAttemptAt === null ? null : formatInstant(nextAttemptAt),
    attempts: attempts.map((attempt) => ({ ...attempt, at: formatInstant(attempt.at) })),
  };
}

export const DELIVERY_OPERATIONS = [listDeliveries, redeliver];
