/** Webhooks as an application sees them: delivered, signed, sent again, and told apart when they come twice. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemAuthor } from '../../src/administration/author.ts';
import type { EventType } from '../../src/administration/event.ts';
import { verifyWebhook } from '../../src/api-client/api-client.ts';
import type { RecordPort } from '../../src/stores/administration.ts';
import { signIn } from '../support/sign-in.ts';
import {
  type Receive,
  type ReceivedWebhook,
  readmeReceiver,
  startReceiver,
  type WebhookReceiver,
} from '../support/webhook-receiver.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

let worker: TestWorker;
let receiver: WebhookReceiver;
let receive: Receive;
let acme: string;

beforeAll(async () => {
  [worker, receiver, receive] = await Promise.all([startWorker(), startReceiver(), readmeReceiver()]);
  acme = worker.origin('acme');
  await worker.putTenant('acme');
});
afterAll(async () => {
  receiver.close();
  await worker.close();
});

const context = () => ({ author: systemAuthor('test'), now: Date.now() });

async function record(): Promise<RecordPort> {
  const found = await (await worker.administration()).findBySlug('acme');
  if (found === null) throw new Error('there is no record of acme');
  return found;
}

/** Subscribes a path of the receiver to some types of events. */
async function subscribe(path: string, ...types: readonly EventType[]) {
  const created = await (await record()).createWebhook(
    { url: receiver.url(path), types, enabled: true },
    context(),
  );
  if (!created.ok) throw new Error(created.failure.code);
  return { secret: created.value.secret, id: created.value.endpoint.id };
}

const person = (name: string) => ({
  nameId: { value: `${name}@example.com`, format: null, nameQualifier: null, spNameQualifier: null },
});

test("somebody's first sign-in arrives once, signed, with what the application creates its user from", async () => {
  const { secret } = await subscribe('/first', 'person.first_sign_in', 'sign_in.succeeded');
  await Promise.all([
    signIn(worker, acme, person('newcomer')),
    signIn(worker, acme, person('newcomer')),
    signIn(worker, acme, person('newcomer')),
  ]);
  const webhooks = await receiver.waitFor('/first', 4);
  const seen = new Set<string>();
  const events = webhooks.map(({ headers, body }) => receive(headers, body, secret, seen));
  const [first, ...more] = events.filter((event) => event?.type === 'person.first_sign_in');
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    tenant: { slug: 'acme' },
    data: { connectionId: 'idp', person: { accountKey: 'newcomer@example.com' } },
  });
  expect(events.filter((event) => event?.type === 'sign_in.succeeded')).toHaveLength(3);
});

test('a copy of a webhook, sent again by somebody else, is none to the receiver', async () => {
  const { secret } = await subscribe('/replay', 'sign_in.succeeded');
  await signIn(worker, acme);
  const [webhook] = await receiver.waitFor('/replay', 1);
  if (webhook === undefined) throw new Error('there is none');
  const { headers, body } = webhook;
  const seen = new Set<string>();
  expect(receive(headers, body, secret, seen)?.type).toBe('sign_in.succeeded');
  expect(receive(headers, body, secret, seen)).toBeNull();
  const later = String(Number(headers['webhook-timestamp']) + 1);
  for (const changed of [{ 'webhook-id': 'evt_other' }, { 'webhook-timestamp': later }]) {
    expect(() => receive({ ...headers, ...changed }, body, secret, new Set())).toThrow('not signed');
  }
  expect(() => receive(headers, body.replace('acme', 'evil'), secret, new Set())).toThrow('not signed');
  const old = { ...headers, 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 301) };
  expect(() => receive(old, body, secret, new Set())).toThrow('not sent just now');
});

test('what fails is sent again after a while, as the same event at another time, and the log tells', async () => {
  const { secret, id } = await subscribe('/failing', 'sign_in.succeeded');
  receiver.answer('/failing', 500, 503);
  await signIn(worker, acme);
  // The third attempt would be half a minute later: it is asked for.
  const [first, second] = await receiver.waitFor('/failing', 2);
  if (first === undefined || second === undefined) throw new Error('there are none');
  expect(second.at - first.at).toBeGreaterThanOrEqual(4_900);
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
  expect(second.headers['webhook-timestamp']).not.toBe(first.headers['webhook-timestamp']);
  expect(second.body).toBe(first.body);
  const pending = await deliveryOf(id, (attempts) => attempts === 2);
  expect(pending).toMatchObject({
    state: 'pending',
    attempts: [
      { status: 500, error: 'status' },
      { status: 503, error: 'status' },
    ],
  });
  expect(JSON.stringify(pending)).not.toMatch(/alice|example\.com|not read/);

  expect((await (await record()).redeliver(pending.id, Date.now())).ok).toBe(true);
  const third = (await receiver.waitFor('/failing', 3))[2];
  expect(third && receive(third.headers, third.body, secret, new Set())?.type).toBe('sign_in.succeeded');
  expect((await deliveryOf(id, (attempts) => attempts === 3)).state).toBe('delivered');
});

test('both secrets sign while one takes over from the other, and the old one no more once it is retired', async () => {
  const { secret: old, id } = await subscribe('/rolling', 'sign_in.succeeded');
  const rotated = await (await record()).rotateWebhookSecret(id, context());
  if (!rotated.ok) throw new Error(rotated.failure.code);
  const { secret, endpoint } = rotated.value;
  await signIn(worker, acme);
  const [both] = await receiver.waitFor('/rolling', 1);
  if (both === undefined) throw new Error('there is none');
  expect(both.headers['webhook-key-id']).toBe(endpoint.keys.map((key) => key.id).join(' '));
  for (const each of [old, secret]) {
    expect(receive(both.headers, both.body, each, new Set())).not.toBeNull();
    expect((await verify(both, each)).ok).toBe(true);
  }

  await (await record()).retireWebhookKey(id, endpoint.keys[1]?.id ?? '', context());
  await signIn(worker, acme);
  const [, after] = await receiver.waitFor('/rolling', 2);
  if (after === undefined) throw new Error('there is none');
  expect(receive(after.headers, after.body, secret, new Set())).not.toBeNull();
  expect(() => receive(after.headers, after.body, old, new Set())).toThrow('not signed');
  expect((await verify(after, secret)).ok).toBe(true);
  expect(await verify(after, old)).toMatchObject({ failure: { code: 'webhook_signature_invalid' } });
});

test("an endpoint for all tenants is told of each tenant's changes", async () => {
  const { directory } = await worker.administration();
  const input = { url: receiver.url('/all'), types: ['tenant.changed' as const], enabled: true };
  const created = await directory.createWebhook(input, context());
  if (!created.ok) throw new Error(created.failure.code);
  await worker.putTenant('globex');
  await worker.putTenant('initech');
  const events = (await receiver.waitFor('/all', 2)).map(({ headers, body }) =>
    receive(headers, body, created.value.secret, new Set()),
  );
  expect(events.map((event) => event?.tenant.slug).sort()).toEqual(['globex', 'initech']);
});

test('a receiver that is gone is told nothing more, and the audit trail says why', async () => {
  const { directory } = await worker.administration();
  const own = await subscribe('/gone', 'tenant.changed');
  const input = { url: receiver.url('/gone-for-all'), types: ['tenant.changed' as const], enabled: true };
  const created = await directory.createWebhook(input, context());
  if (!created.ok) throw new Error(created.failure.code);
  for (const path of ['/gone', '/gone-for-all']) receiver.answer(path, 410);
  await worker.putTenant('acme', { displayName: 'Acme, renamed' });
  await receiver.waitFor('/gone', 1);
  // Records know of the endpoints for all tenants for a minute.
  await worker.putTenant('hooli');
  await receiver.waitFor('/gone-for-all', 1);
  const isOn = async (list: () => ReturnType<typeof directory.webhooks>, id: string) =>
    (await list()).find((endpoint) => endpoint.id === id)?.enabled;
  const { id } = created.value.endpoint;
  await expect.poll(async () => isOn(async () => (await record()).webhooks(), own.id)).toBe(false);
  await expect.poll(() => isOn(() => directory.webhooks(), id)).toBe(false);
  const [entry] = (await (await record()).audit({ limit: 1, cursor: null })).items;
  expect(entry).toMatchObject({ action: 'webhook_saved', author: { kind: 'system', id: 'webhooks' } });
  expect(entry?.changes.join()).toContain('410');
  expect(await deliveryOf(own.id, (attempts) => attempts === 1)).toMatchObject({ state: 'given_up' });
});

test('whoever signs out is told as well', async () => {
  const { secret } = await subscribe('/out', 'session.signed_out');
  const visitor = await signIn(worker, acme, person('leaver'));
  await visitor.visit(`${acme}/sso/logout`, { method: 'POST', headers: { origin: acme } });
  const [webhook] = await receiver.waitFor('/out', 1);
  expect(webhook && receive(webhook.headers, webhook.body, secret, new Set())).toMatchObject({
    type: 'session.signed_out',
    data: { person: { accountKey: 'leaver@example.com' } },
  });
});

/** What the client has for receivers, which says the same as the README's lines. */
function verify({ headers, body }: ReceivedWebhook, secret: string) {
  const entries = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  return verifyWebhook(new Headers(entries), body, secret, Date.now());
}

/** The one delivery of an endpoint, once it has been tried as often as that. */
async function deliveryOf(endpointId: string, isWanted: (attempts: number) => boolean) {
  for (let tries = 0; tries < 100; tries++) {
    const query = { limit: 10, cursor: null, endpointId, state: null };
    const [delivery] = (await (await record()).deliveries(query)).items;
    if (delivery !== undefined && isWanted(delivery.attempts.length)) return delivery;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it was not tried as often as that');
}
