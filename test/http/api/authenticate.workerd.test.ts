import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { describe, expect, test, vi } from 'vitest';
import { type ApiEnv, requireCaller, requireScope } from '../../../src/http/api/authenticate.ts';
import { sealApiKey } from '../../../src/http/api-key-seal.ts';
import { stampAnswer } from '../../../src/http/respond.ts';
import { requireSettings } from '../../../src/http/settings.tsx';
import { makeApiKey } from '../../../src/operators/api-key.ts';
import type { Scope } from '../../../src/operators/scopes.ts';
import { hashSecret } from '../../../src/operators/secret-text.ts';
import { readSettings } from '../../../src/settings.ts';
import { operatorAccounts } from '../../../src/stores/operator-accounts/operator-accounts.ts';

// Other tests may keep the machine busy.
vi.setConfig({ testTimeout: 30_000 });

const accounts = operatorAccounts(env.OPERATOR_ACCOUNTS);
const ALICE = { kind: 'operator', id: '1', name: 'Alice' } as const;
const random = (octets: number) => crypto.getRandomValues(new Uint8Array(octets));

const app = new Hono<ApiEnv>()
  .use(stampAnswer, requireSettings, requireCaller)
  .get('/who', (c) => c.json(c.var.caller))
  .get('/write', requireScope('tenants:write'), (c) => c.text('written'))
  .get('/read', requireScope('tenants:read'), (c) => c.text('read'));

function settingsOf(bindings: typeof env) {
  const settings = readSettings(bindings);
  if (!settings.ok) throw new Error('the settings of the tests are broken');
  return settings.value;
}

const newAddress = () => `198.51.100.${random(1)[0]}-${crypto.randomUUID()}`;

function ask(path: string, token: string | null, address = newAddress(), bindings: object = env) {
  const headers = {
    'CF-Connecting-IP': address,
    ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
  };
  return app.request(`http://localhost:8787${path}`, { headers }, bindings);
}

async function makeKey(scopes: readonly Scope[], expiresAt: number | null = null) {
  const key = makeApiKey(random(12), random(32));
  const stored = { id: key.id, secretHash: hashSecret(key.secret), name: 'Test', scopes, expiresAt };
  await accounts.makeKey(stored, ALICE, Date.now());
  return { id: key.id, text: await sealApiKey(key, settingsOf(env)) };
}

test('the deployment’s token may do everything', async () => {
  const answer = await ask('/who', env.OPERATOR_TOKEN);
  expect(await answer.json()).toMatchObject({ author: { kind: 'deployment' } });
  expect((await ask('/write', env.OPERATOR_TOKEN)).status).toBe(200);
});

test('a key is its author, and may do what its scopes say, reading what it may write', async () => {
  const reader = await makeKey(['tenants:read']);
  const who = await ask('/who', reader.text);
  expect(await who.json()).toEqual({
    author: { kind: 'api-key', id: reader.id, name: 'Test' },
    scopes: ['tenants:read'],
    expiresAt: null,
  });
  expect((await ask('/read', reader.text)).status).toBe(200);
  const refused = await ask('/write', reader.text);
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ code: 'scope_missing', scope: 'tenants:write' });
  const writer = await makeKey(['tenants:write']);
  expect((await ask('/read', writer.text)).status).toBe(200);
  expect((await ask('/write', writer.text)).status).toBe(200);
});

describe('nothing else is let in', () => {
  test('no token at all', async () => {
    const answer = await ask('/who', null);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
  });

  test.each(['x', 'esk_', `esk_${'0'.repeat(12)}_${'A'.repeat(43)}`])(
    'a token that is none: %s',
    async (token) => {
      const answer = await ask('/who', token);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: 'unauthorized' });
    },
  );

  test('the id of one key with the secret of another', async () => {
    const [first, second] = [await makeKey(['tenants:read']), await makeKey(['tenants:read'])];
    expect((await ask('/who', first.text.slice(0, 17) + second.text.slice(17))).status).toBe(401);
  });

  test('a revoked key, an expired key', async () => {
    const revoked = await makeKey(['tenants:read']);
    await accounts.revokeKey(revoked.id, ALICE, Date.now());
    expect((await ask('/who', revoked.text)).status).toBe(401);
    const expired = await makeKey(['tenants:read'], Date.now());
    expect((await ask('/who', expired.text)).status).toBe(401);
  });
});

test('after ten wrong keys an address waits; a good key from there does not, nor does another address', async () => {
  const address = newAddress();
  const { text } = await makeKey(['tenants:read']);
  for (let tries = 0; tries < 10; tries++) expect((await ask('/who', 'wrong', address)).status).toBe(401);
  const waits = await ask('/who', text.slice(0, 17) + 'A'.repeat(43), address);
  expect(waits.status).toBe(429);
  expect(Number(waits.headers.get('Retry-After'))).toBeGreaterThan(0);
  expect(await waits.json()).toMatchObject({ code: 'too_many_attempts' });
  expect((await ask('/who', 'wrong', address)).status).toBe(429);
  // Whoever shares the address with somebody who tries keys goes on working.
  expect((await ask('/who', text, address)).status).toBe(200);
  expect((await ask('/who', 'wrong')).status).toBe(401);
});

describe('the accounts, which are one for all, are not asked', () => {
  /** Breaks off when anybody asks the accounts. */
  const silent = {
    ...env,
    OPERATOR_ACCOUNTS: { getByName: () => expect.unreachable('the accounts were asked') },
  };

  test('about what cannot be a key', async () => {
    for (const token of ['wrong', 'esk_', `esk_${'0'.repeat(12)}_${'A'.repeat(50)}`]) {
      expect((await ask('/who', token, newAddress(), silent)).status).toBe(401);
    }
  });

  test('about made-up keys beyond a few from each address', async () => {
    const address = newAddress();
    const letters = (octets: number) =>
      String.fromCharCode(...random(octets).map((octet) => 97 + (octet % 26)));
    const key = () => `esk_${'0'.repeat(12)}_${letters(65)}`;
    for (let tries = 0; tries < 10; tries++) expect((await ask('/who', key(), address)).status).toBe(401);
    for (let tries = 0; tries < 20; tries++)
      expect((await ask('/who', key(), address, silent)).status).toBe(429);
  });
});

describe('a key without a seal that holds', () => {
  const SEAL_CHARACTERS = 22;

  test('one from before there were seals goes on working, and is not counted as wrong', async () => {
    const address = newAddress();
    const old = (await makeKey(['tenants:read'])).text.slice(0, -SEAL_CHARACTERS);
    for (let uses = 0; uses < 25; uses++) expect((await ask('/who', old, address)).status).toBe(200);
  });

  test('one sealed under a secret that was rotated away goes on working', async () => {
    const { text } = await makeKey(['tenants:read']);
    const rotated = { ...env, COOKIE_KEYS: `new:${'A'.repeat(43)}` };
    expect((await ask('/who', text, newAddress(), rotated)).status).toBe(200);
  });

  test('waits with the others from its address that were wrong', async () => {
    const address = newAddress();
    const old = (await makeKey(['tenants:read'])).text.slice(0, -SEAL_CHARACTERS);
    for (let tries = 0; tries < 10; tries++) await ask('/who', 'wrong', address);
    expect((await ask('/who', old, address)).status).toBe(429);
  });
});
