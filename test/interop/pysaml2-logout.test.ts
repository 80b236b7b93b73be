/** Single logout with PySAML2: its judgement of our messages, and ours of its own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPySaml2 } from '../support/pysaml2.ts';
import type { LogoutStranger } from '../support/stranger.ts';
import {
  carry,
  proveLogoutFromHere,
  proveLogoutFromThere,
  signInAtStranger,
} from '../support/stranger-logout.ts';
import { testKey } from '../support/test-keys.ts';
import { Visitor } from '../support/visitor.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

const BINDINGS = ['redirect', 'post'] as const;

let worker: TestWorker;
let stranger: LogoutStranger;

beforeAll(async () => {
  [worker, stranger] = await Promise.all([startWorker(), startPySaml2(testKey('rsaA'))]);
  const metadata = await stranger.metadata('');
  const byPost = metadata.replace(/<[^<>]*SingleLogoutService [^<>]*HTTP-Redirect"[^<>]*>/, '');
  expect(byPost).not.toBe(metadata);
  for (const binding of BINDINGS) {
    const connections = [{ id: 'idp', metadata: binding === 'post' ? byPost : metadata }];
    await worker.putTenant(binding, { connections });
    await stranger.register(await (await worker.fetch(`${worker.origin(binding)}/sso/metadata`)).text());
  }
});

afterAll(async () => {
  stranger?.close();
  await worker?.close();
});

test.for(BINDINGS)('PySAML2 signs out who signs out here, by %s', (binding, context) =>
  proveLogoutFromHere(context, { worker, stranger, slug: binding, binding }),
);

test.for([
  ['redirect', 'session'],
  ['redirect', 'all'],
  ['post', 'session'],
  ['post', 'all'],
] as const)('PySAML2 signs people out here, by %s: %s', ([binding, which], context) =>
  proveLogoutFromThere(context, { worker, stranger, slug: binding, binding }, which),
);

test('PySAML2’s request, sent again, ends nothing', async () => {
  const run = { worker, stranger, slug: 'redirect', binding: 'redirect' } as const;
  await signInAtStranger(run);
  const request = await stranger.signOut(`${worker.origin('redirect')}/sso/metadata`, 'redirect', 'all');
  expect((await carry(new Visitor(worker), request)).status).toBe(303);
  expect((await carry(new Visitor(worker), request)).status).toBe(409);
});
