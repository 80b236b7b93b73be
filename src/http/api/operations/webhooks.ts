/**
 * Endpoints that are told of events: those of one tenant, and those of all. The same operations, declared once for both. A
 * secret is in the answer that makes it, and nowhere else.
 */
import * as v from 'valibot';
import { EVENT_TYPES } from '../../../administration/event.ts';
import {
  type NewWebhookSecret,
  type WebhookEndpoint,
  type WebhookEndpointsPort,
  type WebhookFailure,
  webhookRevision,
} from '../../../administration/webhook.ts';
import { grantsScope, type Scope } from '../../../operators/scopes.ts';
import { formatInstant } from '../../../saml/instant.ts';
import type { Env } from '../../../settings.ts';
import { administrationOf } from '../../../stores/administration.ts';
import { closed, distinct, text } from '../../../tenants/field-rules.ts';
import { SIGN_IN_TYPES, subscribes } from '../../../webhooks/payload.ts';
import { isRefusal } from '../answer.ts';
import { list } from '../answers/common.ts';
import {
  type NewWebhookSecretAnswer,
  newWebhookSecretAnswer,
  type WebhookAnswer,
  webhookAnswer,
} from '../answers/webhook.ts';
import { type Answer, type Operation, operation, operationWithBody } from '../operation.ts';
import { type Conditions, meetsTag, webhookTag } from '../preconditions.ts';
import { type Refusal, refuse, refuseFields } from '../problem-codes.ts';
import { findTenant } from '../tenant-access.ts';

/** Of the one tenant in the address, or of all. */
type Owner = 'tenant' | 'all';

const webhookInput = closed({
  url: v.pipe(
    text(2_000),
    v.description('Where events are posted: https, at a host that everybody can reach.'),
  ),
  types: v.pipe(
    v.optional(distinct(v.picklist(EVENT_TYPES), EVENT_TYPES.length), []),
    v.description('Which events; empty for all.'),
  ),
  enabled: v.pipe(v.optional(v.boolean(), true), v.description('Whether anything is sent.')),
});
export type WebhookInput = v.InferInput<typeof webhookInput>;

/** Events of sign-ins say who it was. The scopes for events show that to nobody, and shall not send it to anybody either. */
function refusePeople({ types }: WebhookInput, scopes: readonly Scope[]): Refusal | null {
  const tellsOfPeople = SIGN_IN_TYPES.some((type) => subscribes({ enabled: true, types: types ?? [] }, type));
  return tellsOfPeople && !grantsScope(scopes, 'people:read')
    ? refuse('scope_missing', `Events of ${SIGN_IN_TYPES.join(', ')} say who it was: that takes people:read.`)
    : null;
}

function webhookOperations(owner: Owner): readonly Operation[] {
  const isOfTenant = owner === 'tenant';
  const base = isOfTenant ? '/tenants/{slug}/webhooks' : '/webhooks';
  const one = `${base}/{webhookId}` as const;
  const name = (verb: string, noun: string) => `${verb}${isOfTenant ? 'Tenant' : ''}${noun}`;
  const whose = isOfTenant ? 'of a tenant' : 'of all tenants';
  const unknown = isOfTenant ? (['tenant_unknown'] as const) : [];

  const listWebhooks = operation({
    method: 'GET',
    path: base,
    operationId: name('list', 'Webhooks'),
    tag: 'Webhooks',
    summary: `List the webhooks ${whose}`,
    scope: 'events:read',
    answers: { 200: ['All of them.', v.object({ items: list(webhookAnswer) })] },
    problems: unknown,
    handle: (call) =>
      withHolder(call, owner, async (port) => {
        const webhooks = await port.webhooks();
        return { status: 200, body: { items: webhooks.map((webhook) => presentWebhook(webhook, call)) } };
      }),
  });

  const create = operationWithBody({
    method: 'POST',
    path: base,
    operationId: name('create', 'Webhook'),
    tag: 'Webhooks',
    summary: `Make a webhook ${whose}`,
    description:
      'The answer holds the secret that deliveries are signed with, this once. Events of sign-ins take people:read as well.',
    scope: 'events:write',
    schema: () => webhookInput,
    answers: { 201: ['The webhook.', newWebhookSecretAnswer] },
    problems: [...unknown, 'too_many_webhooks'],
    handle: (call) =>
      withHolder(call, owner, async (port) => {
        const refused = refusePeople(call.body, call.scopes);
        if (refused !== null) return refused;
        const made = await port.createWebhook(call.body, { author: call.author, now: call.now });
        if (!made.ok) return refuseWebhook(made.failure);
        return { status: 201, body: presentSecret(made.value, call), ...tagged(made.value.endpoint, call) };
      }),
  });

  const get = operation({
    method: 'GET',
    path: one,
    operationId: name('get', 'Webhook'),
    tag: 'Webhooks',
    summary: `Read a webhook ${whose}`,
    scope: 'events:read',
    answers: { 200: ['The webhook.', webhookAnswer] },
    problems: [...unknown, 'webhook_unknown'],
    handle: (call) =>
      withHolder(call, owner, async (port) => {
        const webhook = (await port.webhooks()).find(({ id }) => id === call.path.webhookId);
        return webhook === undefined
          ? refuse('webhook_unknown')
          : { status: 200, body: presentWebhook(webhook, call), ...tagged(webhook, call) };
      }),
  });

  const put = operationWithBody({
    method: 'PUT',
    path: one,
    operationId: name('put', 'Webhook'),
    tag: 'Webhooks',
    summary: `Change a webhook ${whose}`,
    description: 'The body says all of it. Its secrets stay. Events of sign-ins take people:read as well.',
    scope: 'events:write',
    conditions: 'match',
    conditionProblem: 'webhook_changed',
    schema: () => webhookInput,
    answers: { 200: ['The webhook as it was saved.', webhookAnswer] },
    problems: [...unknown, 'webhook_unknown'],
    handle: (call) =>
      withHolder(call, owner, async (port) => {
        const refused = refusePeople(call.body, call.scopes);
        if (refused !== null) return refused;
        const id = call.path.webhookId;
        const seen = await readSeen(port, id, call.conditions);
        if (isRefusal(seen)) return seen;
        const context = { author: call.author, now: call.now };
        const saved = await port.updateWebhook(id, call.body, context, seen.revision);
        if (!saved.ok) return refuseWebhook(saved.failure);
        return { status: 200, body: presentWebhook(saved.value, call), ...tagged(saved.value, call) };
      }),
  });

  const remove = operation({
    method: 'DELETE',
    path: one,
    operationId: name('delete', 'Webhook'),
    tag: 'Webhooks',
    summary: `Remove a webhook ${whose}`,
    scope: 'events:write',
    answers: { 204: ['It is removed.', null] },
    problems: [...unknown, 'webhook_unknown'],
    handle: (call) =>
      withHolder(call, owner, async (port) => {
        const context = { author: call.author, now: call.now };
        const removed = await port.removeWebhook(call.path.webhookId, context);
        return removed.ok ? { status: 204 } : refuseWebhook(removed.failure);
      }),
  });

  const rotate = operation({
    method: 'POST',
    path: `${one}/rotate`,
    operationId: name('rotate', 'WebhookSecret'),
    tag: 'Webhooks',
    summary: `Make a new secret for a webhook ${whose}`,
    description:
      'It signs beside the one before until that is retired, so that the receiver can change over.',
    scope: 'events:write',
    answers: { 200: ['The webhook with its new secret.', newWebhookSecretAnswer] },
    problems: [...unknown, 'webhook_unknown'],
    handle: (call) =>
      withHolder(call, owner, async (port) => {
        const context = { author: call.author, now: call.now };
        const made = await port.rotateWebhookSecret(call.path.webhookId, context);
        return made.ok ? { status: 200, body: presentSecret(made.value, call) } : refuseWebhook(made.failure);
      }),
  });

  const retire = operation({
    method: 'DELETE',
    path: `${one}/keys/{webhookKeyId}`,
    operationId: name('retire', 'WebhookKey'),
    tag: 'Webhooks',
    summary: `Retire an older secret of a webhook ${whose}`,
    scope: 'events:write',
    answers: { 200: ['The webhook without it.', webhookAnswer] },
    problems: [...unknown, 'webhook_unknown', 'webhook_key_unknown', 'webhook_key_needed'],
    handle: (call) =>
      withHolder(call, owner, async (port) => {
        const { webhookId, webhookKeyId } = call.path;
        const context = { author: call.author, now: call.now };
        const retired = await port.retireWebhookKey(webhookId, webhookKeyId, context);
        return retired.ok
          ? { status: 200, body: presentWebhook(retired.value, call) }
          : refuseWebhook(retired.failure);
      }),
  });

  return [listWebhooks, create, get, put, remove, rotate, retire];
}

/** Acts on who holds the webhooks: the tenant in the address, or the directory. */
async function withHolder(
  call: { readonly path: { readonly slug?: string }; readonly env: Env },
  owner: Owner,
  act: (port: WebhookEndpointsPort) => Promise<Answer | Refusal>,
): Promise<Answer | Refusal> {
  if (owner === 'all') return act(administrationOf(call.env).directory);
  const found = await findTenant(call, call.path.slug ?? '');
  return isRefusal(found) ? found : act(found.record);
}

/** Holds an endpoint against the conditions of the request. Where there are any, it counts for the one that was read alone. */
async function readSeen(
  port: WebhookEndpointsPort,
  id: string,
  conditions: Conditions,
): Promise<{ readonly revision: string | null } | Refusal> {
  if (conditions.ifMatch === null && conditions.ifNoneMatch === null) return { revision: null };
  const endpoint = (await port.webhooks()).find((each) => each.id === id);
  if (endpoint === undefined) return refuse('webhook_unknown');
  return meetsTag(conditions, webhookTag(endpoint))
    ? { revision: webhookRevision(endpoint) }
    : refuse('webhook_changed');
}

/** The entity tag header of an answer about an endpoint, for who may change it. */
function tagged(
  endpoint: WebhookEndpoint,
  { scopes }: { readonly scopes: readonly Scope[] },
): { readonly etag?: string } {
  return grantsScope(scopes, 'events:write') ? { etag: webhookTag(endpoint) } : {};
}

/** Says why a webhook or a delivery was not changed. */
export function refuseWebhook({ code, expected }: WebhookFailure): Refusal {
  switch (code) {
    case 'url_malformed':
    case 'url_not_https':
    case 'url_with_credentials':
    case 'url_host_not_public':
      return refuseFields('body_invalid', [{ path: 'url', message: `must be ${expected}` }]);
    default:
      return refuse(code);
  }
}

/** Whoever has an address may post to it, and many a receiver has its secret in it: only who may write it reads all of it. */
function presentWebhook(
  { url, createdAt, keys, ...webhook }: WebhookEndpoint,
  { scopes }: { readonly scopes: readonly Scope[] },
): WebhookAnswer {
  return {
    ...webhook,
    url: grantsScope(scopes, 'events:write') ? url : `${new URL(url).origin}/…`,
    createdAt: formatInstant(createdAt),
    keys: keys.map((key) => ({ id: key.id, createdAt: formatInstant(key.createdAt) })),
  };
}

function presentSecret(
  { endpoint, secret }: NewWebhookSecret,
  call: { readonly scopes: readonly Scope[] },
): NewWebhookSecretAnswer {
  return { ...presentWebhook(endpoint, call), secret };
}

export const WEBHOOK_OPERATIONS = webhookOperations('all');
export const TENANT_WEBHOOK_OPERATIONS = webhookOperations('tenant');
