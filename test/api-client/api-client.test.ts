import { describe, expect, test, vi } from 'vitest';
import { ApiProblem, createApiClient } from '../../src/api-client/api-client.ts';

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** A client that is answered from a list, and what it sent. */
function clientOf(...answers: readonly (Response | Error)[]) {
  const sent: Sent[] = [];
  const api = createApiClient({
    origin: 'https://login.example.com',
    token: 'secret-token',
    fetch: async (url, init) => {
      const answer = answers[sent.length];
      sent.push({ url, init });
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('nothing is left');
      return answer;
    },
  });
  return { api, sent };
}

const headerOf = ({ init }: Sent, name: string) => new Headers(init.headers).get(name);
const problem = (status: number, code: string, headers: HeadersInit = {}) =>
  Response.json(
    { code, title: 'No', detail: 'Never', errors: [{ path: 'a', message: 'is b' }] },
    { status, headers },
  );

test('sends the token in a header, never in the address', async () => {
  const { api, sent } = clientOf(Response.json({}, { headers: { ETag: '"1"' } }));
  expect(await api.tenant('acme').read()).toEqual({ body: {}, status: 200, etag: '"1"' });
  expect(sent[0]?.url).toBe('https://login.example.com/api/v1/tenants/acme');
  expect(headerOf(sent[0] as Sent, 'Authorization')).toBe('Bearer secret-token');
});

test('follows no redirect with it', async () => {
  const { api, sent } = clientOf(
    new Response(null, { status: 302, headers: { Location: 'https://evil.example' } }),
  );
  await expect(api.tenant('acme').read()).rejects.toMatchObject({ status: 302, code: 'unreadable_answer' });
  expect(sent[0]?.init.redirect).toBe('manual');
});

test('writes names so that they stay one segment of the path', async () => {
  const { api, sent } = clientOf(Response.json({}));
  await api.tenant('../console?x#y').connections.read('a/b');
  expect(sent[0]?.url).toBe(
    'https://login.example.com/api/v1/tenants/..%2Fconsole%3Fx%23y/connections/a%2Fb',
  );
});

test('reads lists page by page, as far as they are asked for', async () => {
  const { api, sent } = clientOf(
    Response.json({ items: [{ slug: 'a' }, { slug: 'b' }], cursor: 'next' }),
    Response.json({ items: [{ slug: 'c' }], cursor: null }),
  );
  const seen: string[] = [];
  for await (const { slug } of api.tenants({ search: 'x y' })) seen.push(slug);
  expect(seen).toEqual(['a', 'b', 'c']);
  expect(sent.map(({ url }) => new URL(url).search)).toEqual([
    '?search=x+y&limit=200',
    '?search=x+y&limit=200&cursor=next',
  ]);
});

test('throws what was refused, with every wrong field', async () => {
  const { api } = clientOf(problem(422, 'tenant_invalid'));
  const refused = api.tenant('acme').put({ displayName: 'Acme' });
  await expect(refused).rejects.toBeInstanceOf(ApiProblem);
  await expect(refused).rejects.toMatchObject({
    status: 422,
    code: 'tenant_invalid',
    errors: [{ path: 'a', message: 'is b' }],
  });
});

describe('trying again', () => {
  test('keeps the idempotency key of a POST, and takes a new one for the next', async () => {
    const { api, sent } = clientOf(new Error('broken off'), Response.json({}), Response.json({}));
    await api.tenant('acme').restore();
    await api.tenant('acme').restore();
    const keys = sent.map((each) => headerOf(each, 'Idempotency-Key'));
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  test('waits as long as it is told to', async () => {
    vi.useFakeTimers();
    const { api, sent } = clientOf(problem(429, 'rate_limited', { 'Retry-After': '2' }), Response.json({}));
    const read = api.tenant('acme').read();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(2);
    await read;
    vi.useRealTimers();
  });

  test('does not wait for what is far away', async () => {
    const { api, sent } = clientOf(problem(429, 'too_many_attempts', { 'Retry-After': '900' }));
    await expect(api.tenant('acme').read()).rejects.toMatchObject({ retryAfterSeconds: 900 });
    expect(sent).toHaveLength(1);
  });

  test('does not repeat what was refused', async () => {
    const { api, sent } = clientOf(problem(412, 'tenant_changed'), Response.json({}));
    await expect(api.tenant('acme').delete({ ifMatch: '"1"' })).rejects.toMatchObject({
      code: 'tenant_changed',
    });
    expect(sent).toHaveLength(1);
    expect(headerOf(sent[0] as Sent, 'If-Match')).toBe('"1"');
  });

  test('ends', async () => {
    vi.useFakeTimers();
    const { api, sent } = clientOf(...Array.from({ length: 9 }, () => new Error('down')));
    const read = expect(api.tenant('acme').read()).rejects.toThrow('down');
    await vi.runAllTimersAsync();
    await read;
    expect(sent).toHaveLength(4);
    vi.useRealTimers();
  });
});
