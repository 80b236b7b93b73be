/** What stands before every operation: scopes, rates, repetition, and what a key may hand on. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OPERATIONS } from '../../../src/http/api/operations.ts';
import { apiStateOf, RATE } from '../../../src/http/api/rate-limit.ts';
import { SCOPES } from '../../../src/operators/scopes.ts';
import { callApi, makeKey, newSlug } from '../../support/operator-api.ts';

const log = vi.spyOn(console, 'log');
beforeEach(() => void log.mockImplementation(() => {}));
afterEach(() => void log.mockReset());

const codeOf = async (answer: Response) => (await answer.json<{ code: string }>()).code;

describe('scopes', () => {
  test('every operation refuses a key that has all scopes but those that allow it', async () => {
    const keys = new Map<string, string>();
    for (const operation of OPERATIONS) {
      const { method, path, scope, operationId } = operation;
      const others = SCOPES.filter((each) => each !== scope && each !== scope.replace(':read', ':write'));
      const known = keys.get(scope) ?? (await makeKey(others)).key;
      keys.set(scope, known);
      const address = path.replaceAll(/\{\w+\}/g, 'some');
      const answer = await callApi(method, address, { token: known });
      expect(answer.status, operationId).toBe(403);
      expect(await codeOf(answer)).toBe('scope_missing');
      expect(answer.headers.get('WWW-Authenticate')).toContain(scope);
    }
  });

  test.each(['all', 'one tenant'])(
    'who may not write webhooks reads no address of theirs whole: of %s',
    async (whose) => {
      const slug = newSlug();
      const tenant = { displayName: 'Webhooks' };
      expect((await callApi('PUT', `/tenants/${slug}`, { body: tenant })).status).toBe(201);
      const base = whose === 'all' ? '/webhooks' : `/tenants/${slug}/webhooks`;
      const url = 'https://hooks.example.com/secret-in-path?token=secret-in-query';
      const made = await callApi('POST', base, { body: { url } });
      const { id, ...webhook } = await made.json<{ id: string; url: string }>();
      expect(webhook.url).toBe(url);
      for (const path of [base, `${base}/${id}`]) {
        const read = async (scope: string) =>
          (await callApi('GET', path, { token: (await makeKey([scope])).key })).text();
        const shown = await read('events:read');
        expect(shown).toContain('"https://hooks.example.com/…"');
        expect(shown).not.toMatch(/secret-in|token/);
        expect(await read('events:write')).toContain(url);
      }
    },
  );

  test('a key hands on no scope that it does not have', async () => {
    const { key } = await makeKey(['keys:write', 'tenants:read']);
    const body = { name: 'More', scopes: ['tenants:read', 'tenants:write', 'keys:read'] };
    const answer = await callApi('POST', '/api-keys', { token: key, body });
    expect(answer.status).toBe(422);
    const { errors } = await answer.json<{ errors: { path: string }[] }>();
    expect(errors.map(({ path }) => path)).toEqual(['scopes[1]']);
  });

  test('a revoked key is refused from the next request on', async () => {
    const { id, key } = await makeKey(['tenants:read']);
    expect((await callApi('GET', '/tenants', { token: key })).status).toBe(200);
    expect((await callApi('DELETE', `/api-keys/${id}`)).status).toBe(204);
    expect((await callApi('GET', '/tenants', { token: key })).status).toBe(401);
  });

  test('a key that ends now is not made', async () => {
    const body = { name: 'Late', scopes: ['tenants:read'], expiresAt: '2020-01-01T00:00:00Z' };
    const answer = await callApi('POST', '/api-keys', { body });
    const { errors } = await answer.json<{ errors: { path: string }[] }>();
    expect(errors.map(({ path }) => path)).toEqual(['expiresAt']);
  });
});

describe('rates', () => {
  test('tell what is left, and refuse what is too much until the time that they say', async () => {
    const { id, key } = await makeKey(['tenants:read']);
    const before = await callApi('GET', '/tenants', { token: key });
    expect(before.headers.get('RateLimit-Policy')).toBe('"caller";q=3000;w=60');
    expect(before.headers.get('RateLimit')).toBe('"caller";r=2999;t=1');
    const state = apiStateOf(env.API_STATE, { kind: 'api-key', id, name: '' });
    // In an hour: until then nothing is refilled.
    await state.take(RATE, RATE.capacity, Date.now() + 3_600_000);
    const refused = await callApi('GET', '/tenants', { token: key });
    expect(refused.status).toBe(429);
    expect(await codeOf(refused)).toBe('rate_limited');
    expect(refused.headers.get('Retry-After')).toBe('1');
    expect(refused.headers.get('RateLimit')).toBe('"caller";r=0;t=60');
    expect((await callApi('GET', '/tenants')).status).toBe(200);
  });
});

describe('an idempotency key', () => {
  const body = { name: 'Once', scopes: ['tenants:read'] };
  const post = (idempotencyKey: string, changes: object = {}, token?: string) =>
    callApi('POST', '/api-keys', {
      body: { ...body, ...changes },
      headers: { 'Idempotency-Key': idempotencyKey },
      ...(token === undefined ? {} : { token }),
    });

  test('gives the same answer again, with its secret, and does nothing twice', async () => {
    const name = crypto.randomUUID();
    const first = await post(name, { name });
    expect(first.status).toBe(201);
    const again = await post(name, { name });
    expect(again.status).toBe(201);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(await again.json()).toEqual(await first.json());
    const keys = await (await callApi('GET', '/api-keys')).json<{ items: { name: string }[] }>();
    expect(keys.items.filter((key) => key.name === name)).toHaveLength(1);
  });

  test('does not serve another request', async () => {
    const name = crypto.randomUUID();
    await post(name);
    const other = await post(name, { name: 'Another' });
    expect(other.status).toBe(422);
    expect(await codeOf(other)).toBe('idempotency_key_used');
  });

  test('is each caller’s own', async () => {
    const name = crypto.randomUUID();
    const { key } = await makeKey(['keys:write', 'tenants:read']);
    const first = await (await post(name)).json<{ id: string }>();
    const second = await (await post(name, {}, key)).json<{ id: string }>();
    expect(second.id).not.toBe(first.id);
  });

  test('lets one of many at once through', async () => {
    const name = crypto.randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(name, { name })));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0);
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
    const keys = await (await callApi('GET', '/api-keys')).json<{ items: { name: string }[] }>();
    expect(keys.items.filter((key) => key.name === name)).toHaveLength(1);
  });

  test('repeats a refusal, too', async () => {
    const name = crypto.randomUUID();
    const path = `/tenants/${newSlug()}/restore`;
    const headers = { 'Idempotency-Key': name };
    const first = await callApi('POST', path, { headers });
    expect(first.status).toBe(404);
    const again = await callApi('POST', path, { headers });
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(again.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await again.json()).toEqual(await first.json());
  });

  test.each([['short'], ['x'.repeat(201)], ['with white space']])('is refused: %s', async (name) => {
    const answer = await post(name);
    expect(answer.status).toBe(400);
    expect(await codeOf(answer)).toBe('idempotency_key_invalid');
  });

  test('keeps no secret that storage alone could tell', async () => {
    const name = crypto.randomUUID();
    const { key } = await (await post(name)).json<{ key: string }>();
    const { runInDurableObject } = await import('cloudflare:test');
    const kept = env.API_STATE.getByName('deployment deployment');
    const rows = await runInDurableObject(kept, (_object, state) =>
      state.storage.sql
        .exec('SELECT * FROM answers')
        .toArray()
        .map((row) =>
          Object.values(row)
            .map((value) => show(value))
            .join(' '),
        ),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.join('\n')).not.toContain(key);
    expect(rows.join('\n')).not.toContain(name);
    expect(rows.join('\n')).not.toContain('createdAt');
  });
});

function show(value: unknown): string {
  return value instanceof ArrayBuffer ? new TextDecoder('latin1').decode(value) : String(value);
}

describe('drafts and two editors', () => {
  const tenant = { displayName: 'Acme' };

  test('a draft is not live, and an outdated one says so', async () => {
    const slug = newSlug();
    const made = await callApi('PUT', `/tenants/${slug}`, { body: tenant });
    const draft = await callApi('PUT', `/tenants/${slug}/draft`, { body: { displayName: 'Next' } });
    expect(await draft.json()).toMatchObject({ displayName: 'Next', basedOn: 1, isOutdated: false });
    const live = await callApi('GET', `/tenants/${slug}`);
    expect(await live.json()).toMatchObject({ displayName: 'Acme', version: 1, draft: { basedOn: 1 } });
    await callApi('PUT', `/tenants/${slug}`, { body: { displayName: 'Past it' } });
    const outdated = await callApi('GET', `/tenants/${slug}/draft`);
    expect(await outdated.json()).toMatchObject({ displayName: 'Next', isOutdated: true });
    const publish = (headers: Record<string, string>) =>
      callApi('POST', `/tenants/${slug}/draft/publish`, { headers });
    for (const headers of [{}, { 'If-Match': '*' }]) {
      const refused = await publish(headers);
      expect(refused.status).toBe(409);
      expect(await refused.json()).toMatchObject({ code: 'draft_outdated' });
    }
    expect((await publish({ 'If-Match': made.headers.get('ETag') ?? '' })).status).toBe(412);
    const published = await publish({ 'If-Match': outdated.headers.get('ETag') ?? '' });
    expect(await published.json()).toMatchObject({ displayName: 'Next', version: 3, draft: null });
  });

  test('any change makes an entity tag stale, that of a draft, too', async () => {
    const slug = newSlug();
    const made = await callApi('PUT', `/tenants/${slug}`, { body: tenant });
    const headers = { 'If-Match': made.headers.get('ETag') ?? '' };
    await callApi('PUT', `/tenants/${slug}/draft`, { body: tenant });
    for (const [method, path, body] of [
      ['PUT', '', tenant],
      ['PUT', '/draft', tenant],
      ['POST', '/draft/publish', undefined],
      ['DELETE', '/draft', undefined],
      ['PUT', '/hostnames/sso.acme.example', undefined],
      ['DELETE', '', undefined],
    ] as const) {
      const answer = await callApi(method, `/tenants/${slug}${path}`, { headers, body });
      expect([path, answer.status, await codeOf(answer)]).toEqual([path, 412, 'tenant_changed']);
    }
  });

  test('hostnames added at the same time are all kept', async () => {
    const slug = newSlug();
    await callApi('PUT', `/tenants/${slug}`, { body: tenant });
    const names = ['a', 'b', 'c'].map((letter) => `${letter}.${slug}.example`);
    const added = await Promise.all(
      names.map((name) => callApi('PUT', `/tenants/${slug}/hostnames/${name}`)),
    );
    expect(added.map(({ status }) => status)).toEqual([204, 204, 204]);
    const listed = await (await callApi('GET', `/tenants/${slug}/names`)).json<{ hostnames: string[] }>();
    expect(listed.hostnames.toSorted()).toEqual(names);
  });

  test('a hostname of another tenant, or one that is none, is refused', async () => {
    const [one, other] = [newSlug(), newSlug()];
    for (const slug of [one, other]) await callApi('PUT', `/tenants/${slug}`, { body: tenant });
    const name = `sso.${one}.example`;
    await callApi('PUT', `/tenants/${one}/hostnames/${name}`);
    const taken = await callApi('PUT', `/tenants/${other}/hostnames/${name}`);
    expect([taken.status, await codeOf(taken)]).toEqual([409, 'hostname_taken']);
    const wrong = await callApi('PUT', `/tenants/${other}/hostnames/no%2Fhost`);
    expect([wrong.status, await codeOf(wrong)]).toEqual([422, 'body_invalid']);
    const absent = await callApi('DELETE', `/tenants/${other}/hostnames/${name}`);
    expect([absent.status, await codeOf(absent)]).toEqual([404, 'name_unknown']);
  });

  test('a cursor is good for its own list alone', async () => {
    const slug = newSlug();
    await callApi('PUT', `/tenants/${slug}`, { body: tenant });
    await callApi('PUT', `/tenants/${slug}`, { body: { displayName: 'Two' } });
    const page = await callApi('GET', `/tenants/${slug}/versions?limit=1`);
    const { cursor } = await page.json<{ cursor: string }>();
    expect((await callApi('GET', `/tenants/${slug}/versions?cursor=${cursor}`)).status).toBe(200);
    const changed = cursor.slice(0, -1) + (cursor.endsWith('A') ? 'B' : 'A');
    for (const path of [
      `/tenants/${slug}/audit?cursor=${cursor}`,
      `/tenants?cursor=${cursor}`,
      `/tenants/${slug}/versions?cursor=${changed}`,
    ]) {
      expect((await callApi('GET', path)).status).toBe(400);
    }
  });
});

test('what documents the API is for everybody, and asks for nothing from elsewhere', async () => {
  const page = await callApi('GET', '', { token: 'none' });
  expect(page.status).toBe(200);
  expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  const html = await page.text();
  expect(html).not.toMatch(/<script|<link rel="stylesheet"|<img|@import|url\(/);
  for (const { operationId } of OPERATIONS) expect(html).toContain(`id="${operationId}"`);
  expect((await callApi('GET', '/openapi.json', { token: 'none' })).status).toBe(200);
});
