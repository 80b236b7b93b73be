/** A sign-in that begins with a deep link, through the built Worker on workerd. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerForm, postAnswer, signIn, startSignIn } from '../support/sign-in.ts';
import { Visitor } from '../support/visitor.ts';
import { startWorker, type TestWorker, tenantConnection } from '../support/worker.ts';

let worker: TestWorker;
let acme: string;

beforeAll(async () => {
  worker = await startWorker();
  acme = worker.origin('acme');
  await worker.putTenant('acme');
});
afterAll(() => worker.close());

const session = async (visitor: Visitor, origin = acme) => {
  const response = await visitor.visit(`${origin}/sso/session`);
  return { status: response.status, body: JSON.parse(await response.text()) };
};

test('a deep link leads to the identity provider and back to that very page, signed in', async () => {
  const visitor = new Visitor(worker);
  const opened = await visitor.visit(`${acme}/docs/42?tab=notes`);
  expect(opened.status).toBe(200);
  expect(await opened.text()).toContain('/sso/login?returnTo=%2Fdocs%2F42%3Ftab%3Dnotes');

  const link = '/docs/42?tab=notes#top';
  const { requestId, relayState } = await startSignIn(visitor, acme, link);
  expect(relayState).toBe(link);
  const finished = await postAnswer(visitor, acme, await answerForm(acme, { requestId, relayState }));
  expect(finished.status).toBe(303);
  expect(finished.headers.get('location')).toBe(link);
  expect([...visitor.jar(acme).keys()]).toEqual(['__Host-session']);

  const landed = await visitor.visit(`${acme}/docs/42?tab=notes`);
  expect(landed.status).toBe(200);
  expect(await landed.text()).toContain('Logged in');
  expect(await session(visitor)).toMatchObject({
    status: 200,
    body: {
      tenant: 'acme',
      connectionId: 'idp',
      identity: {
        accountKey: 'alice@acme.example',
        displayName: 'Alice Andersen',
        attributes: expect.arrayContaining([
          expect.objectContaining({ name: 'groups', values: ['engineering', 'on-call'] }),
        ]),
      },
    },
  });
});

test('the outcome is one log line without the person', async () => {
  worker.takeLog();
  await signIn(worker, acme);
  const lines = worker.takeLog().map((line) => JSON.parse(line));
  expect(lines).toEqual([
    {
      event: 'sign_in',
      code: 'signed_in',
      reference: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/),
      tenant: 'acme',
      connectionId: 'idp',
      durationMilliseconds: expect.any(Number),
      stages: {
        receive: expect.any(Number),
        read: expect.any(Number),
        verify: expect.any(Number),
        rules: expect.any(Number),
        ledger: expect.any(Number),
      },
      colo: expect.any(String),
    },
  ]);
});

test('who is signed in already goes straight to the link', async () => {
  const visitor = await signIn(worker, acme);
  const login = await visitor.visit(`${acme}/sso/login?returnTo=/docs/7%23part`);
  expect(login.status).toBe(303);
  expect(login.headers.get('location')).toBe('/docs/7#part');
});

test('signed in to one tenant is not signed in to another, and neither is its cookie', async () => {
  await worker.putTenant('globex');
  const globex = worker.origin('globex');
  const visitor = await signIn(worker, acme);
  expect((await session(visitor, globex)).status).toBe(401);
  const stolen = visitor.jar(acme).get('__Host-session');
  visitor.plant(globex, '__Host-session', stolen?.value ?? '');
  expect((await session(visitor, globex)).status).toBe(401);
});

test('by the POST binding a page posts the request, under a policy for forms and nothing else', async () => {
  const byPost = tenantConnection({}, { signInUrl: 'https://idp.example.com/post', signInBinding: 'post' });
  await worker.putTenant('by-post', { connections: [byPost] });
  const origin = worker.origin('by-post');
  const visitor = new Visitor(worker);
  const login = await visitor.visit(`${origin}/sso/login?returnTo=/docs/42`);
  expect(login.status).toBe(200);
  const policy = login.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; style-src 'nonce-([^']+)'; script-src 'nonce-\1'; /);
  expect(policy).toContain("form-action 'self' https: http:; base-uri 'none'");
  const html = await login.text();
  expect(html).toContain('action="https://idp.example.com/post"');
  const request = /name="SAMLRequest" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const requestId = / ID="([^"]+)"/.exec(Buffer.from(request, 'base64').toString())?.[1] ?? '';
  const finished = await postAnswer(visitor, origin, await answerForm(origin, { requestId }));
  expect(finished.headers.get('location')).toBe('/docs/42');
});

test('the pending request travels with a post from another site, and no script or sibling host can see it', async () => {
  const login = await new Visitor(worker).visit(`${acme}/sso/login`);
  expect(login.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Host-pending_[0-9a-f]{32}=[\w.-]+; Max-Age=86400; Path=\/; HttpOnly; Secure; SameSite=None$/,
    ),
  ]);
});

describe('several tabs', () => {
  test('sign in side by side, in either order, each landing on its own link', async () => {
    const visitor = new Visitor(worker);
    const first = await startSignIn(visitor, acme, '/first');
    const second = await startSignIn(visitor, acme, '/second');
    const finishedSecond = await postAnswer(visitor, acme, await answerForm(acme, second));
    expect(finishedSecond.headers.get('location')).toBe('/second');
    const finishedFirst = await postAnswer(visitor, acme, await answerForm(acme, first));
    expect(finishedFirst.headers.get('location')).toBe('/first');
    expect((await session(visitor)).status).toBe(200);
  });

  test('are limited to five that wait at once, and the oldest gives way', async () => {
    const visitor = new Visitor(worker);
    const started = [];
    for (let index = 0; index < 7; index += 1) started.push(await startSignIn(visitor, acme, `/${index}`));
    expect(visitor.jar(acme).size).toBe(5);
    const [oldest] = started;
    const refused = await postAnswer(
      visitor,
      acme,
      await answerForm(acme, { requestId: oldest?.requestId ?? null }),
    );
    expect(refused.status).toBe(403);
    const newest = started.at(-1);
    const finished = await postAnswer(
      visitor,
      acme,
      await answerForm(acme, { requestId: newest?.requestId ?? null }),
    );
    expect(finished.headers.get('location')).toBe('/6');
  });

  test('are not pushed out by what another site embeds', async () => {
    const visitor = new Visitor(worker);
    const started = await startSignIn(visitor, acme, '/mine');
    for (const destination of ['image', 'iframe', 'script', 'empty', 'embed']) {
      const headers = { 'sec-fetch-dest': destination };
      const embedded = await visitor.visit(`${acme}/sso/login`, { crossSite: true, headers });
      expect(embedded.status).toBe(401);
      expect(embedded.headers.getSetCookie()).toEqual([]);
    }
    const finished = await postAnswer(visitor, acme, await answerForm(acme, started));
    expect(finished.headers.get('location')).toBe('/mine');
  });

  test('begin at a link from another site too, and leave the application’s cookies alone', async () => {
    const visitor = new Visitor(worker);
    const theirs = ['__Host-pending-upload', '__Host-pending(x)'];
    for (const name of theirs) visitor.plant(acme, name, 'x', 'None');
    const headers = { 'sec-fetch-dest': 'document' };
    const login = await visitor.visit(`${acme}/sso/login`, { crossSite: true, headers });
    expect(login.status).toBe(303);
    expect([...visitor.jar(acme).keys()]).toEqual([...theirs, expect.stringMatching(/^__Host-pending_/)]);
  });

  test('do not stop a link of the greatest length', async () => {
    const visitor = new Visitor(worker);
    const link = `/${'x'.repeat(1_900)}?q=1#end`;
    const { requestId, relayState } = await startSignIn(visitor, acme, link);
    expect(relayState).toBe(requestId);
    const finished = await postAnswer(visitor, acme, await answerForm(acme, { requestId, relayState }));
    expect(finished.headers.get('location')).toBe(link);
  });
});
