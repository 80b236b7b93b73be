/** Forms that were posted when the session was over: kept by the page alone, sent once, by the same person, from here. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KEPT_SECONDS, MAX_KEPT_BYTES } from '../../../src/session/kept-post.ts';
import { type Behind, behindGateway } from '../../support/behind-gateway.ts';

const FORM = 'application/x-www-form-urlencoded';
const FROM_HERE = {
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-site': 'same-origin',
};

let behind: Behind;
let bodies: string[];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  behind = await behindGateway();
  bodies = [];
  behind.answer = async (request) => {
    bodies.push(new TextDecoder().decode(await request.arrayBuffer()));
    return new Response(null, { status: 303, headers: { location: '/' } });
  };
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const post = (headers: Record<string, string> = {}, body: BodyInit = 'a=1', path = '/form?x=1') =>
  behind.fetch(path, { method: 'POST', headers: { 'content-type': FORM, ...FROM_HERE, ...headers }, body });

async function keptIn(answer: Response) {
  const text = await answer.text();
  const action = /<form method="post" action="([^"]+)" enctype="text\/plain"/.exec(text)?.[1];
  const sealed = /name="kept" value="([^"]+)"/.exec(text)?.[1];
  return { action: action?.replaceAll('&amp;', '&') ?? '', sealed: sealed ?? '' };
}
type Kept = Awaited<ReturnType<typeof keptIn>>;

const send = ({ action, sealed }: Kept, cookie = '', headers: Record<string, string> = {}) =>
  post({ 'content-type': 'text/plain', cookie, ...headers }, `kept=${sealed}\r\n`, action);

/** A form of somebody whose cookie is still there when the session is over. */
async function keptOf(identity: Parameters<Behind['signIn']>[1] = {}): Promise<Kept> {
  return keptIn(await post({ cookie: await behind.signIn({ expiresAt: behind.now - 1 }, identity) }));
}

test('a form goes through once the person is signed in again, as it was and where it was to go', async () => {
  const kept = await keptOf();
  expect(kept.action).toBe('/form?x=1&sso-kept-form');
  expect(bodies).toEqual([]);
  const answer = await send(kept, await behind.signIn());
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  expect(bodies).toEqual(['a=1']);
  const [received] = behind.received;
  expect(received?.url).toBe(`${behind.origin}/form?x=1`);
  expect(received?.headers.get('content-type')).toBe(FORM);
  expect(received?.headers.get('x-identity-token')).toMatch(/^ey/);
});

test('an address that begins like one of another host stays on this one', async () => {
  const cookie = await behind.signIn({ expiresAt: behind.now - 1 });
  const { action, sealed } = await keptIn(await post({ cookie }, 'a=1', '//evil.example/form'));
  const { origin, href } = new URL(action, behind.origin);
  expect(origin).toBe(behind.origin);
  await send({ action: href.slice(origin.length), sealed }, await behind.signIn());
  expect(behind.received.map(({ url }) => url)).toEqual([`${behind.origin}//evil.example/form`]);
});

test('files in a form are kept octet by octet', async () => {
  const type = 'multipart/form-data; boundary=x';
  const octets = Uint8Array.from({ length: 256 }, (_, index) => index);
  const cookie = await behind.signIn({ expiresAt: behind.now - 1 });
  const kept = await keptIn(await post({ 'content-type': type, cookie }, octets));
  let received: Uint8Array | undefined;
  behind.answer = async (request) => {
    received = new Uint8Array(await request.arrayBuffer());
    return new Response();
  };
  await send(kept, await behind.signIn());
  expect(received).toEqual(octets);
  expect(behind.received[0]?.headers.get('content-type')).toBe(type);
});

test('it goes through once, however often it is sent', async () => {
  const kept = await keptOf();
  const cookie = await behind.signIn();
  const answers = await Promise.all(Array.from({ length: 5 }, () => send(kept, cookie)));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409, 409]);
  expect(bodies).toHaveLength(1);
});

test('what another person entered is not sent, and is still there for who did', async () => {
  const kept = await keptOf({ accountKey: 'ada' });
  const answer = await send(kept, await behind.signIn({}, { accountKey: 'bob' }));
  expect(answer.status).toBe(403);
  expect(bodies).toEqual([]);
  const still = await keptIn(answer);
  expect((await send(still, await behind.signIn({}, { accountKey: 'ada' }))).status).toBe(303);
});

test('where nothing says who entered it, the person is asked first, and then only that person sends it', async () => {
  const kept = await keptIn(await post());
  const asked = await send(kept, await behind.signIn({}, { accountKey: 'ada', displayName: 'Ada Lovelace' }));
  expect(asked.status).toBe(200);
  expect(bodies).toEqual([]);
  const page = asked.clone();
  expect(await page.text()).toContain('Ada Lovelace');
  const confirmed = await keptIn(asked);
  expect((await send(confirmed, await behind.signIn({}, { accountKey: 'bob' }))).status).toBe(403);
  expect((await send(confirmed, await behind.signIn({}, { accountKey: 'ada' }))).status).toBe(303);
  // What was kept before the question is the same form.
  const again = await keptIn(await send(kept, await behind.signIn({}, { accountKey: 'ada' })));
  expect((await send(again, await behind.signIn({}, { accountKey: 'ada' }))).status).toBe(409);
});

test('before the person is signed in it is kept on', async () => {
  const kept = await keptOf();
  const answer = await send(kept);
  expect(answer.status).toBe(401);
  expect(await keptIn(answer)).toEqual(kept);
});

test.each([
  [-1, 303],
  [0, 400],
  [1, 400],
])('%i ms from the end of its time it is answered with %i', async (offset, status) => {
  const kept = await keptOf();
  const end = behind.now + KEPT_SECONDS * 1000;
  vi.setSystemTime(end + offset);
  const cookie = await behind.signIn({ signedInAt: end, renewedAt: end, expiresAt: end + 60_000 });
  expect((await send(kept, cookie)).status).toBe(status);
});

test('another tenant, another target, an altered seal and a made-up one are nothing', async () => {
  const kept = await keptOf();
  const cookie = await behind.signIn();
  const other = await behindGateway();
  const elsewhere = {
    method: 'POST',
    headers: { 'content-type': 'text/plain', ...FROM_HERE },
    body: `kept=${kept.sealed}`,
  };
  expect((await other.fetch(kept.action, elsewhere)).status).toBe(400);
  for (const changed of [
    { ...kept, action: kept.action.replace('/form', '/other') },
    { ...kept, action: kept.action.replace('x=1', 'x=2') },
    { ...kept, sealed: `${kept.sealed.slice(0, -2)}AA` },
    { ...kept, sealed: 'a.b.c' },
    { ...kept, sealed: '' },
  ]) {
    expect((await send(changed, cookie)).status).toBe(400);
  }
  expect(bodies).toEqual([]);
});

test('what another site sends is neither kept nor sent', async () => {
  const kept = await keptOf();
  const cookie = await behind.signIn();
  for (const site of ['cross-site', 'same-site', 'none']) {
    const answer = await post({ 'sec-fetch-site': site });
    expect([site, answer.status, (await keptIn(answer)).sealed]).toEqual([site, 401, '']);
    expect((await send(kept, cookie, { 'sec-fetch-site': site })).status).toBe(400);
  }
  expect(bodies).toEqual([]);
});

test.each([
  [MAX_KEPT_BYTES, true],
  [MAX_KEPT_BYTES + 1, false],
])('a form of %i octets is kept: %s', async (length, isKept) => {
  const kept = await keptIn(
    await post({ cookie: await behind.signIn({ expiresAt: 0 }) }, 'x'.repeat(length)),
  );
  expect(kept.sealed !== '').toBe(isKept);
  if (isKept) expect((await send(kept, await behind.signIn())).status).toBe(303);
});

test.each([
  ['a script', { 'sec-fetch-mode': 'cors' }],
  ['JSON', { 'content-type': 'application/json' }],
  ['text', { 'content-type': 'text/plain' }],
])('%s is told that nobody is signed in', async (_what, headers) => {
  const answer = await post(headers);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
});

test('an old browser that says only its origin is one, too', async () => {
  const headers = { 'content-type': FORM, accept: 'text/html', origin: behind.origin };
  const answer = await behind.fetch('/form', { method: 'POST', headers, body: 'a=1' });
  expect((await keptIn(answer)).sealed).not.toBe('');
});

test('a form without an application is kept again', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const kept = await keptOf();
  const { answer } = behind;
  behind.answer = () => {
    throw new Error('refused');
  };
  const cookie = await behind.signIn();
  const failed = await send(kept, cookie);
  expect(failed.status).toBe(502);
  behind.answer = answer;
  expect((await send(await keptIn(failed), cookie)).status).toBe(303);
  expect(bodies).toEqual(['a=1']);
});

test('a form of the application’s own at a marked address goes on without the mark', async () => {
  const answer = await post({ cookie: await behind.signIn() }, 'b=2', '/form?sso-kept-form');
  expect(answer.status).toBe(303);
  expect([behind.received[0]?.url, bodies]).toEqual([`${behind.origin}/form`, ['b=2']]);
});

test('what is kept cannot be read by whoever sees the page’s source', async () => {
  const kept = await keptOf();
  expect(kept.sealed).toMatch(/^ey[\w.-]+$/);
  expect(atob(kept.sealed.split('.')[0] ?? '')).not.toContain('form');
});
