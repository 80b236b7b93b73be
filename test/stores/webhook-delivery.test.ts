import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { sendWebhook } from '../../src/stores/webhook-delivery.ts';
import { verifyWebhook, writeWebhookSecret } from '../../src/webhooks/signature.ts';

const SECRET = writeWebhookSecret(new Uint8Array(32).fill(3));
const EVENT = { id: 'evt_1', text: '{"type":"tenant.changed","name":"Ångström"}' };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

const send = (url: string, rules: Partial<Parameters<typeof sendWebhook>[2]> = {}) =>
  sendWebhook({ url, keys: [{ id: 'k', secret: SECRET }] }, EVENT, { allowLoopback: true, ...rules });

test('posts the text as it is, signed, with nothing else that says who asks', async () => {
  let verified: unknown;
  const url = await serve(async (request, response) => {
    const body = (await request.toArray()).join('');
    const headers = new Headers(request.headers as Record<string, string>);
    verified = await verifyWebhook(headers, body, SECRET, Date.now());
    expect(request.method).toBe('POST');
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('authorization') ?? headers.get('cookie')).toBeNull();
    response.writeHead(204).end();
  });
  expect(await send(url)).toMatchObject({ status: 204, error: null });
  expect(verified).toEqual({ ok: true, value: { id: 'evt_1' } });
});

test.each([301, 302, 303, 307, 308])('follows no redirect: %d', async (status) => {
  let calls = 0;
  const url = await serve((_request, response) => {
    calls += 1;
    response.writeHead(status, { location: '/elsewhere' }).end();
  });
  expect(await send(url)).toMatchObject({ status, error: 'redirect' });
  expect(calls).toBe(1);
});

test.each([400, 404, 410, 429, 500, 503])('takes %d for a failure', async (status) => {
  const url = await serve((_request, response) => response.writeHead(status).end('why'));
  expect(await send(url)).toMatchObject({ status, error: 'status' });
});

test('does not read the answer: one without end keeps nobody waiting', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200);
    const pour = setInterval(() => response.write('x'.repeat(65_536)), 1);
    response.on('close', () => clearInterval(pour));
  });
  const attempt = await send(url);
  expect(attempt.error).toBeNull();
  expect(attempt.durationMilliseconds).toBeLessThan(5_000);
});

test('waits no longer than it may', async () => {
  const url = await serve(() => undefined);
  expect(await send(url, { timeoutMilliseconds: 200 })).toMatchObject({ status: null, error: 'timeout' });
});

test('tells what cannot be reached', async () => {
  const url = await serve((request) => request.socket.destroy());
  expect(await send(url)).toMatchObject({ status: null, error: 'unreachable' });
  expect(await send('http://127.0.0.1:1/')).toMatchObject({ status: null, error: 'unreachable' });
});

test('calls nothing that may not be called, whatever was allowed when it was entered', async () => {
  let calls = 0;
  const url = await serve((_request, response) => {
    calls += 1;
    response.end();
  });
  expect(await send(url, { allowLoopback: false })).toMatchObject({ status: null, error: 'url_refused' });
  expect(await send('https://169.254.169.254/')).toMatchObject({ error: 'url_refused' });
  expect(calls).toBe(0);
});
