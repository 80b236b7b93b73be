/** What lapses, as the API tells it: the tenants', the deployment's, and to whom. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { operatorAccounts } from '../../../src/stores/operator-accounts/operator-accounts.ts';
import { callApi } from '../../support/operator-api.ts';
import { ALICE, createTenant } from '../../support/records.ts';
import { connection } from '../../support/tenants.ts';

const DAY = 86_400_000;
const accounts = operatorAccounts(env.OPERATOR_ACCOUNTS);

const lapsing = (days: number) => {
  const idp = connection();
  const notAfter = new Date(Date.now() + days * DAY + 60_000).toISOString();
  return { connections: [{ ...idp, identityProvider: { ...idp.identityProvider, keys: [], notAfter } }] };
};

interface Expiries {
  readonly deployment: unknown;
  readonly tenants: unknown;
  readonly items: unknown;
}

async function read(path: string, options = {}): Promise<Expiries> {
  return (await callApi('GET', path, options)).json();
}

test('lists tenants with what lapses within sixty days, or did, the next first', async () => {
  const [soon, over] = [await createTenant(lapsing(59)), await createTenant(lapsing(-3))];
  await createTenant(lapsing(60));
  const { tenants } = await read('/expiries');
  expect(tenants).toMatchObject([
    { slug: over.slug, daysLeft: -3 },
    { slug: soon.slug, daysLeft: 59 },
  ]);
  const { items } = await read(`/tenants/${soon.slug}/expiries`);
  expect(items).toMatchObject([{ what: 'metadata', connectionId: 'idp', sha256: null, daysLeft: 59 }]);
});

test('has API keys that end soon, for those alone who may list them', async () => {
  const body = { name: 'Reader', scopes: ['tenants:read'] };
  const { key } = await (await callApi('POST', '/api-keys', { body })).json<{ key: string }>();
  const now = Date.now();
  for (const [id, days] of [
    ['soon', 9],
    ['late', 61],
  ] as const) {
    const expiresAt = now + days * DAY;
    await accounts.makeKey({ id, secretHash: id, name: id, scopes: ['tenants:read'], expiresAt }, ALICE, now);
  }
  const { deployment } = await read('/expiries');
  expect(deployment).toEqual([
    {
      what: 'api-key',
      id: 'soon',
      name: 'soon',
      expiresAt: new Date(now + 9 * DAY).toISOString(),
      daysLeft: 8,
    },
  ]);
  expect((await read('/expiries', { token: key })).deployment).toEqual([]);
});
