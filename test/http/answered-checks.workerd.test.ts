/** Session checks answered from memory: with what the whole way answers, and never once that might be something else. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import { answerAgain } from '../../src/http/answered-checks.ts';
import { deriveSigningKeys } from '../../src/session/purpose-keys.ts';
import type { Session } from '../../src/session/session.ts';
import { SESSION_COOKIE_NAME, sealSession } from '../../src/session/session-cookie.ts';
import { SESSION_RENEWAL_SECONDS } from '../../src/session/session-rules.ts';
import { signInLedger } from '../../src/stores/sign-in-ledger.ts';
import { forgetCached, listKeys } from '../../src/stores/tenant-store.ts';
import type { Tenant } from '../../src/tenants/tenant.ts';
import { cookieSecret, session, tenant } from '../support/tenants.ts';

const SECRET = cookieSecret('k1', 1);
const deployed = {
  ...env,
  BASE_DOMAIN: 'example.com',
  COOKIE_KEYS: `k1:${SECRET.secret.toBase64({ alphabet: 'base64url', omitPadding: true })}`,
};
const app = createApp();
const HOUR = 3_600_000;
const KV_CACHE_MILLISECONDS = 30_000;

let now: number;
let acme: Tenant;
let alice: Session;
let cookie: string;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  now = Date.UTC(2026, 10, 22, 8);
  vi.setSystemTime(now);
  const id = crypto.randomUUID();
  acme = tenant({ id, slug: `t-${id.slice(0, 8)}` });
  await publish(acme);
  alice = session({ id, tenantId: id, signedInAt: now, renewedAt: now, expiresAt: now + HOUR });
  cookie = await seal(alice);
});
afterEach(() => vi.useRealTimers());

async function publish(record: Tenant): Promise<void> {
  await Promise.all(listKeys(record).map((key) => env.TENANTS.put(key, JSON.stringify(record))));
  forgetCached(listKeys(record));
}

async function seal(sealed: Session): Promise<string> {
  const keys = await deriveSigningKeys([SECRET], 'edge-saml/session/1');
  return `${SESSION_COOKIE_NAME}=${await sealSession(sealed, keys)}`;
}

const url = () => `https://${acme.slug}.example.com/sso/session`;
const request = (changes: { url?: string; method?: string; cookie?: string } = {}) =>
  new Request(changes.url ?? url(), {
    method: changes.method ?? 'GET',
    headers: { cookie: changes.cookie ?? cookie },
  });
const goWholeWay = async (asked = request(), bindings = deployed) =>
  app.fetch(asked, bindings, {} as ExecutionContext);
const isAnswered = (asked = request(), bindings = deployed) => answerAgain(asked, bindings) !== null;

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'content-type': 'application/json',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
};

test('what was answered once is answered again, in the same words and under the same headers', async () => {
  expect(isAnswered()).toBe(false);
  const first = await goWholeWay();
  const again = answerAgain(request(), deployed);
  expect([first.status, again?.status]).toEqual([200, 200]);
  expect(Object.fromEntries(first.headers)).toMatchObject(HEADERS);
  expect(Object.fromEntries(again?.headers ?? [])).toEqual(HEADERS);
  expect(await again?.text()).toBe(await first.text());
  expect(await (await goWholeWay()).json()).toMatchObject({ tenant: acme.slug, connectionId: 'idp' });
});

test('where there is no https, nothing is said of it', async () => {
  const local = { ...deployed, BASE_DOMAIN: 'localhost:8787' };
  const asked = () => request({ url: `http://${acme.slug}.localhost:8787/sso/session` });
  await goWholeWay(asked(), local);
  const { 'strict-transport-security': _, ...overHttp } = HEADERS;
  expect(Object.fromEntries(answerAgain(asked(), local)?.headers ?? [])).toEqual(overHttp);
});

test('another address, method, cookie or environment is another request', async () => {
  await goWholeWay();
  expect(isAnswered()).toBe(true);
  for (const changes of [
    { url: url().replace('https:', 'http:') },
    { url: url().replace(acme.slug, 'another') },
    { url: `${url()}?x=1` },
    { url: `${url()}/` },
    { url: url().replace('/sso/session', '/sso/sso/session') },
    { method: 'HEAD' },
    { method: 'POST' },
    { cookie: `${cookie}; ${cookie}` },
    { cookie: `${cookie}x` },
    { cookie: '' },
  ]) {
    expect(isAnswered(request(changes)), JSON.stringify(changes)).toBe(false);
  }
  expect(isAnswered(request(), { ...deployed })).toBe(false);
});

test('a request that only looks at the headers is not remembered for those that want the answer', async () => {
  await goWholeWay(request({ method: 'HEAD' }));
  expect(isAnswered()).toBe(false);
});

test('nobody signed in is never remembered', async () => {
  const stranger = await seal({ ...alice, tenantId: 'another' });
  for (const none of ['', 'x=1', stranger, `${cookie}x`]) {
    expect((await goWholeWay(request({ cookie: none }))).status).toBe(401);
    expect(isAnswered(request({ cookie: none }))).toBe(false);
  }
});

test('a cookie that is due is left to be issued again, and the old one is not answered for', async () => {
  vi.setSystemTime(now + SESSION_RENEWAL_SECONDS * 1000 - 1);
  await goWholeWay();
  expect(isAnswered()).toBe(true);
  vi.setSystemTime(now + SESSION_RENEWAL_SECONDS * 1000);
  expect(isAnswered()).toBe(false);
  await openInLedger(alice);
  const renewed = await goWholeWay();
  expect(renewed.headers.getSetCookie()).toHaveLength(1);
  expect(isAnswered()).toBe(false);
});

test.each([
  [-1, 200],
  [0, 401],
  [1, 401],
])('an ended session is refused at its next re-check, %i ms from it with %i', async (offset, status) => {
  const due = now + SESSION_RENEWAL_SECONDS * 1000;
  await openInLedger(alice);
  vi.setSystemTime(due - 2);
  await goWholeWay();
  await signInLedger(env.SIGN_IN_LEDGER, acme.id).end(alice.id);
  vi.setSystemTime(due + offset);
  expect(isAnswered()).toBe(status === 200);
  const answer = await goWholeWay();
  expect(answer.status).toBe(status);
  expect(answer.headers.getSetCookie().join()).not.toContain(`${SESSION_COOKIE_NAME}=ey`);
});

test('a session is over at its very end', async () => {
  cookie = await seal({ ...alice, expiresAt: now + 1_000 });
  await goWholeWay();
  vi.setSystemTime(now + 999);
  expect(isAnswered()).toBe(true);
  vi.setSystemTime(now + 1_000);
  expect(isAnswered()).toBe(false);
  expect((await goWholeWay()).status).toBe(401);
});

test('a record that may have changed is read again', async () => {
  await goWholeWay();
  vi.setSystemTime(now + KV_CACHE_MILLISECONDS - 1);
  expect(isAnswered()).toBe(true);
  vi.setSystemTime(now + KV_CACHE_MILLISECONDS);
  expect(isAnswered()).toBe(false);
  await goWholeWay();
  expect(isAnswered()).toBe(true);
});

test('a connection that is removed takes its sessions along', async () => {
  await goWholeWay();
  await publish({ ...acme, connections: [] });
  expect(isAnswered()).toBe(false);
  expect((await goWholeWay()).status).toBe(401);
});

test('attributes that the ledger has are asked for each time', async () => {
  const values = Array.from({ length: 400 }, (_, index) => `group-${index}`);
  const attributes = [{ name: 'groups', nameFormat: null, friendlyName: null, values }];
  const large = { ...alice, identity: { ...alice.identity, attributes } };
  await openInLedger(large);
  cookie = await seal(large);
  expect(await (await goWholeWay()).text()).toContain('group-399');
  expect(isAnswered()).toBe(false);
});

test('of more than can be kept the oldest is forgotten', async () => {
  for (let index = 0; index <= 500; index++) await goWholeWay(request({ cookie: `${cookie}; x=${index}` }));
  expect(isAnswered(request({ cookie: `${cookie}; x=0` }))).toBe(false);
  expect(isAnswered(request({ cookie: `${cookie}; x=1` }))).toBe(true);
  expect(isAnswered(request({ cookie: `${cookie}; x=500` }))).toBe(true);
});

async function openInLedger(opened: Session): Promise<void> {
  const entry = { requestId: null, issuer: 'https://idp.example.com', assertionId: opened.id };
  const ledger = signInLedger(env.SIGN_IN_LEDGER, acme.id);
  await ledger.open({ ...entry, rememberUntil: now + HOUR, now, session: opened });
}
