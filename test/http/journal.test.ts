import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { SignInEntry } from '../../src/administration/journal.ts';
import type { TenantEnv } from '../../src/http/context.ts';
import { recordSignIn } from '../../src/http/journal.ts';
import { session, tenant } from '../support/tenants.ts';

const NOW = Date.UTC(2026, 10, 22, 8);

/** An application that answers and records, with a record that does what `take` says. */
function start(tenantId: string, take: (entry: SignInEntry) => Promise<void>) {
  const later: Promise<unknown>[] = [];
  let now = NOW;
  const app = new Hono<TenantEnv>().get('/:outcome', (c) => {
    c.set('tenant', tenant({ id: tenantId }));
    c.set('now', now);
    const reference = '7Q2M-XK4D';
    if (c.req.param('outcome') === 'refused') {
      recordSignIn(c, { reference, outcome: 'refused', code: 'signature_invalid', connectionId: 'idp' });
    } else if (c.req.param('outcome') === 'restarted') {
      const code = 'pending_request_expired';
      recordSignIn(c, { reference, outcome: 'restarted', code, connectionId: 'idp' });
    } else {
      recordSignIn(c, { reference, outcome: 'signed_in', code: null, connectionId: 'idp' }, session());
    }
    return c.text('answered');
  });
  const env = {
    TENANT_RECORD: { getByName: () => ({ recordSignIn: take }) },
  } as unknown as TenantEnv['Bindings'];
  const context = {
    waitUntil: (promise: Promise<unknown>) => later.push(promise),
    passThroughOnException() {},
  };
  return {
    later,
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
    visit: async (outcome: string) =>
      app.request(`/${outcome}`, {}, env, context as unknown as ExecutionContext),
  };
}

test('nobody waits for the record of a sign-in', async () => {
  const { visit, later } = start('waits', () => new Promise(() => undefined));
  expect(await (await visit('signed_in')).text()).toBe('answered');
  expect(later).toHaveLength(1);
});

test.each([
  ['cannot be reached', () => Promise.reject(new Error('alice@example.com'))],
  [
    'breaks at once',
    () => {
      throw new TypeError('alice@example.com');
    },
  ],
])('a record that %s fails no sign-in', async (_title, take) => {
  const { visit, later } = start('fails', take);
  expect((await visit('signed_in')).status).toBe(200);
  await expect(Promise.all(later)).resolves.toBeDefined();
});

test('the record is told what the page says, of which tenant, and who it was', async () => {
  const entries: SignInEntry[] = [];
  const { visit, later } = start('told', async (entry) => {
    entries.push(entry);
  });
  await visit('signed_in');
  await visit('refused');
  await Promise.all(later);
  expect(entries).toMatchObject([
    {
      tenant: { id: 'told', slug: 'acme' },
      attempt: { reference: '7Q2M-XK4D', at: NOW, outcome: 'signed_in', code: null, connectionId: 'idp' },
      session: { identity: { displayName: 'Alice Andersen' } },
    },
    { attempt: { outcome: 'refused', code: 'signature_invalid' }, session: null },
  ]);
});

test.each([
  ['refused', 'restarted'],
  ['restarted', 'refused'],
] as const)(
  'a flood of %s is cut off, for one tenant and one minute, and nothing else with it',
  async (kind, otherKind) => {
    const flooded: string[] = [];
    const { visit, later, wait } = start(`flood of ${kind}`, async ({ attempt }) => {
      flooded.push(attempt.outcome);
    });
    for (let count = 0; count < 200; count++) await visit(kind);
    await visit(otherKind);
    await visit('signed_in');
    await Promise.all(later);
    expect(flooded.filter((outcome) => outcome === kind)).toHaveLength(120);
    expect(flooded.slice(-2)).toEqual([otherKind, 'signed_in']);

    const other: string[] = [];
    const neighbour = start(`no flood of ${kind}`, async ({ attempt }) => {
      other.push(attempt.outcome);
    });
    await neighbour.visit(kind);
    await Promise.all(neighbour.later);
    expect(other).toEqual([kind]);

    wait(60_000);
    await visit(kind);
    await Promise.all(later);
    expect(flooded.filter((outcome) => outcome === kind)).toHaveLength(121);
  },
);
