import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { operatorApi } from '../../../src/http/api/routes.ts';
import type { HostEnv } from '../../../src/http/context.ts';
import { stampAnswer } from '../../../src/http/respond.ts';
import { requireSettings } from '../../../src/http/settings.tsx';
import { A, ENTITY_ID, idp, REDIRECT_URL } from '../../support/idp-metadata.ts';

const app = new Hono<HostEnv>().use(stampAnswer, requireSettings).route('/api/v1', operatorApi());

const newSlug = () => `t-${crypto.randomUUID().slice(0, 8)}`;
const AUTHORIZATION = { Authorization: `Bearer ${env.OPERATOR_TOKEN}` };
const input = (changes: object = {}) => ({
  displayName: 'Acme',
  connections: [{ id: 'idp', metadata: idp() }],
  ...changes,
});

const log = vi.spyOn(console, 'log');
beforeEach(() => void log.mockImplementation(() => {}));
afterEach(() => void log.mockReset());

function call(method: string, path: string, body?: BodyInit, headers: HeadersInit = {}) {
  const init: RequestInit = { method, headers: { ...AUTHORIZATION, ...(headers as Record<string, string>) } };
  if (body !== undefined) init.body = body;
  return app.request(`http://localhost:8787/api/v1${path}`, init, env);
}

function put(slug: string, body: unknown, headers: Record<string, string> = {}) {
  return call('PUT', `/tenants/${slug}`, JSON.stringify(body), {
    'Content-Type': 'application/json',
    ...headers,
  });
}

async function expectProblem(answer: Response, status: number, code: string) {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  const problem = await answer.json<{ errors: { path: string; message: string }[] }>();
  expect(problem).toMatchObject({
    type: 'about:blank',
    status,
    code,
    title: expect.any(String),
    detail: expect.any(String),
  });
  return problem;
}

describe('the operator token', () => {
  const token = env.OPERATOR_TOKEN;
  test.each([
    ['nothing', ''],
    ['another scheme', `Basic ${token}`],
    ['no token', 'Bearer '],
    ['a shorter one', `Bearer ${token.slice(1)}`],
    ['a longer one', `Bearer ${token}x`],
    ['two of them', `Bearer ${token} ${token}`],
    ['other capitals', `Bearer ${token.toUpperCase()}`],
  ])('is needed: %s is refused', async (_title, authorization) => {
    for (const [method, path] of [
      ['GET', '/tenants'],
      ['PUT', '/tenants/acme'],
      ['DELETE', '/tenants/acme'],
      ['OPTIONS', '/tenants'],
      ['GET', '/nothing'],
    ] as const) {
      // Addresses of their own: one that sends many wrong tokens has to wait.
      const headers = { Authorization: authorization, 'CF-Connecting-IP': crypto.randomUUID() };
      const answer = await call(method, path, undefined, headers);
      await expectProblem(answer, 401, 'unauthorized');
      expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Bearer/);
    }
  });

  test('counts in whatever capitals its scheme is written', async () => {
    const answer = await call('GET', '/tenants', undefined, { Authorization: `bearer ${token}` });
    expect(answer.status).toBe(200);
  });
});

describe('PUT', () => {
  test('makes a tenant, and shows what goes into the identity provider', async () => {
    const slug = newSlug();
    const answer = await put(slug, input({ hostnames: [`${slug}.example`] }));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(await answer.json()).toMatchObject({
      id: expect.any(String),
      slug,
      version: 1,
      displayName: 'Acme',
      serviceProviders: [
        {
          host: `${slug}.localhost:8787`,
          entityId: `http://${slug}.localhost:8787/sso/metadata`,
          acsUrl: `http://${slug}.localhost:8787/sso/acs`,
          sloUrl: null,
        },
        { host: `${slug}.example:8787` },
      ],
      connections: [
        {
          id: 'idp',
          identityProvider: {
            entityId: ENTITY_ID,
            signInEndpoints: [{ binding: 'redirect', location: REDIRECT_URL }, { binding: 'post' }],
            certificates: [
              {
                sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
                algorithm: 'RSA 2048',
                subject: 'CN=rsaA.test',
                notBefore: '2020-01-01T00:00:00.000Z',
                notAfter: '2049-12-31T23:59:59.000Z',
              },
            ],
          },
          response: { requireSigned: 'either', unsolicited: 'restart', allowSha1: false },
        },
      ],
      warnings: [],
    });
  });

  test('shows pinned keys by their fingerprints, not whole', async () => {
    const answer = await put(newSlug(), input());
    const text = await answer.text();
    expect(text).not.toContain('spki');
    expect(text).not.toContain(A.slice(0, 40));
  });

  test('replaces all of a tenant but its id', async () => {
    const slug = newSlug();
    const branding = { colour: '#FFD600' };
    const looks = { logoUrl: 'https://acme.example/logo.png', branding };
    const first = await (await put(slug, input(looks))).json<{ id: string; branding: object }>();
    expect(first.branding).toEqual({ colour: '#ffd600' });
    const answer = await put(slug, input({ displayName: 'Acme Ltd' }));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      id: first.id,
      version: 2,
      displayName: 'Acme Ltd',
      logoUrl: null,
      branding: { colour: null },
    });
  });

  test('does not make a tenant under the slug of a removed one, whose removal can be undone', async () => {
    const slug = newSlug();
    await put(slug, input());
    await call('DELETE', `/tenants/${slug}`);
    await expectProblem(await put(slug, input()), 409, 'tenant_deleted');
  });

  test('warns of dangerous options and odd metadata', async () => {
    const metadata = idp({ roleAttributes: 'WantAuthnRequestsSigned="true"' });
    const request = { sign: 'never' };
    const connections = [
      { id: 'idp', metadata, request, response: { allowSha1: true, unsolicited: 'accept' } },
    ];
    const { warnings } = await (await put(newSlug(), input({ connections }))).json<{
      warnings: { code: string }[];
    }>();
    expect(warnings.map(({ code }) => code)).toEqual([
      'signed_requests_wanted',
      'sha1_allowed',
      'unsolicited_accepted',
    ]);
  });

  test('names every wrong field at once, and saves nothing', async () => {
    const slug = newSlug();
    const answer = await put(slug, { displayname: 'Acme', hostnames: ['localhost'] });
    const { errors } = await expectProblem(answer, 422, 'tenant_invalid');
    expect(errors.map(({ path }) => path).sort()).toEqual(['displayName', 'displayname', 'hostnames[0]']);
    expect((await call('GET', `/tenants/${slug}`)).status).toBe(404);
  });

  test.each(['www', 'Acme', '__proto__', '%2e%2e%2fhost%2fx', 'a:b', 'a%00b', '%', `${'a'.repeat(64)}`])(
    'refuses the slug %s',
    async (slug) => {
      const { errors } = await expectProblem(await put(slug, input()), 422, 'tenant_invalid');
      expect(errors.map(({ path }) => path)).toEqual(['slug']);
    },
  );

  test('refuses a hostname that another tenant has', async () => {
    const hostname = `${newSlug()}.example`;
    await put(newSlug(), input({ hostnames: [hostname] }));
    const answer = await put(newSlug(), input({ hostnames: [`${newSlug()}.example`, hostname] }));
    const { errors } = await expectProblem(answer, 409, 'hostname_taken');
    expect(errors.map(({ path }) => path)).toEqual(['hostnames[1]']);
  });

  test.each([
    ['no type', '{}', undefined, 415, 'body_not_json_type'],
    ['a form', '{}', 'application/x-www-form-urlencoded', 415, 'body_not_json_type'],
    ['text, which browsers send across sites', '{}', 'text/plain', 415, 'body_not_json_type'],
    ['no JSON', '{', 'application/json', 400, 'body_malformed'],
    ['nothing', '', 'application/json', 400, 'body_malformed'],
    ['broken UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'application/json', 400, 'body_malformed'],
    ['a million brackets', '['.repeat(1_000_000), 'application/json', 400, 'body_malformed'],
    ['a byte too much', `"${'a'.repeat(1_048_575)}"`, 'application/json', 413, 'body_too_large'],
    ['a list', '[]', 'application/json; charset=utf-8', 422, 'tenant_invalid'],
    ['the most that is read', `"${'a'.repeat(1_048_574)}"`, 'Application/JSON', 422, 'tenant_invalid'],
  ])('refuses %s for a body', async (_title, body, type, status, code) => {
    const headers = type === undefined ? {} : { 'Content-Type': type };
    // As octets, since a text would get a type of its own.
    const octets = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    await expectProblem(await call('PUT', `/tenants/${newSlug()}`, octets, headers), status, code);
  });

  test('refuses a body that is too large whatever it says of its length', async () => {
    const chunk = new TextEncoder().encode('['.repeat(65_536));
    let chunks = 0;
    const body = new ReadableStream({
      pull(controller) {
        chunks++;
        if (chunks > 10_000) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const answer = await call('PUT', `/tenants/${newSlug()}`, body, { 'Content-Type': 'application/json' });
    await expectProblem(answer, 413, 'body_too_large');
    expect(chunks).toBeLessThan(30);
  });
});

describe('conditions', () => {
  test('let a second editor’s save fail instead of undoing the first’s', async () => {
    const slug = newSlug();
    const tag = (await put(slug, input())).headers.get('ETag') ?? '';
    expect((await call('GET', `/tenants/${slug}`)).headers.get('ETag')).toBe(tag);
    expect((await put(slug, input(), { 'If-Match': tag })).status).toBe(200);
    await expectProblem(await put(slug, input(), { 'If-Match': tag }), 412, 'tenant_changed');
    await expectProblem(
      await call('DELETE', `/tenants/${slug}`, undefined, { 'If-Match': tag }),
      412,
      'tenant_changed',
    );
    await expectProblem(await put(slug, input(), { 'If-Match': `"other", *` }), 400, 'condition_malformed');
    expect((await put(slug, input(), { 'If-Match': `"other", W/${tag}` })).status).toBe(412);
    expect((await put(slug, input(), { 'If-Match': '*' })).status).toBe(200);
  });

  test('let a save make a tenant and never replace one', async () => {
    const slug = newSlug();
    expect((await put(slug, input(), { 'If-Match': '*' })).status).toBe(412);
    expect((await put(slug, input(), { 'If-None-Match': '*' })).status).toBe(201);
    expect((await put(slug, input(), { 'If-None-Match': '*' })).status).toBe(412);
  });
});

describe('GET and DELETE', () => {
  test('show a tenant as PUT did', async () => {
    const slug = newSlug();
    const saved = await (await put(slug, input())).json();
    const answer = await call('GET', `/tenants/${slug}`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(saved);
  });

  test('delete a tenant, once, and tell until when it can be restored', async () => {
    const slug = newSlug();
    await put(slug, input());
    const removed = await call('DELETE', `/tenants/${slug}`);
    expect(removed.status).toBe(204);
    expect(await removed.text()).toBe('');
    const shown = await call('GET', `/tenants/${slug}`);
    expect(await shown.json()).toMatchObject({
      slug,
      deleted: { author: { kind: 'deployment' }, purgeAt: expect.any(String) },
    });
    await expectProblem(await call('DELETE', `/tenants/${slug}`), 409, 'tenant_deleted');
    const restored = await call('POST', `/tenants/${slug}/restore`);
    expect(restored.status).toBe(200);
    expect(await restored.json()).toMatchObject({ slug, deleted: null });
    await expectProblem(await call('POST', `/tenants/${slug}/restore`), 409, 'tenant_not_deleted');
  });

  test.each(['constructor', '__proto__', 'tenant%2Facme', '..%2Fhost%2Fx', 'www', 'x'.repeat(600)])(
    'find no tenant %s',
    async (slug) => {
      await expectProblem(await call('GET', `/tenants/${slug}`), 404, 'tenant_unknown');
      await expectProblem(await call('DELETE', `/tenants/${slug}`), 404, 'tenant_unknown');
    },
  );

  test('list tenants page by page', async () => {
    const slugs = [newSlug(), newSlug(), newSlug()];
    for (const slug of slugs) await put(slug, input());
    const seen: string[] = [];
    let query = '?limit=2';
    for (;;) {
      const answer = await call('GET', `/tenants${query}`);
      expect(answer.status).toBe(200);
      const { items, cursor } = await answer.json<{ items: { slug: string }[]; cursor: string | null }>();
      seen.push(...items.map(({ slug }) => slug));
      if (cursor === null) break;
      query = `?limit=2&cursor=${encodeURIComponent(cursor)}`;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(slugs));
  });

  test.each([
    ['limit=0', ['limit']],
    ['limit=201', ['limit']],
    ['limit=1e1', ['limit']],
    ['limit=1&limit=2', ['limit']],
    ['page=2', ['page']],
    ['limit=1.5', ['limit']],
    ['limit=many', ['limit']],
    ['limit=0&page=2', ['page', 'limit']],
    ['cursor=', ['cursor']],
    ['cursor=%00', ['cursor']],
    [`cursor=${'A'.repeat(40)}`, ['cursor']],
    ['filter=some', ['filter']],
  ])('refuse to list with %s', async (query, paths) => {
    const { errors } = await expectProblem(await call('GET', `/tenants?${query}`), 400, 'query_invalid');
    expect(errors.map(({ path }) => path)).toEqual(paths);
  });
});

describe('the trail', () => {
  test('has one line for each change, and none of what was changed', async () => {
    const slug = newSlug();
    await put(slug, input());
    await put(slug, { displayName: 7 });
    await call('GET', `/tenants/${slug}`);
    await call('DELETE', `/tenants/${slug}`);
    const reference = expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const told = { event: 'change', reference, tenant: slug, connectionId: null };
    const unmeasured = { durationMilliseconds: null, stages: null, colo: null };
    expect(log.mock.calls.map(([line]) => JSON.parse(line))).toEqual([
      { ...told, code: 'tenant_created', ...unmeasured },
      { ...told, code: 'tenant_deleted', ...unmeasured },
    ]);
  });
});

describe('what the API does not have', () => {
  test.each([
    ['POST', '/tenants', 'GET, HEAD'],
    ['DELETE', '/tenants', 'GET, HEAD'],
    ['POST', '/tenants/acme', 'GET, HEAD, PUT, DELETE'],
    ['PATCH', '/tenants/acme', 'GET, HEAD, PUT, DELETE'],
  ])('is told with the methods that there are: %s %s', async (method, path, allow) => {
    const answer = await call(method, path);
    await expectProblem(answer, 405, 'method_not_allowed');
    expect(answer.headers.get('Allow')).toBe(allow);
  });

  test.each(['/tenants/', '/tenants/acme/nothing', '/console'])('is told as a problem: %j', async (path) => {
    await expectProblem(await call('GET', path), 404, 'path_unknown');
  });

  test('does not answer HEAD with a body', async () => {
    const answer = await call('HEAD', '/tenants');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('');
  });
});

test('a fault is a problem with a reference, and a log line without what it stumbled on', async () => {
  const slug = newSlug();
  await env.TENANTS.put(`tenant/${slug}`, '{"somebody@acme.example');
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  const problem = await expectProblem(await call('GET', `/tenants/${slug}`), 500, 'internal_error');
  const [line = ''] = error.mock.calls[0] as string[];
  error.mockRestore();
  expect(JSON.parse(line)).toMatchObject({ code: 'internal_error', name: 'SyntaxError' });
  expect(problem).toMatchObject({ reference: JSON.parse(line).reference });
  expect(JSON.stringify(problem) + line).not.toContain('somebody');
});

describe('a deployment without its token', () => {
  test('serves nothing and names it', async () => {
    const { OPERATOR_TOKEN: _missing, ...rest } = env;
    const url = 'http://localhost:8787/api/v1/tenants';
    const answer = await app.request(
      url,
      { headers: { ...AUTHORIZATION, Accept: 'application/json' } },
      rest,
    );
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ problems: [{ name: 'OPERATOR_TOKEN', kind: 'secret' }] });
  });
});
