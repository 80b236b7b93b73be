/** The session cookie against the running Worker: what ends it, what renews it, what does not pass for it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CookieSecret, deriveSigningKeys } from '../../src/session/purpose-keys.ts';
import type { Session } from '../../src/session/session.ts';
import { type CarriedSession, SESSION_COOKIE_NAME, sealSession } from '../../src/session/session-cookie.ts';
import { SESSION_RENEWAL_SECONDS } from '../../src/session/session-rules.ts';
import { signIn } from '../support/sign-in.ts';
import { cookieSecret } from '../support/tenants.ts';
import { Visitor } from '../support/visitor.ts';
import { listCookieKeys, startWorker, TEST_COOKIE_SECRET, type TestWorker } from '../support/worker.ts';

let worker: TestWorker;
let acme: string;

beforeAll(async () => {
  worker = await startWorker();
  acme = worker.origin('acme');
  await worker.putTenant('acme', { session: { lifetimeSeconds: 28_800, idleTimeoutSeconds: 3_600 } });
});
afterAll(() => worker.close());

const ask = (visitor: Visitor, headers: Record<string, string> = {}) =>
  visitor.visit(`${acme}/sso/session`, { headers });
const status = async (visitor: Visitor) => (await ask(visitor)).status;
const cookieOf = (visitor: Visitor) => visitor.jar(acme).get(SESSION_COOKIE_NAME)?.value ?? '';

function readCookie(visitor: Visitor): CarriedSession {
  return JSON.parse(Buffer.from(cookieOf(visitor).split('.')[1] ?? '', 'base64url').toString());
}

/** The visitor's session with other times, sealed with the deployment's own key. */
async function shift(
  visitor: Visitor,
  changes: (session: Session) => Partial<Session>,
  secret: CookieSecret = TEST_COOKIE_SECRET,
) {
  const { session } = readCookie(visitor);
  const keys = await deriveSigningKeys([secret], 'edge-saml/session/1');
  visitor.plant(acme, SESSION_COOKIE_NAME, await sealSession({ ...session, ...changes(session) }, keys));
}

test('a fresh cookie is not issued again; an older one is, and lasts', async () => {
  const visitor = await signIn(worker, acme);
  expect((await ask(visitor)).headers.getSetCookie()).toEqual([]);
  await shift(visitor, ({ renewedAt }) => ({ renewedAt: renewedAt - SESSION_RENEWAL_SECONDS * 1000 }));
  const before = readCookie(visitor).session;
  const renewed = await ask(visitor);
  expect(renewed.status).toBe(200);
  expect(renewed.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-session=[\w.-]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
  ]);
  const after = readCookie(visitor).session;
  expect(after.id).toBe(before.id);
  expect(after.expiresAt).toBe(before.expiresAt);
  expect(after.renewedAt).toBeGreaterThan(before.renewedAt);
});

test('idle too long, or past its end, a session is over', async () => {
  const visitor = await signIn(worker, acme);
  const good = cookieOf(visitor);
  await shift(visitor, ({ renewedAt }) => ({ renewedAt: renewedAt - 3_600_000 }));
  expect(await status(visitor)).toBe(401);
  visitor.plant(acme, SESSION_COOKIE_NAME, good);
  await shift(visitor, () => ({ expiresAt: Date.now() }));
  expect(await status(visitor)).toBe(401);
  visitor.plant(acme, SESSION_COOKIE_NAME, good);
  await shift(visitor, ({ signedInAt }) => ({ signedInAt: signedInAt - 28_800_000 }));
  expect(await status(visitor)).toBe(401);
  visitor.plant(acme, SESSION_COOKIE_NAME, good);
  expect(await status(visitor)).toBe(200);
});

test('a large set of attributes is all there, though the cookie stays small', async () => {
  const values = Array.from({ length: 400 }, (_, index) => `group-${index}`);
  const attributeStatements = [[{ name: 'groups', nameFormat: null, friendlyName: null, values }]];
  const visitor = await signIn(worker, acme, { attributeStatements });
  expect(readCookie(visitor).attributesIn).toBe('ledger');
  expect(cookieOf(visitor).length).toBeLessThan(2_000);
  const answer = JSON.parse(await (await ask(visitor)).text());
  expect(answer.identity.attributes).toEqual([
    { name: 'groups', nameFormat: null, friendlyName: null, values },
  ]);
  const page = await visitor.visit(`${acme}/`);
  expect(await page.text()).toContain('group-399');
});

describe('sign-out', () => {
  const logOut = (visitor: Visitor, headers: Record<string, string> = {}, crossSite = false) =>
    visitor.visit(`${acme}/sso/logout`, { method: 'POST', body: '', headers, crossSite });

  test('asks first, and then ends the session here', async () => {
    const visitor = await signIn(worker, acme);
    const asked = await visitor.visit(`${acme}/sso/logout`);
    expect(await asked.text()).toContain('Sign out?');
    expect(await status(visitor)).toBe(200);
    const done = await logOut(visitor);
    expect(done.status).toBe(303);
    expect(visitor.jar(acme).size).toBe(0);
    const farewell = await visitor.visit(acme + done.headers.get('location'));
    expect(await farewell.text()).toContain('You are signed out');
    expect(await status(visitor)).toBe(401);
  });

  test('ends every copy of the cookie when its renewal is due', async () => {
    const visitor = await signIn(worker, acme);
    const copy = new Visitor(worker);
    copy.plant(acme, SESSION_COOKIE_NAME, cookieOf(visitor));
    await logOut(visitor);
    expect(await status(copy)).toBe(200);
    await shift(copy, ({ renewedAt }) => ({ renewedAt: renewedAt - SESSION_RENEWAL_SECONDS * 1000 }));
    expect(await status(copy)).toBe(401);
  });

  test('of a session whose attributes are in the ledger shows at once, and the next sign-in can begin', async () => {
    const values = Array.from({ length: 400 }, (_, index) => `group-${index}`);
    const attributeStatements = [[{ name: 'groups', nameFormat: null, friendlyName: null, values }]];
    const visitor = await signIn(worker, acme, { attributeStatements });
    const copy = new Visitor(worker);
    copy.plant(acme, SESSION_COOKIE_NAME, cookieOf(visitor));
    await logOut(visitor);
    expect(await status(copy)).toBe(401);
    const login = await copy.visit(`${acme}/sso/login`);
    expect(login.headers.get('location')).toMatch(/^https:\/\/idp\.example\.com\//);
  });

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling subdomain', { 'sec-fetch-site': 'same-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
  ])('asked for by %s is refused', async (_title, headers) => {
    const visitor = await signIn(worker, acme);
    expect((await logOut(visitor, headers)).status).toBe(403);
    expect(await status(visitor)).toBe(200);
  });

  test('without Sec-Fetch-Site goes by Origin, which has to be this very one', async () => {
    const visitor = await signIn(worker, acme);
    const bare = (headers: Record<string, string>) =>
      worker.fetch(`${acme}/sso/logout`, {
        method: 'POST',
        headers: { cookie: `${SESSION_COOKIE_NAME}=${cookieOf(visitor)}`, ...headers },
      });
    for (const headers of [
      {},
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { origin: worker.origin('globex') },
      { origin: worker.origin(null) },
      { origin: `${acme}.evil.example` },
    ]) {
      expect((await bare(headers)).status).toBe(403);
    }
    expect((await bare({ origin: acme })).status).toBe(303);
  });
});

describe('no session has', () => {
  let good: string;
  beforeAll(async () => {
    good = cookieOf(await signIn(worker, acme));
  });
  const withHeader = async (cookie: string) =>
    (await worker.fetch(`${acme}/sso/session`, { headers: { cookie } })).status;

  test('a cookie that is there twice, in either order', async () => {
    expect(await withHeader(`${SESSION_COOKIE_NAME}=${good}`)).toBe(200);
    expect(await withHeader(`${SESSION_COOKIE_NAME}=${good}; ${SESSION_COOKIE_NAME}=tossed`)).toBe(401);
    expect(await withHeader(`${SESSION_COOKIE_NAME}=tossed; x=1; ${SESSION_COOKIE_NAME}=${good}`)).toBe(401);
  });

  test.each(['\u00a0', '\u2000', '$Version=1,', ' ', '\t'])(
    'a look-alike name that begins with %j',
    async (before) => {
      const header = Buffer.from(
        `x=1;${before === ' ' ? '  ' : before}${SESSION_COOKIE_NAME}=${good}`,
      ).toString('latin1');
      expect(await withHeader(header)).toBe(401);
    },
  );

  test('a look-alike beside the real one takes nothing away', async () => {
    const lookAlike = Buffer.from(`\u2000${SESSION_COOKIE_NAME}=tossed`).toString('latin1');
    expect(await withHeader(`${lookAlike}; ${SESSION_COOKIE_NAME}=${good}`)).toBe(200);
  });

  test('a tampered or foreign cookie', async () => {
    const [header, payload, mac] = good.split('.') as [string, string, string];
    const claims = Buffer.from(payload, 'base64url').toString().replace('alice', 'admin');
    const forged = Buffer.from(claims).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const value of [
      `${header}.${forged}.${mac}`,
      `${header}.${payload}.${mac.slice(0, 20)}`,
      `${header}.${payload}.`,
      `${none}.${forged}.`,
      'x',
    ]) {
      expect(await withHeader(`${SESSION_COOKIE_NAME}=${value}`)).toBe(401);
    }
  });

  test('a cookie sealed with a key that is not the deployment’s', async () => {
    const visitor = await signIn(worker, acme);
    await shift(visitor, () => ({}), cookieSecret('k1', 9));
    expect(await status(visitor)).toBe(401);
    await shift(visitor, () => ({}), cookieSecret('k9', 1));
    expect(await status(visitor)).toBe(401);
  });
});

test('keys rotate and nobody is signed out; a key that is taken away signs out whom it signed in', async () => {
  const visitor = await signIn(worker, acme);
  const newKey = cookieSecret('k2', 2);
  await worker.configure({ COOKIE_KEYS: listCookieKeys(newKey, TEST_COOKIE_SECRET) });
  expect(await status(visitor)).toBe(200);
  await worker.configure({ COOKIE_KEYS: listCookieKeys(newKey) });
  expect(await status(visitor)).toBe(401);
  await worker.configure({});
  expect(await status(visitor)).toBe(200);
});

test('a connection or a tenant that is removed takes its sessions along', async () => {
  await worker.putTenant('closing');
  const closing = worker.origin('closing');
  const visitor = await signIn(worker, closing);
  const ask = async () => (await visitor.visit(`${closing}/sso/session`)).status;
  expect(await ask()).toBe(200);
  await worker.putTenant('closing', { connection: { id: 'another' } });
  expect(await ask()).toBe(401);
});
