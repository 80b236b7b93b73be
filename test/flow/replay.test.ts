/** One answer is good once, for one tenant, in one browser, for a while. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deriveEncryptionKeys } from '../../src/session/purpose-keys.ts';
import {
  buildRequestId,
  PENDING_REQUEST_SECONDS,
  type PendingSignIn,
  pendingCookieName,
  sealPendingRequest,
} from '../../src/sign-in/pending-request.ts';
import { answerForm, postAnswer, readRequest, startSignIn } from '../support/sign-in.ts';
import { connection } from '../support/tenants.ts';
import { Visitor } from '../support/visitor.ts';
import { startWorker, TEST_COOKIE_SECRET, type TestWorker } from '../support/worker.ts';

let worker: TestWorker;
let acme: string;

beforeAll(async () => {
  worker = await startWorker();
  acme = worker.origin('acme');
  await worker.putTenant('acme');
  await worker.putTenant('globex');
});
afterAll(() => worker.close());

test('of 200 concurrent posts of one answer exactly one opens a session', async () => {
  const visitor = new Visitor(worker);
  const { requestId } = await startSignIn(visitor, acme, '/docs/42');
  const form = await answerForm(acme, { requestId });
  const [[name, { value }] = ['', { value: '' }]] = visitor.jar(acme);
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => {
      const tab = new Visitor(worker);
      tab.plant(acme, name, value, 'None');
      return postAnswer(tab, acme, form);
    }),
  );
  const opened = answers.filter(({ status }) => status === 303);
  expect(opened).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(199);
  const sessions = answers.filter((answer) =>
    answer.headers.getSetCookie().some((line) => line.startsWith('__Host-session=')),
  );
  expect(sessions).toEqual(opened);
});

test('a reload after the sign-in gets a page whose way on is the deep link', async () => {
  const visitor = new Visitor(worker);
  const { requestId, relayState } = await startSignIn(visitor, acme, '/docs/42');
  const form = await answerForm(acme, { requestId, relayState });
  expect((await postAnswer(visitor, acme, form)).status).toBe(303);
  const reloaded = await postAnswer(visitor, acme, form);
  expect(reloaded.status).toBe(403);
  expect(reloaded.headers.getSetCookie()).toEqual([]);
  const next = /<a class="button[^"]*" href="([^"]+)"/.exec(await reloaded.text())?.[1] ?? '';
  expect(next).toBe('/sso/login?returnTo=%2Fdocs%2F42');
  const landed = await visitor.visit(acme + next);
  expect(landed.headers.get('location')).toBe('/docs/42');
});

test('the same answer at another tenant that trusts the same key is refused', async () => {
  const globex = worker.origin('globex');
  const visitor = new Visitor(worker);
  const { requestId } = await startSignIn(visitor, acme, '/');
  const form = await answerForm(acme, { requestId });
  const refused = await postAnswer(visitor, globex, form);
  expect(refused.status).toBe(403);
  expect(visitor.jar(globex).size).toBe(0);

  // Not even with a pending request there, under an ID that both know.
  const tenant = await worker.readTenant('globex');
  await plantPending(visitor, globex, { ...pendingOf(tenant.id, Date.now()), requestId });
  const refusedAgain = await postAnswer(visitor, globex, form);
  expect(await refusedAgain.text()).toMatch(/(destination|recipient|audience)_mismatch/);
  expect([...visitor.jar(globex).keys()]).toEqual([pendingCookieName(requestId)]);
});

test("another tenant's pending request is none here", async () => {
  const globex = worker.origin('globex');
  const visitor = new Visitor(worker);
  const { requestId } = await startSignIn(visitor, globex, '/');
  for (const [name, { value, sameSite }] of visitor.jar(globex)) visitor.plant(acme, name, value, sameSite);
  const refused = await postAnswer(visitor, acme, await answerForm(acme, { requestId }));
  expect(await refused.text()).toContain('pending_request_missing');
});

test('an expired pending request restarts, and its deep link is kept', async () => {
  const { id } = await worker.readTenant('acme');
  const visitor = new Visitor(worker);
  const expired = pendingOf(id, Date.now() - PENDING_REQUEST_SECONDS * 1000);
  await plantPending(visitor, acme, expired);
  const restarted = await postAnswer(visitor, acme, await answerForm(acme, expired));
  expect(restarted.status).toBe(303);
  const { requestId } = await readRequest(restarted);
  expect(requestId).not.toBe(expired.requestId);
  expect([...visitor.jar(acme).keys()]).toEqual([pendingCookieName(requestId)]);
  const finished = await postAnswer(visitor, acme, await answerForm(acme, { requestId }));
  expect(finished.headers.get('location')).toBe(expired.returnTo);
});

test('one that has not quite expired still counts', async () => {
  const { id } = await worker.readTenant('acme');
  const visitor = new Visitor(worker);
  const pending = pendingOf(id, Date.now() - PENDING_REQUEST_SECONDS * 1000 + 10_000);
  await plantPending(visitor, acme, pending);
  const finished = await postAnswer(visitor, acme, await answerForm(acme, pending));
  expect(finished.headers.get('location')).toBe(pending.returnTo);
});

function pendingOf(tenantId: string, issuedAt: number): PendingSignIn {
  const requestId = buildRequestId(crypto.getRandomValues(new Uint8Array(16)));
  const returnTo = `/${'deep/'.repeat(30)}link?tab=notes#top`;
  return {
    tenantId,
    connectionId: 'idp',
    idpEntityId: connection().identityProvider.entityId,
    requestId,
    returnTo,
    issuedAt,
    forceAuthn: false,
    restarted: false,
  };
}

/** Seals a pending request with the deployment's own key, as if it had been begun at another time. */
async function plantPending(visitor: Visitor, origin: string, pending: PendingSignIn): Promise<void> {
  const keys = await deriveEncryptionKeys([TEST_COOKIE_SECRET], 'edge-saml/pending-request/1');
  const name = pendingCookieName(pending.requestId) ?? '';
  visitor.plant(origin, name, await sealPendingRequest(pending, keys), 'None');
}
