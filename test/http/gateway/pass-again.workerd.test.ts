/** Requests passed on without a second look: as the whole way would, and never once that might be something else. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { passAgain } from '../../../src/http/gateway/pass-again.ts';
import { MAX_KEY_CHARACTERS } from '../../../src/keep-newest.ts';
import { SESSION_RENEWAL_SECONDS } from '../../../src/session/session-rules.ts';
import { forgetCached, listKeys } from '../../../src/stores/tenant-store.ts';
import { type Behind, behindGateway } from '../../support/behind-gateway.ts';

let behind: Behind;
let cookie: string;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  behind = await behindGateway();
  cookie = `mine=1; ${await behind.signIn()}`;
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const request = (path = '/docs', init: RequestInit = {}, origin = behind.origin) =>
  new Request(`${origin}${path}`, { redirect: 'manual', headers: { cookie }, ...init });
const isPassed = (asked = request(), bindings = behind.env) => passAgain(asked, bindings) !== null;
const letThrough = () => behind.fetch('/first', { headers: { cookie } });

test('who was let through once is let through again, and the application receives the same', async () => {
  expect(isPassed()).toBe(false);
  await letThrough();
  const headers = { cookie, 'x_identity-token': 'forged', 'x-original-url': '/admin' };
  const answer = await passAgain(request('/docs?x=%2F', { headers }), behind.env);
  expect([answer?.status, answer?.headers.get('cache-control')]).toEqual([200, 'private']);
  const [first, again] = behind.received;
  expect(again?.url).toBe(`${behind.origin}/docs?x=%2F`);
  expect(Object.fromEntries(again?.headers ?? [])).toEqual(Object.fromEntries(first?.headers ?? []));
  expect(again?.headers.get('x-identity-token')).toMatch(/^ey/);
  expect(again?.headers.get('cookie')).toBe('mine=1');
});

test('nobody fills the memory with cookies of his own making', async () => {
  cookie = `mine=${'x'.repeat(MAX_KEY_CHARACTERS)}; ${cookie}`;
  await letThrough();
  expect(isPassed()).toBe(false);
});

test('a body goes along', async () => {
  await letThrough();
  behind.answer = async (received) => new Response(`${received.method} ${await received.text()}`);
  const answer = await passAgain(request('/things', { method: 'PUT', body: 'a body' }), behind.env);
  expect(await answer?.text()).toBe('PUT a body');
});

test('our own addresses, and what may be read as one, go their whole way', async () => {
  await letThrough();
  for (const path of [
    '/sso/session',
    '/SSO/session',
    '/sso',
    '/ssox',
    '/.well-known/jwks.json',
    '/%73so/session',
    '/a/../sso/session',
    '/a%2f..%2fsso',
    '//sso/session',
    '/a//b',
    '/a;b',
    '/a\\b',
    '/.hidden',
    '/a/.b',
    '/form?sso-kept-form',
  ]) {
    // As it was sent, where the constructor would tidy it up.
    const asked = { url: behind.origin + path, method: 'GET', headers: new Headers({ cookie }), body: null };
    expect(passAgain(asked as Request, behind.env), path).toBeNull();
  }
  for (const path of ['/', '/a.b', '/a/', '/a-b_c~d/e.f?q=../..;%', '/@me:x,y=z']) {
    expect(isPassed(request(path)), path).toBe(true);
  }
});

test('another host, scheme, cookie or environment is another request', async () => {
  await letThrough();
  expect(isPassed()).toBe(true);
  expect(isPassed(request('/docs', {}, behind.origin.replace('https:', 'http:')))).toBe(false);
  expect(isPassed(request('/docs', {}, behind.origin.replace('//', '//other-')))).toBe(false);
  expect(isPassed(request('/docs', {}, `${behind.origin}.evil.example`))).toBe(false);
  for (const other of ['', 'mine=1', `${cookie}; x=1`, `${cookie}x`]) {
    expect(isPassed(request('/docs', { headers: other === '' ? {} : { cookie: other } }))).toBe(false);
  }
  expect(isPassed(request(), { ...behind.env })).toBe(false);
});

test('it holds for seconds, and never past the session or its renewal', async () => {
  await letThrough();
  vi.setSystemTime(behind.now + 9_999);
  expect(isPassed()).toBe(true);
  vi.setSystemTime(behind.now + 10_000);
  expect(isPassed()).toBe(false);
  const due = behind.now + SESSION_RENEWAL_SECONDS * 1000;
  vi.setSystemTime(due - 1);
  await letThrough();
  expect(isPassed()).toBe(true);
  vi.setSystemTime(due);
  expect(isPassed()).toBe(false);
  cookie = await behind.signIn({ expiresAt: due + 1_000 });
  await letThrough();
  vi.setSystemTime(due + 1_000);
  expect(isPassed()).toBe(false);
});

test('a renewed session is not remembered by its old cookie', async () => {
  vi.setSystemTime(behind.now + SESSION_RENEWAL_SECONDS * 1000);
  expect((await letThrough()).headers.getSetCookie()).toHaveLength(1);
  expect(isPassed()).toBe(false);
});

test('a record that was changed is looked at again', async () => {
  await letThrough();
  const record = { ...behind.tenant, connections: [] };
  await Promise.all(listKeys(record).map((key) => env.TENANTS.put(key, JSON.stringify(record))));
  forgetCached(listKeys(record));
  expect(isPassed()).toBe(false);
  expect((await letThrough()).status).toBe(401);
});

test('nobody signed in is never remembered, not where everything is open either', async () => {
  behind = await behindGateway({ application: { origin: null, publicPaths: ['/*'], protectedPaths: [] } });
  cookie = 'mine=1';
  expect((await letThrough()).status).toBe(200);
  expect(isPassed()).toBe(false);
});

test('an application that cannot be reached is told as ever, and is not asked twice', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'log').mockImplementation(() => {});
  await letThrough();
  behind.answer = () => {
    throw new Error('refused');
  };
  const answer = await behind.fetch('/docs', { headers: { cookie, accept: 'application/json' } });
  expect(answer.status).toBe(502);
  expect(await answer.json()).toMatchObject({ code: 'application_unreachable' });
  expect(behind.received).toHaveLength(2);
});
