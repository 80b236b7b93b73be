/** Sign-ins that nobody here asked for: the identity provider's own page, or somebody else's. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerForm, postAnswer, readRequest, signIn, startSignIn } from '../support/sign-in.ts';
import { Visitor } from '../support/visitor.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

let worker: TestWorker;

beforeAll(async () => {
  worker = await startWorker();
  await worker.putTenant('acme');
  await worker.putTenant('rejecting', { connection: { response: { unsolicited: 'reject' } } });
  await worker.putTenant('accepting', { connection: { response: { unsolicited: 'accept' } } });
});
afterAll(() => worker.close());

async function postUnsolicited(visitor: Visitor, origin: string, relayState: string | null = '/docs/42') {
  return postAnswer(visitor, origin, await answerForm(origin, { requestId: null, relayState }));
}

test('by default one leads to a request of our own, and its answer to the deep link', async () => {
  const [visitor, acme] = [new Visitor(worker), worker.origin('acme')];
  const restarted = await postUnsolicited(visitor, acme);
  expect(restarted.status).toBe(303);
  expect([...visitor.jar(acme).keys()]).toEqual([expect.stringMatching(/^__Host-pending_/)]);
  const { requestId, relayState } = await readRequest(restarted);
  expect(relayState).toBe('/docs/42');
  const finished = await postAnswer(visitor, acme, await answerForm(acme, { requestId }));
  expect(finished.headers.get('location')).toBe('/docs/42');
  expect([...visitor.jar(acme).keys()]).toEqual(['__Host-session']);
});

test('an identity provider that never names the request is told apart, and not sent around for ever', async () => {
  const [visitor, acme] = [new Visitor(worker), worker.origin('acme')];
  expect((await postUnsolicited(visitor, acme)).status).toBe(303);
  const refused = await postUnsolicited(visitor, acme);
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(await refused.text()).toContain('in_response_to_missing');
});

test('where the policy rejects it, a page offers to start from here, with the deep link', async () => {
  const [visitor, origin] = [new Visitor(worker), worker.origin('rejecting')];
  const refused = await postUnsolicited(visitor, origin);
  expect(refused.status).toBe(403);
  const html = await refused.text();
  expect(html).toContain('unsolicited_response');
  expect(html).toContain('href="/sso/login?returnTo=%2Fdocs%2F42"');
  expect(visitor.jar(origin).size).toBe(0);
});

test('where the policy accepts it, it signs in, once', async () => {
  const [visitor, origin] = [new Visitor(worker), worker.origin('accepting')];
  const form = await answerForm(origin, { requestId: null, relayState: `${origin}/docs/42` });
  const finished = await postAnswer(visitor, origin, form);
  expect(finished.status).toBe(303);
  expect(finished.headers.get('location')).toBe('/docs/42');
  const again = await postAnswer(new Visitor(worker), origin, form);
  expect(again.status).toBe(409);
  expect(await again.text()).toContain('assertion_already_used');
});

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example/',
  '/%09/evil.example',
  '/sso/logout',
  '/x\r\nSet-Cookie: a=b',
])('a RelayState of %j leads to the front page', async (relayState) => {
  const origin = worker.origin('accepting');
  const finished = await postUnsolicited(new Visitor(worker), origin, relayState);
  expect(finished.status).toBe(303);
  expect(finished.headers.get('location')).toBe('/');
  expect(finished.headers.getSetCookie()).toHaveLength(1);
});

test("the attacker's own good answer, posted from the victim's browser, signs nobody in", async () => {
  for (const slug of ['acme', 'accepting', 'rejecting']) {
    const origin = worker.origin(slug);
    const [attacker, victim] = [new Visitor(worker), new Visitor(worker)];
    const { requestId } = await startSignIn(attacker, origin, '/attackers/page');
    const form = await answerForm(origin, { requestId });
    const refused = await postAnswer(victim, origin, form);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('pending_request_missing');
    expect(victim.jar(origin).size).toBe(0);
    expect((await postAnswer(attacker, origin, form)).status).toBe(303);
  }
});

test('neither does it where the victim has a sign-in of his own waiting, which stays', async () => {
  const acme = worker.origin('acme');
  const [attacker, victim] = [new Visitor(worker), new Visitor(worker)];
  const attackers = await startSignIn(attacker, acme, '/a');
  const victims = await startSignIn(victim, acme, '/v');
  expect((await postAnswer(victim, acme, await answerForm(acme, attackers))).status).toBe(403);
  expect((await postAnswer(victim, acme, await answerForm(acme, victims))).headers.get('location')).toBe(
    '/v',
  );
});

test('an answer whose InResponseTo was taken off is no unsolicited Response', async () => {
  const origin = worker.origin('accepting');
  const visitor = new Visitor(worker);
  const { requestId } = await startSignIn(visitor, origin, '/');
  const form = new URLSearchParams(await answerForm(origin, { requestId }));
  const xml = Buffer.from(form.get('SAMLResponse') ?? '', 'base64').toString();
  const stripped = xml.replace(/(<samlp:Response[^>]*) InResponseTo="[^"]*"/, '$1');
  expect(stripped).not.toBe(xml);
  form.set('SAMLResponse', Buffer.from(stripped).toString('base64'));
  const refused = await postAnswer(visitor, origin, form.toString());
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('in_response_to_unexpected');
});

test('a second post by somebody who is signed in gets a page that leads on, and no second session', async () => {
  const acme = worker.origin('acme');
  const visitor = await signIn(worker, acme);
  const before = visitor.jar(acme).get('__Host-session');
  const { requestId } = await startSignInAgain(visitor, acme);
  const form = await answerForm(acme, { requestId, relayState: '/docs/42' });
  const first = new Visitor(worker);
  for (const [name, { value, sameSite }] of visitor.jar(acme)) first.plant(acme, name, value, sameSite);
  expect((await postAnswer(visitor, acme, form)).status).toBe(303);
  const doubled = await postAnswer(first, acme, form);
  expect(doubled.status).toBe(409);
  expect(doubled.headers.getSetCookie()).toEqual([]);
  expect(await doubled.text()).toMatch(/<a class="button" href="\/docs\/42">\s*Continue/);
  expect(first.jar(acme).get('__Host-session')).toEqual(before);
});

/** Signed in already, so that only ForceAuthn or another tab would ask again; here the session is left out once. */
async function startSignInAgain(visitor: Visitor, origin: string) {
  const session = visitor.jar(origin).get('__Host-session');
  visitor.jar(origin).delete('__Host-session');
  const started = await startSignIn(visitor, origin, '/docs/42');
  if (session !== undefined) visitor.plant(origin, '__Host-session', session.value, session.sameSite);
  return started;
}
