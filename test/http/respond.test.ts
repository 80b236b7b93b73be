/** The headers that hold for all answers, however an answer is made. */
import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { describe, expect, test } from 'vitest';
import type { HostEnv } from '../../src/http/context.ts';
import { jsonText, page, problem, stampAnswer } from '../../src/http/respond.ts';

const app = new Hono<HostEnv>()
  .use(stampAnswer)
  .use('/cookie/*', async (c, next) => {
    await next();
    setCookie(c, 'one', '1');
    setCookie(c, 'two', '2');
  })
  .get('/text', (c) => c.text('{}'))
  .get('/redirect', (c) => c.redirect('/elsewhere', 303))
  .get('/problem', (c) => problem(c, 400, { code: 'code', title: 'Title' }))
  .get('/json', (c) => jsonText(c, '{"a":1}'))
  .get('/cookie/json', (c) => jsonText(c, '{"a":1}'))
  .get('/page', (c) => page(c, c.get('nonce')()))
  .get('/fault', () => {
    throw new Error('a fault');
  })
  .onError((_, c) => c.text('a fault', 500));

const COMMON = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

describe.each([
  ['http', COMMON],
  ['https', { ...COMMON, 'strict-transport-security': 'max-age=31536000' }],
])('over %s', (scheme, expected) => {
  const ask = (path: string) => app.request(`${scheme}://acme.example${path}`);

  test.each(['/text', '/redirect', '/problem', '/json', '/cookie/json', '/fault', '/none'])(
    'hold for %s',
    async (path) => {
      const { headers } = await ask(path);
      for (const own of ['content-type', 'location', 'set-cookie']) headers.delete(own);
      expect(Object.fromEntries(headers)).toEqual(expected);
    },
  );

  test('hold for a page, but for its own policy, which has the nonce that the page was told', async () => {
    const answer = await ask('/page');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`style-src 'nonce-${await answer.text()}'`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await ask('/page')).headers.get('content-security-policy')).not.toBe(policy);
  });

  test('let an answer that is made of text alone have cookies, and leave the next one without', async () => {
    expect((await ask('/cookie/json')).headers.getSetCookie()).toEqual(['one=1; Path=/', 'two=2; Path=/']);
    const next = await ask('/json');
    expect(next.headers.getSetCookie()).toEqual([]);
    expect(next.headers.get('content-type')).toBe('application/json');
    expect(await next.text()).toBe('{"a":1}');
  });
});
