import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';

const app = createApp();
const deployed = { ...env, BASE_DOMAIN: 'example.com' };
const context = {} as ExecutionContext;

const send = async (url: string, init: RequestInit = {}) =>
  app.fetch(new Request(url, { redirect: 'manual', ...init }), deployed, context);

test.each(['acme.example.com', 'example.com', 'sso.acme.example'])(
  'who reads %s over http is sent to the same address over https',
  async (host) => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await send(`http://${host}/docs/42?tab=notes`, { method });
      expect(answer.status).toBe(308);
      expect(answer.headers.get('Location')).toBe(`https://${host}/docs/42?tab=notes`);
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
    }
  },
);

test('nothing is taken that is sent over http, not even with the operator’s token', async () => {
  for (const path of ['example.com/api/v1/tenants/acme', 'acme.example.com/sso/acs']) {
    const headers = { Authorization: `Bearer ${env.OPERATOR_TOKEN}` };
    const answer = await send(`http://${path}`, { method: 'POST', headers, body: 'x' });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'https_required' });
  }
});

test('over https it is served, and browsers are told to stay there', async () => {
  const answer = await send('https://example.com/healthz');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('Strict-Transport-Security')).toBe('max-age=31536000');
});

test('on a developer’s machine, where there is no https, http is served', async () => {
  const answer = await app.fetch(new Request(`http://${env.BASE_DOMAIN}/healthz`), env, context);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('Strict-Transport-Security')).toBeNull();
});
