import { expect, test } from 'vitest';
import type { EventType } from '../../../src/administration/event.ts';
import type { DeliveryAttempt } from '../../../src/administration/webhook.ts';
import { Deliveries } from '../../../src/stores/tenant-record/deliveries.ts';
import { Events } from '../../../src/stores/tenant-record/events.ts';
import type { WebhookTarget } from '../../../src/stores/webhook-endpoints.ts';
import { MAX_ATTEMPTS } from '../../../src/webhooks/backoff.ts';
import { withStorage } from '../../support/object-storage.ts';

const TENANT = { id: 't', slug: 'acme' };
const DAY = 86_400_000;
const ALL = { limit: 100, cursor: null, endpointId: null, state: null };

const target = (id: string, changes: Partial<WebhookTarget> = {}): WebhookTarget => ({
  id,
  url: `https://${id}.example/`,
  types: [],
  enabled: true,
  keys: [],
  ...changes,
});

/** A queue whose receivers answer what `answer` says, and what was sent through it. */
function openQueue(storage: DurableObjectStorage, answer: (endpointId: string, eventId: string) => number) {
  const sent: { readonly endpointId: string; readonly eventId: string; readonly text: string }[] = [];
  const events = new Events(storage.sql);
  const switchedOff: string[] = [];
  const told: { readonly code: string; readonly reference: string | null }[] = [];
  const deliveries = new Deliveries(storage, events, {
    makeReference: () => '7Q2M-XK4D',
    told: (event) => told.push(event),
    async send({ id }, event): Promise<DeliveryAttempt> {
      await scheduler.wait(1);
      sent.push({ endpointId: id, eventId: event.id, text: event.text });
      const status = answer(id, event.id);
      return { at: Date.now(), status, durationMilliseconds: 1, error: status < 300 ? null : 'status' };
    },
    async switchOff(id) {
      switchedOff.push(id);
    },
  });
  const tell = (type: EventType = 'tenant.changed') =>
    events.append(type, TENANT, { version: 1 }, Date.now());
  return { sent, told, switchedOff, events, deliveries, tell };
}

test('an event goes once to each endpoint that wants its type', () =>
  withStorage(async (storage) => {
    const { sent, deliveries, tell } = openQueue(storage, () => 200);
    tell('tenant.changed');
    tell('sign_in.failing');
    const targets = [
      target('all'),
      target('failing', { types: ['sign_in.failing'] }),
      target('off', { enabled: false }),
    ];
    expect(await deliveries.run(targets, Date.now())).toBeNull();
    expect(await deliveries.run(targets, Date.now())).toBeNull();
    expect(sent.map(({ endpointId }) => endpointId).sort()).toEqual(['all', 'all', 'failing']);
    expect(deliveries.list(ALL).items.every(({ state }) => state === 'delivered')).toBe(true);
    expect(JSON.parse(sent[0]?.text ?? '')).toMatchObject({ tenant: TENANT, data: { version: 1 } });
  }));

test('an endpoint is sent what it asks for when it is sent, not what it asked for once', () =>
  withStorage(async (storage) => {
    const { sent, deliveries, tell } = openQueue(storage, () => 200);
    tell('sign_in.succeeded');
    await deliveries.run([target('hook')], Date.now());
    const [delivered] = deliveries.list(ALL).items;
    // Somebody points it elsewhere, for less, and wants the former ones again.
    deliveries.sendAgain(delivered?.id ?? '', Date.now());
    await deliveries.run([target('hook', { types: ['tenant.changed'] })], Date.now());
    expect(sent).toHaveLength(1);
    expect(deliveries.list(ALL).items[0]).toMatchObject({ state: 'given_up' });
  }));

test('an endpoint that is made later is not told of what happened before', () =>
  withStorage(async (storage) => {
    const { sent, deliveries, tell } = openQueue(storage, () => 200);
    tell();
    await deliveries.run([], Date.now());
    await deliveries.run([target('late')], Date.now());
    expect(sent).toEqual([]);
  }));

test('what is never taken is tried for a day and then given up', () =>
  withStorage(async (storage) => {
    const { sent, deliveries, tell } = openQueue(storage, () => 500);
    const began = Date.now();
    tell();
    let next = await deliveries.run([target('a')], began);
    let rounds = 1;
    // The queue schedules by its own clock: here only what is due is hurried on.
    while (next !== null && rounds < 100) {
      storage.sql.exec("UPDATE deliveries SET due_at = 0 WHERE state = 'pending'");
      next = await deliveries.run([target('a')], Date.now());
      rounds += 1;
    }
    expect(sent).toHaveLength(MAX_ATTEMPTS);
    expect(new Set(sent.map(({ eventId }) => eventId)).size).toBe(1);
    const [delivery] = deliveries.list(ALL).items;
    expect(delivery).toMatchObject({ state: 'given_up', nextAttemptAt: null });
    expect(delivery?.attempts).toHaveLength(MAX_ATTEMPTS);
  }));

test.each([
  [-1_000, 'pending'],
  [1_000, 'given_up'],
] as const)('a day after it began, and %d ms, a failure leaves it %s', (milliseconds, state) =>
  withStorage(async (storage) => {
    const { deliveries, tell } = openQueue(storage, () => 500);
    tell();
    await deliveries.run([target('a')], Date.now());
    storage.sql.exec('UPDATE deliveries SET due_at = 0, began_at = ?', Date.now() - DAY - milliseconds);
    await deliveries.run([target('a')], Date.now());
    expect(deliveries.list(ALL).items[0]?.state).toBe(state);
  }),
);

test('a receiver that is down is asked once, and the others are served meanwhile', () =>
  withStorage(async (storage) => {
    const { sent, deliveries, tell } = openQueue(storage, (endpointId) =>
      endpointId === 'down' ? 500 : 200,
    );
    for (let count = 0; count < 12; count++) tell();
    const now = Date.now();
    const next = await deliveries.run([target('down'), target('up')], now);
    expect(sent.filter(({ endpointId }) => endpointId === 'down')).toHaveLength(1);
    expect(sent.filter(({ endpointId }) => endpointId === 'up')).toHaveLength(12);
    expect(next).toBeGreaterThanOrEqual(now + 5_000);
    const waiting = deliveries.list({ ...ALL, state: 'pending' }).items;
    expect(waiting).toHaveLength(12);
    expect(waiting.filter(({ attempts }) => attempts.length === 0)).toHaveLength(11);
  }));

test('one event that its receiver chokes on does not hold the others up for good', () =>
  withStorage(async (storage) => {
    const { sent, events, deliveries, tell } = openQueue(storage, (_endpointId, eventId) =>
      eventId === poison ? 500 : 200,
    );
    for (let count = 0; count < 5; count++) tell();
    const poison = events.list({ limit: 10, cursor: null }).items.at(-1)?.id;
    await deliveries.run([target('a')], Date.now());
    expect(sent).toHaveLength(1);
    storage.sql.exec("UPDATE deliveries SET due_at = 0 WHERE state = 'pending' AND attempts = '[]'");
    await deliveries.run([target('a')], Date.now());
    expect(deliveries.list({ ...ALL, state: 'delivered' }).items).toHaveLength(4);
    expect(deliveries.list({ ...ALL, state: 'pending' }).items.map(({ eventId }) => eventId)).toEqual([
      poison,
    ]);
  }));

test.each([
  ['was removed', []],
  ['was switched off', [target('a', { enabled: false })]],
])('what waits for an endpoint that %s is given up', (_title, later) =>
  withStorage(async (storage) => {
    const { sent, deliveries, tell } = openQueue(storage, () => 500);
    tell();
    await deliveries.run([target('a')], Date.now());
    storage.sql.exec('UPDATE deliveries SET due_at = 0');
    expect(await deliveries.run(later, Date.now())).toBeNull();
    expect(sent).toHaveLength(1);
    const [delivery] = deliveries.list(ALL).items;
    expect(delivery).toMatchObject({ state: 'given_up' });
    expect(delivery?.attempts.at(-1)?.error).toBe('endpoint_gone');
  }),
);

test('sending again begins a new day, and needs the event', () =>
  withStorage(async (storage) => {
    const { sent, events, deliveries, tell } = openQueue(storage, () => 200);
    tell();
    await deliveries.run([target('a')], Date.now());
    const [delivery] = deliveries.list(ALL).items;
    const id = delivery?.id ?? '';
    expect(deliveries.sendAgain(id, Date.now())).toMatchObject({ ok: true, value: { state: 'pending' } });
    await deliveries.run([target('a')], Date.now());
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    expect(deliveries.list(ALL).items[0]?.attempts).toHaveLength(2);
    expect(deliveries.sendAgain('whd_other', Date.now())).toMatchObject({
      failure: { code: 'delivery_unknown' },
    });
    events.prune(Date.now() + 8 * DAY);
    expect(deliveries.sendAgain(id, Date.now())).toMatchObject({ failure: { code: 'delivery_too_old' } });
  }));

test('an event that was forgotten on the way is given up', () =>
  withStorage(async (storage) => {
    const { events, deliveries, tell } = openQueue(storage, () => 500);
    tell();
    await deliveries.run([target('a')], Date.now());
    events.prune(Date.now() + 8 * DAY);
    storage.sql.exec('UPDATE deliveries SET due_at = 0');
    await deliveries.run([target('a')], Date.now());
    expect(deliveries.list(ALL).items[0]?.attempts.at(-1)?.error).toBe('event_gone');
  }));

test('the log pages by endpoint and state, the newest first, with no body', () =>
  withStorage(async (storage) => {
    const { deliveries, tell } = openQueue(storage, () => 200);
    for (let count = 0; count < 7; count++) tell();
    await deliveries.run([target('a'), target('b')], Date.now());
    const ids = new Set<string>();
    let cursor: string | null = null;
    do {
      const page = deliveries.list({ limit: 3, cursor, endpointId: 'b', state: 'delivered' });
      for (const { id, endpointId } of page.items) {
        expect(endpointId).toBe('b');
        ids.add(id);
      }
      cursor = page.cursor;
    } while (cursor !== null);
    expect(ids.size).toBe(7);
    expect(deliveries.list({ ...ALL, state: 'given_up' }).items).toEqual([]);
    expect(JSON.stringify(storage.sql.exec('SELECT * FROM deliveries').toArray())).not.toContain('version');
  }));

test.each([
  [410, ['a'], 'given_up'],
  [404, [], 'pending'],
])('a receiver that answers %i has its endpoint switched off: %j', (status, expected, state) =>
  withStorage(async (storage) => {
    const { sent, switchedOff, deliveries, tell } = openQueue(storage, () => status);
    for (let count = 0; count < 3; count++) tell();
    await deliveries.run([target('a')], Date.now());
    expect(switchedOff).toEqual(expected);
    expect(sent).toHaveLength(1);
    const { items } = deliveries.list(ALL);
    expect(items.find(({ attempts }) => attempts.length > 0)).toMatchObject({
      state,
      attempts: [{ status }],
    });
    storage.sql.exec("UPDATE deliveries SET due_at = 0 WHERE state = 'pending'");
    if (status === 410) await deliveries.run([target('a', { enabled: false })], Date.now());
    expect(sent).toHaveLength(1);
  }),
);

test('no more deliveries are kept than there is room for', () =>
  withStorage(async (storage) => {
    const events = new Events(storage.sql);
    const taken = { at: Date.now(), status: 200, durationMilliseconds: 1, error: null };
    const deliveries = new Deliveries(
      storage,
      events,
      {
        send: async () => taken,
        switchOff: async () => {},
        makeReference: () => '7Q2M-XK4D',
        told: () => {},
      },
      5,
    );
    for (let count = 0; count < 12; count++) {
      events.append('tenant.changed', TENANT, { version: 1 }, Date.now());
      await deliveries.run([target('a')], Date.now());
    }
    expect(deliveries.list(ALL).items).toHaveLength(5);
    expect(deliveries.list(ALL).items[0]?.eventId).toBe(events.list({ limit: 1, cursor: null }).items[0]?.id);
  }));

test('events are kept for a week, and no more than there is room for', () =>
  withStorage(async ({ sql }) => {
    const events = new Events(sql, 3);
    const now = Date.now();
    for (let count = 0; count < 5; count++) events.append('tenant.changed', TENANT, { count }, now + count);
    const page = events.list({ limit: 2, cursor: null });
    expect(page.items.map(({ data }) => data['count'])).toEqual([4, 3]);
    expect(events.list({ limit: 2, cursor: page.cursor })).toMatchObject({
      items: [{ data: { count: 2 } }],
      cursor: null,
    });
    events.prune(now + 2 + 7 * DAY - 1);
    expect(events.list({ limit: 9, cursor: null }).items).toHaveLength(3);
    events.prune(now + 2 + 7 * DAY);
    expect(events.list({ limit: 9, cursor: null }).items).toHaveLength(2);
  }));
