/** What happens to a tenant, through its record: with its alarm, its state and the directory around it. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { SignInAttempt } from '../../../src/administration/attempt.ts';
import type { EventType } from '../../../src/administration/event.ts';
import type { SignInEntry } from '../../../src/administration/journal.ts';
import { REFUSALS, WITHIN_MILLISECONDS } from '../../../src/stores/tenant-record/failing-streaks.ts';
import {
  ALICE,
  administration,
  by,
  configuration,
  connectionOf,
  createTenant,
  must,
} from '../../support/records.ts';
import { connection, session } from '../../support/tenants.ts';

const DAY = 86_400_000;
const FIRST_PAGE = { limit: 100, cursor: null };
const ALL_ATTEMPTS = { ...FIRST_PAGE, outcome: null, code: null, reference: null };
const EVERYBODY = { ...FIRST_PAGE, search: '' };

type Made = Awaited<ReturnType<typeof createTenant>>;

function entry(
  { tenantId, slug }: Made,
  changes: Partial<SignInAttempt> = {},
  accountKey = 'alice',
): SignInEntry {
  const attempt: SignInAttempt = {
    reference: '7Q2M-XK4D',
    at: Date.now(),
    outcome: 'signed_in',
    code: null,
    connectionId: 'idp',
    durationMilliseconds: 9,
    ...changes,
  };
  const signedIn = attempt.outcome === 'signed_in';
  const identity = { accountKey, email: `${accountKey}@acme.example` };
  return {
    tenant: { id: tenantId, slug },
    attempt,
    session: signedIn ? session({ signedInAt: attempt.at }, identity) : null,
  };
}

const refusal = (made: Made, changes: Partial<SignInAttempt> = {}) =>
  entry(made, { outcome: 'refused', code: 'signature_invalid', ...changes });

/** Makes somebody be told of some events of a tenant, under an address that is never called, so that nothing is. */
async function subscribe({ record, tenantId }: Made, ...types: readonly EventType[]) {
  const url = 'https://hooks.example.com/';
  const made = await record.createWebhook({ url, types, enabled: true }, { author: ALICE, now: Date.now() });
  await runInDurableObject(env.TENANT_RECORD.getByName(tenantId), (_record, { storage }) => {
    storage.sql.exec("UPDATE webhook_endpoints SET url = 'https://10.0.0.1/'");
  });
  return accepted(made);
}

function accepted<Value>(
  result: { ok: true; value: Value } | { ok: false; failure: { code: string } },
): Value {
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

async function eventsOf({ record }: Made) {
  return (await record.events(FIRST_PAGE)).items;
}

async function typesOf(made: Made): Promise<readonly string[]> {
  return (await eventsOf(made)).map(({ type }) => type).reverse();
}

/** What is in the storage of a record, as text: all tables, or some. */
function dump({ tenantId }: Made, ...tables: readonly string[]): Promise<string> {
  return runInDurableObject(env.TENANT_RECORD.getByName(tenantId), (_record, { storage: { sql } }) =>
    JSON.stringify(tables.map((table) => sql.exec(`SELECT * FROM ${table}`).toArray())),
  );
}

/** Makes a task due and lets the alarm do it. */
async function runTask({ tenantId }: Made, task: string): Promise<void> {
  const object = env.TENANT_RECORD.getByName(tenantId);
  await runInDurableObject(object, async (_record, { storage }) => {
    storage.sql.exec('UPDATE agenda SET due_at = ? WHERE task = ?', Date.now() - 1, task);
    await storage.setAlarm(Date.now() + DAY);
  });
  await runDurableObjectAlarm(object);
}

describe('sign-ins', () => {
  test('are attempts without a word of who it was, whatever is known of that elsewhere', async () => {
    const made = await createTenant({ people: { remember: 'names' } });
    await made.record.recordSignIn(entry(made));
    await made.record.recordSignIn(refusal(made, { code: 'email_domain_mismatch' }));
    expect((await made.record.attempts(ALL_ATTEMPTS)).items.map(({ code }) => code)).toEqual([
      'email_domain_mismatch',
      null,
    ]);
    const stored = await dump(
      made,
      'attempts',
      'attempt_totals',
      'hour_counts',
      'roll_up',
      'failing_streaks',
    );
    expect(stored).not.toMatch(/alice|Andersen|acme\.example|engineering/i);
    expect((await made.record.people(EVERYBODY)).items).toMatchObject([
      { accountKey: 'alice', email: 'alice@acme.example' },
    ]);
  });

  test('leave nothing of a person where the tenant says nothing', async () => {
    const made = await createTenant();
    await made.record.recordSignIn(entry(made));
    const tables = ['people', 'attempts', 'events', 'deliveries'];
    expect(await dump(made, ...tables)).not.toMatch(/alice|Andersen|engineering/i);
    expect((await made.record.people(EVERYBODY)).items).toMatchObject([{ accountKey: null, signInCount: 1 }]);
  });

  test('of somebody without an account key are counted, and nobody is known by them', async () => {
    const made = await createTenant();
    await subscribe(made, 'person.first_sign_in', 'sign_in.succeeded');
    const { attempt, tenant } = entry(made);
    const anonymous = session({}, { accountKey: null });
    await made.record.recordSignIn({ tenant, attempt, session: anonymous });
    expect((await made.record.people(EVERYBODY)).items).toEqual([]);
    expect(await typesOf(made)).toEqual(['tenant.changed', 'sign_in.succeeded']);
  });

  test('at the same moment are one first sign-in', async () => {
    const made = await createTenant();
    await subscribe(made, 'person.first_sign_in');
    await Promise.all(Array.from({ length: 50 }, () => made.record.recordSignIn(entry(made))));
    const types = await typesOf(made);
    expect(types.filter((type) => type === 'person.first_sign_in')).toHaveLength(1);
    expect((await made.record.people(EVERYBODY)).items).toMatchObject([{ signInCount: 50 }]);
  });

  test('make no events where nobody wants them', async () => {
    const made = await createTenant();
    await subscribe(made, 'tenant.changed');
    await made.record.recordSignIn(entry(made));
    const { tenant, session: open } = entry(made);
    const reference = '7Q2M-XK4D';
    if (open !== null) await made.record.recordSignOut({ tenant, session: open, reference, at: Date.now() });
    expect(await typesOf(made)).toEqual(['tenant.changed']);
  });

  test('are told with all that an application needs, and listed without it', async () => {
    const made = await createTenant({ people: { remember: 'names' } });
    await subscribe(made, 'person.first_sign_in');
    await made.record.recordSignIn(entry(made));
    expect(await dump(made, 'events')).toMatch(/alice@acme\.example.*engineering/);
    const listed = JSON.stringify(await eventsOf(made));
    expect(listed).toContain('person.first_sign_in');
    expect(listed).not.toMatch(/alice|Andersen|engineering/i);
  });

  test('are in the list of the operator, after a while', async () => {
    const made = await createTenant();
    const at = Date.now();
    await made.record.recordSignIn(entry(made, { at }));
    await made.record.recordSignIn(refusal(made));
    await runTask(made, 'report');
    const query = { ...FIRST_PAGE, search: made.slug, filter: 'all' as const, now: Date.now() };
    expect((await administration.directory.list(query)).items).toMatchObject([
      { lastSignInAt: at, recentFailures: 1 },
    ]);
  });
});

test('what a tenant allows no longer is cleared with the change that says so', async () => {
  const made = await createTenant({ people: { remember: 'names' } });
  await made.record.recordSignIn(entry(made));
  expect(await dump(made, 'people')).toMatch(/alice/);
  must(await made.record.publish(configuration({ people: { remember: 'nothing' } }), by(ALICE)));
  expect(await dump(made, 'people')).not.toMatch(/alice|Andersen/i);
  expect((await made.record.people(EVERYBODY)).items).toHaveLength(1);
});

describe('a connection that fails', () => {
  const failing = async (made: Made) =>
    (await eventsOf(made)).filter(({ type }) => type === 'sign_in.failing').map(({ data }) => data);

  async function refuse(made: Made, count: number, changes: Partial<SignInAttempt> = {}) {
    for (let index = 0; index < count; index++) await made.record.recordSignIn(refusal(made, changes));
  }

  test('is told of at the fifth refusal, and once', async () => {
    const made = await createTenant();
    await refuse(made, REFUSALS - 1);
    expect(await failing(made)).toEqual([]);
    await refuse(made, REFUSALS * 2);
    expect(await failing(made)).toMatchObject([
      { connectionId: 'idp', refusals: REFUSALS, lastCode: 'signature_invalid' },
    ]);
  });

  test('is told of again after somebody got in', async () => {
    const made = await createTenant();
    await refuse(made, REFUSALS);
    await made.record.recordSignIn(entry(made));
    await refuse(made, REFUSALS - 1);
    expect(await failing(made)).toHaveLength(1);
    await refuse(made, 1);
    expect(await failing(made)).toHaveLength(2);
  });

  test.each([
    [-1, 1],
    [0, 1],
    [1, 0],
  ])('has failed within a quarter of an hour, and %d ms', async (milliseconds, expected) => {
    const made = await createTenant();
    const at = Date.now();
    await refuse(made, 1, { at });
    await refuse(made, REFUSALS - 1, { at: at + WITHIN_MILLISECONDS + milliseconds });
    expect(await failing(made)).toHaveLength(expected);
  });

  test.each([
    ['of another connection each', (index: number) => ({ connectionId: `idp-${index}` })],
    ['of none', () => ({ connectionId: null })],
    ['of pages that were loaded again', () => ({ code: 'assertion_already_used' as const })],
    ['that only began anew', () => ({ outcome: 'restarted' as const })],
  ])('is none for attempts %s', async (_title, changes) => {
    const made = await createTenant();
    for (let index = 0; index < REFUSALS * 2; index++)
      await made.record.recordSignIn(refusal(made, changes(index)));
    expect(await failing(made)).toEqual([]);
  });
});

describe('changes', () => {
  test('are told as they are made, each new connection by itself, drafts not at all', async () => {
    const made = await createTenant();
    const { record } = made;
    const live = configuration({ connections: [connectionOf()] });
    must(await record.saveDraft(live, by(ALICE)));
    must(await record.publishDraft(by(ALICE)));
    must(await record.publish({ ...live, displayName: 'Acme Ltd' }, by(ALICE)));
    must(await record.delete(by(ALICE)));
    must(await record.restore(by(ALICE)));
    expect(await typesOf(made)).toEqual([
      'tenant.changed',
      'tenant.changed',
      'connection.live',
      'tenant.changed',
      'tenant.deleted',
      'tenant.restored',
    ]);
    expect((await eventsOf(made))[0]?.tenant).toEqual({ id: made.tenantId, slug: made.slug });
  });

  test('of webhooks are in the audit trail, by host alone', async () => {
    const made = await createTenant();
    const context = { author: ALICE, now: Date.now() };
    const url = 'https://hooks.example.com/services/T000/secret-path';
    const { endpoint, secret } = accepted(
      await made.record.createWebhook({ url, types: [], enabled: true }, context),
    );
    accepted(await made.record.rotateWebhookSecret(endpoint.id, context));
    accepted(await made.record.removeWebhook(endpoint.id, context));
    const entries = (await made.record.audit(FIRST_PAGE)).items;
    expect(entries.map(({ action }) => action)).toEqual([
      'webhook_removed',
      'webhook_saved',
      'webhook_saved',
      'tenant_created',
    ]);
    const told = JSON.stringify(entries);
    expect(told).toContain('hooks.example.com');
    expect(told).not.toContain('secret-path');
    expect(told).not.toContain(secret);
  });
});

describe('what lapses', () => {
  const expiring = async (made: Made) =>
    (await eventsOf(made)).filter(({ type }) => type.endsWith('.expiring')).reverse();

  /** A connection whose metadata ends in so many days; its certificates end in years. */
  const ending = (days: number) => {
    const idp = connection();
    const notAfter = new Date(Date.now() + days * DAY + 60_000).toISOString();
    return { ...idp, identityProvider: { ...idp.identityProvider, keys: [], notAfter } };
  };

  test('is told once at each threshold, beginning with the one that it has reached', async () => {
    const made = await createTenant({ connections: [ending(20)] });
    await runTask(made, 'watch');
    await runTask(made, 'watch');
    expect(await expiring(made)).toMatchObject([
      { type: 'metadata.expiring', data: { connectionId: 'idp', isExpired: false } },
    ]);
    await runInDurableObject(env.TENANT_RECORD.getByName(made.tenantId), (_record, { storage }) => {
      expect(storage.sql.exec('SELECT threshold FROM told_expiries').one()).toEqual({ threshold: 30 });
    });
    must(await made.record.publish(configuration({ connections: [ending(4)] }), by(ALICE)));
    await runTask(made, 'watch');
    must(await made.record.publish(configuration({ connections: [ending(-1)] }), by(ALICE)));
    await runTask(made, 'watch');
    expect((await expiring(made)).map(({ data }) => data['isExpired'])).toEqual([false, false, true]);
  });

  test('is not told while there is time, and is looked at again every day', async () => {
    const made = await createTenant({ connections: [ending(61)] });
    await runTask(made, 'watch');
    expect(await expiring(made)).toEqual([]);
    await runInDurableObject(env.TENANT_RECORD.getByName(made.tenantId), (_record, { storage }) => {
      const { due_at } = storage.sql
        .exec<{ due_at: number }>("SELECT due_at FROM agenda WHERE task = 'watch'")
        .one();
      expect(due_at - Date.now()).toBeGreaterThan(DAY - 60_000);
    });
  });

  test('of a deleted tenant is nobody’s business, until it is brought back', async () => {
    const made = await createTenant({ connections: [ending(5)] });
    must(await made.record.delete(by(ALICE)));
    await runTask(made, 'watch');
    expect(await expiring(made)).toEqual([]);
    expect(await dump(made, 'agenda')).toContain('"watch"');
    must(await made.record.restore(by(ALICE)));
    await runTask(made, 'watch');
    expect(await expiring(made)).toHaveLength(1);
  });
});

test('the alarm delivers; what is not taken stays in the queue over it', async () => {
  const made = await createTenant();
  const { endpoint } = await subscribe(made, 'person.first_sign_in');
  await made.record.recordSignIn(entry(made));
  await runTask(made, 'deliver');
  const query = { ...FIRST_PAGE, endpointId: endpoint.id, state: null };
  expect((await made.record.deliveries(query)).items).toMatchObject([
    {
      state: 'pending',
      eventType: 'person.first_sign_in',
      attempts: [{ status: null, error: 'url_refused' }],
    },
  ]);
});
