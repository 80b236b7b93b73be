/** Before an application: who gets through, what it receives, and what comes back. */
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterEach, expect, test, vi } from 'vitest';
import { SESSION_COOKIE_NAME } from '../../../src/session/session-cookie.ts';
import { SESSION_RENEWAL_SECONDS } from '../../../src/session/session-rules.ts';
import { type Behind, behindGateway, HOUR } from '../../support/behind-gateway.ts';

const NAVIGATION = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
const IDENTITY = 'x-identity-token';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function verify(behind: Behind, token: string | null | undefined) {
  const keys = await (await behind.fetch('/.well-known/jwks.json')).json<{ keys: [] }>();
  const terms = { issuer: behind.origin, audience: behind.origin };
  return (await jwtVerify(token ?? '', createLocalJWKSet(keys), terms)).payload;
}

test('who is signed in reaches the application, which is told who it is', async () => {
  const behind = await behindGateway();
  const cookie = await behind.signIn();
  const answer = await behind.fetch('/docs/42?q=%41&r=a+b', { headers: { cookie } });
  expect(await answer.text()).toBe('from the application');
  const [received] = behind.received;
  expect(received?.url).toBe(`${behind.origin}/docs/42?q=%41&r=a+b`);
  const claims = await verify(behind, received?.headers.get(IDENTITY));
  expect(claims).toMatchObject({ name: 'Alice Andersen', tenant: behind.tenant.slug });
  expect((claims.exp ?? 0) * 1000 - behind.now).toBeLessThanOrEqual(300_000);
});

test('one token serves many requests, and for a minute at most', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const behind = await behindGateway();
  const cookie = await behind.signIn();
  const tokenNow = async () => {
    await behind.fetch('/', { headers: { cookie } });
    return behind.received.at(-1)?.headers.get(IDENTITY);
  };
  const first = await tokenNow();
  vi.setSystemTime(behind.now + 29_000);
  expect(await tokenNow()).toBe(first);
  vi.setSystemTime(behind.now + 60_000);
  expect(await tokenNow()).not.toBe(first);
});

test('a page without a session leads to sign-in and back, and the application hears nothing of it', async () => {
  const behind = await behindGateway();
  const answer = await behind.fetch('/docs/42?x=1', { headers: NAVIGATION });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('/sso/login?returnTo=%2Fdocs%2F42%3Fx%3D1');
  const plain = await behind.fetch('/docs/42', { headers: { accept: 'text/html' } });
  expect([plain.status, plain.headers.get('location')]).toEqual([302, '/sso/login?returnTo=%2Fdocs%2F42']);
  expect(behind.received).toEqual([]);
});

test.each([
  ['a program', 'GET', { accept: 'application/json' }],
  ['a program that says nothing', 'GET', {}],
  ['a script of a page', 'GET', { accept: '*/*', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  [
    'a script that wants a page',
    'GET',
    { accept: 'text/html', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  ],
  [
    'a script that posts',
    'POST',
    { accept: '*/*', 'sec-fetch-mode': 'cors', 'content-type': 'application/json' },
  ],
  ['an event source', 'GET', { accept: 'text/event-stream', 'sec-fetch-mode': 'cors' }],
  ['a WebSocket', 'GET', { upgrade: 'websocket', 'sec-fetch-mode': 'websocket' }],
])('%s without a session is told where to sign in', async (_who, method, headers) => {
  const behind = await behindGateway();
  const answer = await behind.fetch('/api/things?x=1', { method, headers });
  expect(answer.status).toBe(401);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await answer.json()).toMatchObject({
    code: 'not_signed_in',
    signInUrl: `${behind.origin}/sso/login?returnTo=%2Fapi%2Fthings%3Fx%3D1`,
  });
  expect(behind.received).toEqual([]);
});

test('what is open is passed on without a session, and with one says who it is', async () => {
  const application = { origin: null, publicPaths: ['/health', '/docs/*'], protectedPaths: [] };
  const behind = await behindGateway({ application });
  expect((await behind.fetch('/docs/1', { headers: { [IDENTITY]: 'forged' } })).status).toBe(200);
  expect(behind.received[0]?.headers.has(IDENTITY)).toBe(false);
  await behind.fetch('/health', { headers: { cookie: await behind.signIn() } });
  expect(behind.received[1]?.headers.get(IDENTITY)).toMatch(/^ey/);
  expect((await behind.fetch('/docs/..%2fadmin')).status).toBe(401);
  expect((await behind.fetch('/other')).status).toBe(401);
  expect(behind.received).toHaveLength(2);
});

test('the patterns of the deployment hold for all tenants', async () => {
  const behind = await behindGateway(
    {},
    { APP_PROTECTED_PATHS: '/admin/*', APP_PUBLIC_PATHS: '/admin/assets/*' },
  );
  const statusOf = async (path: string) => (await behind.fetch(path)).status;
  expect(await statusOf('/')).toBe(200);
  expect(await statusOf('/admin/assets/a.css')).toBe(200);
  expect(await statusOf('/admin')).toBe(401);
  expect(await statusOf('/%61dmin/x')).toBe(401);
});

test.each(['/SSO/acs', '/%73so/x', '//sso/acs', '/;x/sso/acs', '/sso', '/sso/nothing', '/x/..%2fsso/acs'])(
  'the application is never asked for %s',
  async (path) => {
    const behind = await behindGateway();
    const cookie = await behind.signIn();
    expect((await behind.fetch(path, { headers: { cookie } })).status).toBe(404);
    expect(behind.received).toEqual([]);
  },
);

test('other well-known addresses are the application’s', async () => {
  const behind = await behindGateway({
    application: { origin: null, publicPaths: ['/.well-known/*'], protectedPaths: [] },
  });
  await behind.fetch('/.well-known/security.txt');
  expect((await behind.fetch('/.well-known/jwks.json')).headers.get('content-type')).toBe(
    'application/jwk-set+json',
  );
  expect(behind.received.map(({ url }) => new URL(url).pathname)).toEqual(['/.well-known/security.txt']);
});

test('where there is no application, the built-in page says who is signed in', async () => {
  const behind = await behindGateway({}, { APP: undefined });
  const headers = { cookie: await behind.signIn(), ...NAVIGATION };
  expect(await (await behind.fetch('/docs', { headers })).text()).toContain('Alice Andersen');
});

test('without keys for tokens people get through, and nothing says who they are', async () => {
  const behind = await behindGateway({}, { TOKEN_KEYS: undefined });
  await behind.fetch('/', { headers: { cookie: await behind.signIn(), [IDENTITY]: 'forged' } });
  expect(behind.received[0]?.headers.has(IDENTITY)).toBe(false);
});

test('our cookies stay here, both ways', async () => {
  const behind = await behindGateway();
  behind.answer = () => {
    const headers = new Headers({ 'cache-control': 'no-cache' });
    for (const line of ['a=1; Path=/', '__Host-session=forged; Path=/; Secure', 'b=2', '=__Host-session=x']) {
      headers.append('set-cookie', line);
    }
    return new Response('', { headers });
  };
  const pending = `__Host-pending_${'0'.repeat(32)}=x`;
  const cookie = `mine=1; ${await behind.signIn()}; ${pending}; __Host-language=de; theirs=2`;
  const answer = await behind.fetch('/', { headers: { cookie } });
  expect(behind.received[0]?.headers.get('cookie')).toBe('mine=1; theirs=2');
  expect(answer.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
});

test('a session that is due gets its new cookie along with the answer, which no cache keeps', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const behind = await behindGateway();
  behind.answer = () =>
    new Response('x', { headers: { 'set-cookie': 'a=1', 'cache-control': 'public, max-age=60' } });
  const cookie = await behind.signIn();
  vi.setSystemTime(behind.now + SESSION_RENEWAL_SECONDS * 1000);
  const answer = await behind.fetch('/', { headers: { cookie } });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const [own, renewed] = answer.headers.getSetCookie();
  expect(own).toBe('a=1');
  expect(renewed).toContain(`${SESSION_COOKIE_NAME}=ey`);
});

test.each([
  ['public, max-age=60', 'public, max-age=60'],
  ['no-store', 'no-store'],
  [null, 'private'],
])('an answer for one person whose caching is %s is %s', async (given, received) => {
  const behind = await behindGateway();
  behind.answer = () => new Response('x', { headers: given === null ? {} : { 'cache-control': given } });
  const answer = await behind.fetch('/', { headers: { cookie: await behind.signIn() } });
  expect(answer.headers.get('cache-control')).toBe(received);
  expect(answer.headers.has('content-security-policy')).toBe(false);
});

test('an answer to everybody is left as it is', async () => {
  const behind = await behindGateway({
    application: { origin: null, publicPaths: ['/*'], protectedPaths: [] },
  });
  const answer = await behind.fetch('/');
  expect(Object.fromEntries(answer.headers)).toEqual({ 'content-type': 'text/plain;charset=UTF-8' });
});

test('the host and the scheme are said by us, and the body, the method and all else by the client', async () => {
  const behind = await behindGateway();
  const bodies: string[] = [];
  behind.answer = async (request) => {
    bodies.push(await request.text());
    return new Response(null, { status: 303, headers: { location: '/elsewhere' } });
  };
  const headers = {
    cookie: await behind.signIn(),
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    'x-original-url': '/admin',
    'cf-connecting-ip': '192.0.2.7',
    'x-forwarded-for': '198.51.100.1',
    'content-type': 'application/json',
    'if-none-match': '"x"',
    range: 'bytes=0-1',
  };
  const answer = await behind.fetch('/things', { method: 'PATCH', headers, body: '{"a":1}' });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/elsewhere']);
  const [received] = behind.received;
  expect(received?.method).toBe('PATCH');
  expect(bodies).toEqual(['{"a":1}']);
  expect(Object.fromEntries(received?.headers ?? [])).toMatchObject({
    'x-forwarded-host': new URL(behind.origin).host,
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '192.0.2.7',
    'content-type': 'application/json',
    'if-none-match': '"x"',
    range: 'bytes=0-1',
  });
  expect(received?.headers.has('x-original-url')).toBe(false);
});

test('an application that cannot be reached is told with a code and a reference', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const behind = await behindGateway();
  behind.answer = () => {
    throw new Error('connection refused to a secret place');
  };
  const cookie = await behind.signIn();
  const answer = await behind.fetch('/', { headers: { cookie, accept: 'application/json' } });
  expect(answer.status).toBe(502);
  const body = await answer.text();
  expect(JSON.parse(body)).toMatchObject({ code: 'application_unreachable', reference: expect.any(String) });
  expect(body).not.toContain('secret');
  const shown = await behind.fetch('/', { headers: { cookie, ...NAVIGATION } });
  expect([shown.status, shown.headers.get('cache-control')]).toEqual([502, 'no-store']);
  expect(await shown.text()).toContain('application_unreachable');
});

test.each([
  [521, 502],
  [530, 502],
  [522, 504],
  [524, 504],
  [500, 500],
  [503, 503],
])('what comes back as %i is told as %i', async (given, told) => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const behind = await behindGateway();
  behind.answer = () => new Response('its own words', { status: given });
  const answer = await behind.fetch('/', { headers: { cookie: await behind.signIn() } });
  expect(answer.status).toBe(told);
  expect((await answer.text()).includes('its own words')).toBe(given === told);
});

test('a host that is its own application does not call itself', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const id = crypto.randomUUID().slice(0, 8);
  const application = { origin: `https://t-${id}.example.com`, publicPaths: ['/*'], protectedPaths: [] };
  const behind = await behindGateway({ slug: `t-${id}`, application });
  const called = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('itself, once more'));
  expect((await behind.fetch('/')).status).toBe(502);
  expect(called).not.toHaveBeenCalled();
});

test('attributes that the ledger has are asked for once a minute', async () => {
  const behind = await behindGateway();
  const values = Array.from({ length: 400 }, (_, index) => `group-${index}`);
  const attributes = [{ name: 'groups', nameFormat: null, friendlyName: null, values }];
  const cookie = await behind.signIn({}, { attributes });
  await behind.fetch('/', { headers: { cookie } });
  await behind.fetch('/', { headers: { cookie } });
  const [one, other] = behind.received.map(({ headers }) => headers.get(IDENTITY));
  expect(one).toBe(other);
  expect(await verify(behind, one)).toMatchObject({ groups_omitted: true });
});

test('a session of another tenant, or one that is over, is none', async () => {
  const behind = await behindGateway();
  for (const changes of [
    { tenantId: 'another' },
    { expiresAt: behind.now - 1 },
    { signedInAt: behind.now - 9 * HOUR },
  ]) {
    const cookie = await behind.signIn(changes);
    expect((await behind.fetch('/', { headers: { cookie } })).status).toBe(401);
  }
  expect(behind.received).toEqual([]);
});
