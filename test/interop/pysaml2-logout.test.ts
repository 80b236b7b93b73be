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
import { readSentRequest } from '../support/stranger-sign-in.ts';
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

test.for(BINDINGS)(
  'PySAML2’s request, sent again, is denied, and PySAML2 reads so from our answer, by %s',
  async (binding) => {
    const run = { worker, stranger, slug: binding, binding } as const;
    await signInAtStranger(run);
    const request = await stranger.signOut(`${worker.origin(binding)}/sso/metadata`, binding, 'all');
    const visitor = new Visitor(worker);
    const answers = [await carry(visitor, request), await carry(visitor, request)] as const;
    const [first, again] = [await readSentRequest(answers[0]), await readSentRequest(answers[1])];
    expect(await stranger.take(first)).toMatch(/:status:Success$/);
    await expect(stranger.take(again)).rejects.toThrow('StatusRequestDenied');
  },
);
