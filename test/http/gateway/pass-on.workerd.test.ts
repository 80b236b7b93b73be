/** The wait for an application: bounded until its answer begins, unless something is uploaded. */
import { expect, test } from 'vitest';
import { askApplication, type Outgoing } from '../../../src/http/gateway/pass-on.ts';
import { Outage } from '../../../src/stores/outage.ts';

const OWN = 'https://acme.example.com';
const LIMIT = 30;

function ask(answer: () => Promise<Response>, body: Outgoing['body'] = null) {
  const binding = { fetch: answer } as unknown as Fetcher;
  const application = { binding, origin: null, rules: { publicPaths: [], protectedPaths: [] } };
  const method = body === null ? 'GET' : 'POST';
  return askApplication(application, OWN, { method, target: '/', headers: new Headers(), body }, LIMIT);
}

const after = (milliseconds: number) =>
  new Promise<Response>((resolve) => setTimeout(() => resolve(new Response('late')), milliseconds));
const codeOf = (asked: Promise<Response>) => asked.catch((error: unknown) => (error as Outage).code);

test('an answer that does not begin in time is an outage', async () => {
  expect(await codeOf(ask(() => after(10 * LIMIT)))).toBe('application_timeout');
});

test('one that cannot be had is another', async () => {
  await expect(ask(() => Promise.reject(new Error('refused')))).rejects.toBeInstanceOf(Outage);
  expect(await codeOf(ask(() => Promise.reject(new Error('refused'))))).toBe('application_unreachable');
});

test('an answer that has begun may take its time, and so may an upload', async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const answer = await ask(() => Promise.resolve(new Response(readable)));
  await after(3 * LIMIT);
  const writer = writable.getWriter();
  const written = writer.write(new TextEncoder().encode('still there')).then(() => writer.close());
  expect(await answer.text()).toBe('still there');
  await written;
  const upload = new Blob(['x']).stream();
  expect(await (await ask(() => after(3 * LIMIT), upload)).text()).toBe('late');
});
