import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { HostEnv } from '../../src/http/context.ts';
import { showHealth } from '../../src/http/health.ts';

const NOW = Date.UTC(2026, 10, 22, 8);

interface Machines {
  readonly kv?: () => Promise<unknown>;
  readonly objects?: () => Promise<unknown>;
}

const fine = async () => null;
const broken = () => Promise.reject(new Error('secret of the operator'));
const silent = () => new Promise(() => undefined);

/** A deployment whose machines answer like that, and how often each was asked. */
function deploy({ kv = fine, objects = fine }: Machines) {
  const asked = { kv: 0, objects: 0 };
  let now = NOW;
  const counted = (machine: keyof typeof asked, answer: () => Promise<unknown>) => () => {
    asked[machine]++;
    return answer();
  };
  const app = new Hono<HostEnv>().get('/healthz', (c) => {
    c.set('now', now);
    return showHealth(c);
  });
  const env = {
    TENANTS: { get: counted('kv', kv) },
    DIRECTORY: { getByName: () => ({ findBySlug: counted('objects', objects) }) },
  } as unknown as HostEnv['Bindings'];
  return {
    asked,
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
    look: async () => {
      const answer = await app.request('/healthz', {}, env);
      return [answer.status, await answer.text()] as const;
    },
  };
}

test('what answers is healthy, and says no more than that', async () => {
  expect(await deploy({}).look()).toEqual([200, 'ok\nsettings ok\nkv ok\nobjects ok']);
});

test.each<readonly [string, Machines, string]>([
  ['KV', { kv: broken }, 'failing\nsettings ok\nkv failing\nobjects ok'],
  ['a Durable Object', { objects: broken }, 'failing\nsettings ok\nkv ok\nobjects failing'],
  ['all', { kv: broken, objects: broken }, 'failing\nsettings ok\nkv failing\nobjects failing'],
  [
    'a machine that throws at once,',
    {
      kv: () => {
        throw new TypeError('secret of the operator');
      },
    },
    'failing\nsettings ok\nkv failing\nobjects ok',
  ],
])('%s fails: 503, and not a word of why', async (_title, machines, text) => {
  expect(await deploy(machines).look()).toEqual([503, text]);
});

test('what does not answer within its time fails', async () => {
  expect(await deploy({ kv: silent, objects: silent }).look()).toEqual([
    503,
    'failing\nsettings ok\nkv failing\nobjects failing',
  ]);
});

test('however often it is asked, it looks once in five seconds', async () => {
  const { look, asked, wait } = deploy({});
  await look();
  wait(4_999);
  for (let count = 0; count < 20; count++) await look();
  expect(asked).toEqual({ kv: 1, objects: 1 });
  wait(1);
  await look();
  expect(asked).toEqual({ kv: 2, objects: 2 });
});

test('who asks while it looks again is told what was found before, and makes nobody look as well', async () => {
  let answer: () => Promise<unknown> = fine;
  const { look, asked, wait } = deploy({ kv: () => answer() });
  await look();
  wait(5_000);
  answer = silent;
  const looking = look();
  for (let count = 0; count < 20; count++) expect((await look())[0]).toBe(200);
  expect(asked.kv).toBe(2);
  expect((await looking)[0]).toBe(503);
  expect((await look())[0]).toBe(503);
});

test('what failed is looked at again as late, and is healthy once it answers', async () => {
  let answer: () => Promise<unknown> = broken;
  const { look, asked, wait } = deploy({ kv: () => answer() });
  expect((await look())[0]).toBe(503);
  answer = fine;
  expect((await look())[0]).toBe(503);
  expect(asked.kv).toBe(1);
  wait(5_000);
  expect((await look())[0]).toBe(200);
});
