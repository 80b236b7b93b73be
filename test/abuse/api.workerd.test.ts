/** Threats F and G against the operators' API: what a caller tries who has a key, but not that one; or no key at all. */
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import { idp } from '../support/idp-metadata.ts';
import { makeKey, newSlug } from '../support/operator-api.ts';

// Other tests may keep the machine busy.
vi.setConfig({ testTimeout: 60_000 });

const ORIGIN = 'http://localhost:8787';
const STAFF = 'staff';
const app = createApp();
const here = { ...env, OPERATOR_TENANT: STAFF };

beforeEach(() => {
  for (const method of ['log', 'error'] as const) vi.spyOn(console, method).mockImplementation(() => {});
});

interface Sent {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

/** Sends a request to the whole Worker, as written: the path is not brought into any form. */
async function send(
  method: string,
  path: string,
  { token = env.OPERATOR_TOKEN, body, text, headers = {} }: Sent = {},
) {
  const init: RequestInit = {
    method,
    redirect: 'manual',
    headers: {
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined && text === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
  };
  if (body !== undefined || text !== undefined) init.body = text ?? JSON.stringify(body);
  const answer = await app.fetch(new Request(`${ORIGIN}${path}`, init), here, {} as ExecutionContext);
  const told = await answer.text();
  const isJson = (answer.headers.get('Content-Type') ?? '').includes('json');
  return {
    status: answer.status,
    headers: answer.headers,
    text: told,
    // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
    json: (isJson ? JSON.parse(told) : {}) as any,
  };
}

const tenantBody = (changes: object = {}) => ({ displayName: 'Acme', connections: [], ...changes });

async function makeTenant() {
  const slug = newSlug();
  expect((await send('PUT', `/api/v1/tenants/${slug}`, { body: tenantBody() })).status).toBe(201);
  return slug;
}

describe('a key does not grow', () => {
  test('by the tenant where operators sign in: whoever changes that may become any of them', async () => {
    const { key } = await makeKey(['tenants:write', 'people:read', 'audit:read', 'events:write']);
    const tries: readonly (readonly [string, string, unknown])[] = [
      ['PUT', '', tenantBody()],
      ['PUT', '/connections/idp', {}],
      ['PATCH', '/connections/idp', {}],
      ['PUT', '/draft', tenantBody()],
      ['PUT', '/draft/connections/idp', {}],
      ['POST', '/draft/publish', undefined],
      ['POST', '/versions/1/restore', undefined],
      ['PUT', '/hostnames/evil.example', undefined],
      ['DELETE', '', undefined],
      ['POST', '/restore', undefined],
    ];
    for (const spelt of [STAFF, '%73taff', 'st%61ff']) {
      for (const [method, path, body] of tries) {
        const { status, json } = await send(method, `/api/v1/tenants/${spelt}${path}`, { token: key, body });
        expect([method, spelt, path, status, json.code, json.scope]).toEqual([
          method,
          spelt,
          path,
          403,
          'scope_missing',
          'keys:read',
        ]);
      }
    }
    const { key: every } = await makeKey([
      'tenants:write',
      'people:read',
      'audit:read',
      'events:write',
      'keys:write',
    ]);
    const made = await send('PUT', `/api/v1/tenants/${STAFF}`, { token: every, body: tenantBody() });
    expect(made.status).toBe(201);
    expect((await send('GET', `/api/v1/tenants/${STAFF}`, { token: key })).status).toBe(200);
  });

  test('by webhooks into the data of people', async () => {
    const slug = await makeTenant();
    const { key } = await makeKey(['tenants:write', 'events:write']);
    const { key: both } = await makeKey(['events:write', 'people:read']);
    const url = 'https://hooks.example/';
    for (const base of ['/api/v1/webhooks', `/api/v1/tenants/${slug}/webhooks`]) {
      const quiet = await send('POST', base, { token: key, body: { url, types: ['metadata.expiring'] } });
      expect(quiet.status).toBe(201);
      for (const types of [
        undefined,
        [],
        ['sign_in.succeeded'],
        ['tenant.changed', 'person.first_sign_in'],
      ]) {
        const made = await send('POST', base, { token: key, body: { url, types } });
        const changed = await send('PUT', `${base}/${quiet.json.id}`, { token: key, body: { url, types } });
        expect([made.json.code, changed.json.code]).toEqual(['scope_missing', 'scope_missing']);
      }
      expect((await send('POST', base, { token: both, body: { url, enabled: false } })).status).toBe(201);
    }
  });

  test('older than it is itself', async () => {
    const at = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.[0-9]+/, '');
    const soon = at(Date.now() + 3_600_000);
    const lent = await send('POST', '/api/v1/api-keys', {
      body: { name: 'Lent', scopes: ['keys:write'], expiresAt: soon },
    });
    const make = (expiresAt: string | null | undefined) =>
      send('POST', '/api/v1/api-keys', {
        token: lent.json.key,
        body: { name: 'Heir', scopes: ['keys:read'], expiresAt },
      });
    for (const expiresAt of [undefined, null, at(Date.parse(soon) + 1_000)]) {
      const { status, json } = await make(expiresAt);
      expect([status, json.errors?.map(({ path }: { path: string }) => path)]).toEqual([422, ['expiresAt']]);
    }
    expect((await make(soon)).status).toBe(201);
  });

  test('by where or how its token is sent', async () => {
    const { key } = await makeKey(['tenants:read']);
    const basic = `Basic ${btoa(`${key}:`)}`;
    const tries: readonly Sent[] = [
      { token: null, headers: { Cookie: `token=${key}; Authorization=Bearer ${key}` } },
      { token: null, headers: { 'X-Api-Key': key, 'X-Forwarded-Authorization': `Bearer ${key}` } },
      { token: null, headers: { Authorization: basic } },
      { token: null, headers: { Authorization: `Bearer ${key} x` } },
      { token: null, headers: { Authorization: `Bearer ${key}, Bearer ${env.OPERATOR_TOKEN}` } },
      { token: env.OPERATOR_TOKEN.toUpperCase() },
      { token: `${env.OPERATOR_TOKEN}x` },
      { token: env.OPERATOR_TOKEN.slice(0, -1) },
    ];
    for (const sent of tries) expect((await send('GET', '/api/v1/tenants', sent)).status).toBe(401);
    const inAddress = await send('GET', `/api/v1/tenants?access_token=${key}`, { token: null });
    expect(inAddress.status).toBe(401);
    const overridden = {
      'X-HTTP-Method-Override': 'DELETE',
      'X-Method-Override': 'DELETE',
      'X-HTTP-Method': 'DELETE',
    };
    const slug = await makeTenant();
    await send('GET', `/api/v1/tenants/${slug}`, { headers: overridden });
    await send('GET', `/api/v1/tenants/${slug}?_method=DELETE`);
    expect((await send('GET', `/api/v1/tenants/${slug}`)).json.deleted).toBeNull();
  });
});

describe('a path', () => {
  test('names nothing but what it spells', async () => {
    const slug = await makeTenant();
    const { key } = await makeKey(['tenants:write']);
    const odd = [
      slug.toUpperCase(),
      `${slug}%2f`,
      `${slug}%00`,
      `${slug}.`,
      `${slug}%20`,
      `tenant:${slug}`,
      `tenant%2f${slug}`,
      `..%2f${slug}`,
      `%252e%252e%252f${slug}`,
      '__proto__',
      'toString',
      '%ff',
      'a'.repeat(5_000),
    ];
    for (const name of odd) {
      const read = await send('GET', `/api/v1/tenants/${name}`, { token: key });
      const write = await send('PUT', `/api/v1/tenants/${name}`, { token: key, body: tenantBody() });
      expect([name, read.status]).toEqual([name, 404]);
      expect([name, write.status >= 400 && write.status < 500]).toEqual([name, true]);
    }
    // These are slugs like any other.
    for (const name of ['constructor', 'directory', 'valueof']) {
      expect((await send('GET', `/api/v1/tenants/${name}`)).status).toBe(404);
      expect((await send('PUT', `/api/v1/tenants/${name}`, { body: tenantBody() })).json.slug).toBe(name);
    }
    for (const path of ['/api/v1//tenants', '/api/v1/tenants/', '/API/v1/tenants', '//api/v1/tenants']) {
      const { status } = await send('GET', path, { token: key });
      expect([path, status]).toEqual([path, 404]);
    }
    const keys = await send('GET', `/api/v1/tenants/${slug}%2f..%2f..%2fapi-keys`, { token: key });
    expect(keys.status).toBe(404);
    const dotted = await send('GET', `/api/v1/tenants/../api-keys`, { token: key });
    expect(dotted.json.code).toBe('scope_missing');
  });

  test.each(['connections', 'draft/connections', 'webhooks', 'versions', 'deliveries'])(
    'with a hostile id under %s finds nothing, and breaks nothing',
    async (list) => {
      const slug = await makeTenant();
      for (const id of [
        '__proto__',
        'constructor',
        '%00',
        "'%3BDROP%20TABLE%20audit",
        '..%2f..',
        '1e0',
        '-1',
        '%ff',
      ]) {
        const { status } = await send('GET', `/api/v1/tenants/${slug}/${list}/${id}`);
        expect([id, status === 404 || status === 405]).toEqual([id, true]);
      }
      expect((await send('GET', `/api/v1/tenants/${slug}/audit`)).status).toBe(200);
    },
  );
});

describe('JSON', () => {
  test('with the names of prototypes pollutes nothing', async () => {
    const slug = await makeTenant();
    const hostile = [
      '{"displayName":"A","connections":[],"__proto__":{"polluted":true}}',
      '{"displayName":"A","connections":[],"constructor":{"prototype":{"polluted":true}}}',
      '{"__proto__":{"displayName":"A","connections":[]}}',
      '{"displayName":"A","connections":[{"__proto__":{"id":"idp","metadataUrl":"https://evil.example"}}]}',
    ];
    for (const text of hostile) {
      const { status } = await send('PUT', `/api/v1/tenants/${slug}`, { text });
      expect([text, status < 500]).toEqual([text, true]);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    }
    expect((await send('GET', `/api/v1/tenants/${slug}`)).text).not.toContain('polluted');
    for (const query of ['__proto__=1', 'constructor=1', 'limit=__proto__', 'limit=1e2', 'limit=1&limit=2']) {
      expect([query, (await send('GET', `/api/v1/tenants?${query}`)).status]).toEqual([query, 400]);
    }
  });

  test.each([101, 10_000, 80_000])('%i levels deep is refused, wherever it is sent', async (levels) => {
    const slug = newSlug();
    const body = tenantBody({ connections: [{ id: 'idp', metadata: idp() }] });
    expect((await send('PUT', `/api/v1/tenants/${slug}`, { body })).status).toBe(201);
    const nest = (open: string, close: string) => `${open.repeat(levels)}1${close.repeat(levels)}`;
    for (const text of [nest('[', ']'), nest('{"request":', '}'), nest('{"connections":[', ']}')]) {
      for (const [method, path] of [
        ['PUT', ''],
        ['PUT', '/connections/idp'],
        ['PATCH', '/connections/idp'],
        ['PUT', '/draft'],
        ['POST', '/webhooks'],
      ] as const) {
        const { status } = await send(method, `/api/v1/tenants/${slug}${path}`, { text });
        expect([method, path, status >= 400 && status < 500]).toEqual([method, path, true]);
      }
    }
  });
});

test('JSON of a million wrong values is refused at once, and in few words', async () => {
  const slug = await makeTenant();
  const many = (count: number, item: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => item(at)).join();
  for (const text of [
    `{${many(90_000, (at) => `"a${at}":1`)}}`,
    `{"displayName":"A","connections":[${many(300_000, () => '0')}]}`,
    `{"displayName":"A","connections":[],"hostnames":[${many(200_000, () => '"!"')}]}`,
    `{"displayName":"A","connections":[{"id":"idp","identityProvider":{"certificates":[${many(200_000, () => '"!"')}]}}]}`,
    `{"displayName":"A","connections":[{"id":"idp","emailDomains":[${many(200_000, () => '"!"')}]}]}`,
  ]) {
    const began = Date.now();
    const answer = await send('PUT', `/api/v1/tenants/${slug}`, { text });
    expect([text.slice(0, 60), answer.text.length < 20_000, Date.now() - began < 5_000]).toEqual([
      text.slice(0, 60),
      true,
      true,
    ]);
    expect([text.slice(0, 60), answer.status]).toEqual([text.slice(0, 60), 422]);
  }
});

test('brackets in texts are no depth', async () => {
  const connections = [{ id: 'idp', metadata: `"\\${'[{'.repeat(500)}` }];
  const { json } = await send('PUT', `/api/v1/tenants/${newSlug()}`, { body: tenantBody({ connections }) });
  expect(json.code).toBe('tenant_invalid');
});

describe('a condition', () => {
  test('holds for the very tenant and revision alone', async () => {
    const [slug, other] = [await makeTenant(), await makeTenant()];
    const read = (name: string) => send('GET', `/api/v1/tenants/${name}`);
    const tag = (await read(slug)).headers.get('ETag') ?? '';
    const strange = (await read(other)).headers.get('ETag') ?? '';
    const next = tag.replace(/\.[0-9]+"/, '.2"');
    for (const sent of [
      `W/${tag}`,
      strange,
      next,
      '""',
      '"*"',
      tag.toUpperCase(),
      `"${tag.slice(1, -1)}0"`,
    ]) {
      const headers = { 'If-Match': sent };
      expect([sent, (await send('DELETE', `/api/v1/tenants/${slug}`, { headers })).status]).toEqual([
        sent,
        412,
      ]);
    }
    for (const sent of [tag.slice(1, -1), `${tag}x`, '', '*, "a"', `${tag} ${tag}`]) {
      const { status } = await send('DELETE', `/api/v1/tenants/${slug}`, { headers: { 'If-Match': sent } });
      expect([sent, status]).toEqual([sent, 400]);
    }
    expect((await read(slug)).json.deleted).toBeNull();
  });
});

describe('a cursor', () => {
  test('of one list leads into no other, forged or moved', async () => {
    const [slug, other] = [await makeTenant(), await makeTenant()];
    await send('PUT', `/api/v1/tenants/${slug}`, { body: tenantBody({ displayName: 'B' }) });
    const { cursor } = (await send('GET', `/api/v1/tenants/${slug}/versions?limit=1`)).json;
    expect(cursor).toBeTypeOf('string');
    const forged = [
      `${'A'.repeat(22)}${btoa('999').replaceAll('=', '')}`,
      btoa('2').replaceAll('=', ''),
      `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'B' : 'A'}`,
      `${cursor}=`,
      "' OR 1=1 --",
    ];
    const lists = [
      `${other}/versions`,
      `${slug}/audit`,
      `${slug}/people`,
      `${slug}/attempts`,
      `${slug}/events`,
      `${slug}/deliveries`,
    ];
    for (const list of lists) {
      const { status } = await send('GET', `/api/v1/tenants/${list}?cursor=${cursor}`);
      expect([list, status]).toEqual([list, 400]);
    }
    for (const text of forged) {
      const { status } = await send(
        'GET',
        `/api/v1/tenants/${slug}/versions?cursor=${encodeURIComponent(text)}`,
      );
      expect([text, status]).toEqual([text, 400]);
    }
  });
});

describe('an idempotency key', () => {
  test('serves no other address, tenant or body, whoever has made it', async () => {
    const [slug, other] = [await makeTenant(), await makeTenant()];
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    const body = { url: 'https://hooks.example/', types: ['metadata.expiring'] };
    const post = (path: string, more: Sent = {}) =>
      send('POST', `/api/v1${path}`, { body, headers, ...more });
    const made = await post(`/tenants/${slug}/webhooks`);
    expect(made.status).toBe(201);
    for (const path of [`/tenants/${other}/webhooks`, '/webhooks', `/tenants/${slug}/restore`, '/api-keys']) {
      const sent = path === '/api-keys' ? { body: { name: 'N', scopes: ['keys:read'] } } : {};
      expect([path, (await post(path, sent)).json.code]).toEqual([path, 'idempotency_key_used']);
    }
    const { key } = await makeKey(['events:write']);
    const stranger = await post(`/tenants/${slug}/webhooks`, { token: key });
    expect([stranger.status, stranger.json.secret === made.json.secret]).toEqual([201, false]);
    const { key: reader } = await makeKey(['events:read']);
    expect((await post(`/tenants/${slug}/webhooks`, { token: reader })).json.code).toBe('scope_missing');
  });
});

describe('addresses', () => {
  test('are what Cloudflare says, whatever else a client claims; who shares one keeps his good key', async () => {
    const address = { 'CF-Connecting-IP': crypto.randomUUID() };
    const claims = () => {
      const claimed = `203.0.113.${Math.floor(Math.random() * 250)}`;
      return {
        'X-Forwarded-For': claimed,
        'X-Real-IP': claimed,
        'True-Client-IP': claimed,
        'CF-Connecting-IPv6': claimed,
        Forwarded: `for=${claimed}`,
      };
    };
    const wrong = () =>
      send('GET', '/api/v1/tenants', { token: 'wrong', headers: { ...address, ...claims() } });
    for (let tries = 0; tries < 10; tries++) expect((await wrong()).status).toBe(401);
    expect((await wrong()).status).toBe(429);
    const { key } = await makeKey(['tenants:read']);
    expect((await send('GET', '/api/v1/tenants', { token: key, headers: address })).status).toBe(200);
  });
});
