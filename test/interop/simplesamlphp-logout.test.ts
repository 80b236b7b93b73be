/** Single logout with SimpleSAMLphp, in either direction: its judgement of our messages, and ours of its own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SimpleSamlPhp, startSimpleSamlPhp } from '../support/simplesamlphp.ts';
import {
  type LogoutAtStranger,
  proveLogoutFromHere,
  proveLogoutFromThere,
} from '../support/stranger-logout.ts';
import { testKey } from '../support/test-keys.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

const BINDINGS = ['redirect', 'post'] as const;

let worker: TestWorker;
let stranger: SimpleSamlPhp;

beforeAll(async () => {
  [worker, stranger] = await Promise.all([startWorker(), startSimpleSamlPhp(testKey('rsaA'))]);
  const metadata = await stranger.metadata('');
  for (const binding of BINDINGS) {
    const idp = binding === 'post' ? withoutRedirect(metadata) : metadata;
    await worker.putTenant(binding, { connections: [{ id: 'idp', metadata: idp }] });
    const ours = await (await worker.fetch(`${worker.origin(binding)}/sso/metadata`)).text();
    // It chooses by what we take: Redirect, if there is any.
    await stranger.register(binding === 'post' ? withoutRedirect(ours) : ours);
  }
});

afterAll(async () => {
  stranger?.close();
  await worker?.close();
});

function withoutRedirect(metadata: string): string {
  const byPost = metadata.replace(/<[^<>]*SingleLogoutService [^<>]*HTTP-Redirect"[^<>]*>/, '');
  expect(byPost).not.toBe(metadata);
  // Ours is signed, and whoever takes parts out of it has to take that out as well.
  return byPost.replace(/<ds:Signature[\s\S]*?<\/ds:Signature>/, '');
}

const run = (binding: (typeof BINDINGS)[number]): LogoutAtStranger => ({
  worker,
  stranger,
  slug: binding,
  binding,
});

test.for(BINDINGS)('SimpleSAMLphp signs out who signs out here, by %s', (binding, context) =>
  proveLogoutFromHere(context, run(binding)),
);

test.for(BINDINGS)('SimpleSAMLphp signs people out here, by %s', (binding, context) =>
  proveLogoutFromThere(context, run(binding), 'session'),
);

test('SimpleSAMLphp signs people out here, and encrypts who', async (context) => {
  const wishes = { sign: ['Response'], encryptNameId: true } as const;
  const encrypting = {
    ...stranger,
    answer: (request, _) => stranger.answer(request, wishes),
  } satisfies SimpleSamlPhp;
  const note = 'EncryptedID aes128-cbc under rsa-oaep-mgf1p';
  await proveLogoutFromThere(context, { ...run('redirect'), stranger: encrypting, note }, 'session');
});
