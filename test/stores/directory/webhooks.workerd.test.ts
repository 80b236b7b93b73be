/** The webhooks that are told of all tenants: their changes in the operators' trail, and what of the deployment lapses. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import type { EventType } from '../../../src/administration/event.ts';
import { WebhookChanges } from '../../../src/stores/directory/webhook-changes.ts';
import { operatorAccounts } from '../../../src/stores/operator-accounts/operator-accounts.ts';
import { withStorage } from '../../support/object-storage.ts';
import { ALICE } from '../../support/records.ts';

const DAY = 86_400_000;
const accounts = operatorAccounts(env.OPERATOR_ACCOUNTS);
const newDirectory = () => env.DIRECTORY.getByName(crypto.randomUUID());
const context = () => ({ author: ALICE, now: Date.now() });

/** An address that is never called, so that nothing is. */
async function subscribe(directory: ReturnType<typeof newDirectory>, types: readonly EventType[] = []) {
  const url = 'https://hooks.example.com/secret-path';
  const made = await directory.createWebhook({ url, types, enabled: true }, context());
  if (!made.ok) throw new Error(made.failure.code);
  await runInDurableObject(directory, (_directory, { storage }) => {
    storage.sql.exec("UPDATE webhook_endpoints SET url = 'https://10.0.0.1/'");
  });
  return made.value;
}

async function trail(endpointId: string) {
  const { items } = await accounts.listAudit({ limit: 100, cursor: null });
  return items.filter(({ subject }) => subject.includes(endpointId));
}

/** Lets the alarm come round some time from now. */
async function runAt(directory: ReturnType<typeof newDirectory>, task: string) {
  await runInDurableObject(directory, async (object, { storage }) => {
    storage.sql.exec('UPDATE agenda SET due_at = 1 WHERE task = ?', task);
    await object.alarm();
  });
}

function eventsOf(directory: ReturnType<typeof newDirectory>) {
  return runInDurableObject(directory, (_directory, { storage }) =>
    storage.sql
      .exec<{ text: string }>('SELECT text FROM events ORDER BY sequence')
      .toArray()
      .map(({ text }) => JSON.parse(text)),
  );
}

test('their changes are in the operators’ trail as soon as they are made, without path and secret', async () => {
  const directory = newDirectory();
  const { endpoint, secret } = await subscribe(directory);
  await directory.removeWebhook(endpoint.id, context());
  const entries = await trail(endpoint.id);
  expect(entries.map(({ action, author }) => [action, author])).toEqual([
    ['webhook.removed', ALICE],
    ['webhook.saved', ALICE],
  ]);
  expect(entries.at(-1)?.subject).toContain('hooks.example.com');
  expect(JSON.stringify(entries)).not.toContain('secret-path');
  expect(JSON.stringify(entries)).not.toContain(secret);
});

test('what is refused is in no trail', async () => {
  const directory = newDirectory();
  await directory.removeWebhook('whe_nobody', context());
  expect(await trail('whe_nobody')).toEqual([]);
});

test('a change that the trail could not take waits for it', async () => {
  const directory = newDirectory();
  const id = await runInDurableObject(directory, async (object) => {
    const real = env.OPERATOR_ACCOUNTS;
    const down = { getByName: () => ({ noteWebhookChange: () => Promise.reject(new Error('down')) }) };
    Object.assign(Reflect.get(object, 'env'), { OPERATOR_ACCOUNTS: down });
    const input = { url: 'https://hooks.example.com/', types: [], enabled: true };
    const made = await object.createWebhook(input, context());
    Object.assign(Reflect.get(object, 'env'), { OPERATOR_ACCOUNTS: real });
    return made.ok ? made.value.endpoint.id : '';
  });
  expect(await trail(id)).toEqual([]);
  await runAt(directory, 'note');
  await runAt(directory, 'note');
  expect(await trail(id)).toHaveLength(1);
});

test('a trail that is slow is told of each change once, in order', () =>
  withStorage(async ({ sql }) => {
    const changes = new WebhookChanges(sql);
    for (const sentence of ['one', 'two']) changes.add({ action: 'webhook_saved', sentence }, context());
    const noted: string[] = [];
    const note = async ({ sentence }: { readonly sentence: string }) => {
      await scheduler.wait(20);
      noted.push(sentence);
    };
    const broken = () => Promise.reject(new Error('down'));
    const [failed] = await Promise.allSettled([
      changes.handOver(broken),
      changes.handOver(note),
      changes.handOver(note),
    ]);
    expect(failed?.status).toBe('rejected');
    expect(noted).toEqual(['one', 'two']);
  }));

test('are told once at each threshold of an API key that ends soon, and not of others', async () => {
  const now = Date.now();
  const key = (id: string, days: number) => ({
    id,
    secretHash: id,
    name: `Key ${id}`,
    scopes: ['tenants:read' as const],
    expiresAt: now + days * DAY,
  });
  await accounts.makeKey(key('soon', 20), ALICE, now);
  await accounts.makeKey(key('late', 70), ALICE, now);
  const directory = newDirectory();
  const { endpoint } = await subscribe(directory, ['secret.expiring']);
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await runAt(directory, 'watch');
  await runAt(directory, 'watch');
  expect(await eventsOf(directory)).toEqual([
    {
      id: expect.any(String),
      type: 'secret.expiring',
      at: expect.any(String),
      tenant: null,
      data: {
        what: 'api-key',
        keyId: 'soon',
        name: 'Key soon',
        expiresAt: new Date(now + 20 * DAY).toISOString(),
        isExpired: false,
      },
    },
  ]);
  await runAt(directory, 'deliver');
  const told = log.mock.calls.map(([line]) => JSON.parse(String(line)));
  log.mockRestore();
  const attempt = { event: 'webhook', code: 'url_refused', tenant: null };
  expect(told).toContainEqual(expect.objectContaining(attempt));
  const deliveries = await runInDurableObject(directory, (_directory, { storage }) =>
    storage.sql.exec('SELECT endpoint_id, attempts FROM deliveries').toArray(),
  );
  expect(deliveries).toEqual([
    { endpoint_id: endpoint.id, attempts: expect.stringContaining('url_refused') },
  ]);
});

test('are looked after again the next day', async () => {
  const directory = newDirectory();
  await runAt(directory, 'watch');
  await runInDurableObject(directory, async (_directory, { storage }) => {
    const { due_at } = storage.sql
      .exec<{ due_at: number }>("SELECT due_at FROM agenda WHERE task = 'watch'")
      .one();
    expect(Math.abs(due_at - Date.now() - DAY)).toBeLessThan(60_000);
    expect(await storage.getAlarm()).toBeLessThanOrEqual(due_at);
  });
});

test('one whose receiver is gone is switched off, once, and the trail says why', async () => {
  const directory = newDirectory();
  const { endpoint } = await subscribe(directory);
  await runInDurableObject(directory, async (object) => {
    await object.switchOffGone(endpoint.id, Date.now());
    await object.switchOffGone(endpoint.id, Date.now());
    await object.switchOffGone('whe_nobody', Date.now());
  });
  expect(await directory.webhooks()).toMatchObject([{ id: endpoint.id, enabled: false }]);
  const [last, ...before] = await trail(endpoint.id);
  expect(last).toMatchObject({ author: { kind: 'system' }, subject: expect.stringContaining('410') });
  expect(before).toHaveLength(1);
});
