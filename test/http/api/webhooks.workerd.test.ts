/** Two programs that change one webhook: the second is told, and nothing is overwritten. */
import { describe, expect, test } from 'vitest';
import { idp } from '../../support/idp-metadata.ts';
import { callApi, makeKey, newSlug } from '../../support/operator-api.ts';

const INPUT = { url: 'https://receiver.example/hook', types: ['tenant.changed'] };

async function newWebhook(whose: 'all' | 'one tenant') {
  const slug = newSlug();
  const body = { displayName: slug, connections: [{ id: 'idp', metadata: idp() }] };
  if (whose === 'one tenant') await callApi('PUT', `/tenants/${slug}`, { body });
  const base = whose === 'all' ? '/webhooks' : `/tenants/${slug}/webhooks`;
  const made = await callApi('POST', base, { body: INPUT });
  const { id } = await made.json<{ id: string }>();
  return { path: `${base}/${id}`, etag: made.headers.get('ETag') ?? '' };
}
const put = (path: string, changes: object, headers: Record<string, string> = {}) =>
  callApi('PUT', path, { body: { ...INPUT, ...changes }, headers });
const told = async (answer: Response) => [
  answer.status,
  answer.ok ? null : (await answer.json<{ code: string }>()).code,
];

describe.each(['all', 'one tenant'] as const)('a webhook of %s', (whose) => {
  test('is changed by whoever saw it as it is, and by nobody who did not', async () => {
    const { path, etag } = await newWebhook(whose);
    expect(etag).toMatch(/^"whe?_?[\w.-]+"$|^"[\w.-]+"$/);
    expect((await callApi('GET', path)).headers.get('ETag')).toBe(etag);
    const changed = await put(path, { enabled: false }, { 'If-Match': etag });
    expect(changed.status).toBe(200);
    const newer = changed.headers.get('ETag') ?? '';
    expect(newer).not.toBe(etag);
    expect((await callApi('GET', path)).headers.get('ETag')).toBe(newer);

    expect(await told(await put(path, { types: [] }, { 'If-Match': etag }))).toEqual([
      412,
      'webhook_changed',
    ]);
    const read = await (await callApi('GET', path)).json<{ types: string[]; enabled: boolean }>();
    expect(read).toMatchObject({ types: INPUT.types, enabled: false });
  });

  test('is changed without a condition as well, or by any of several tags, or by *', async () => {
    const { path, etag } = await newWebhook(whose);
    expect((await put(path, {}, { 'If-Match': `"other", ${etag}` })).status).toBe(200);
    expect((await put(path, {}, { 'If-Match': '*' })).status).toBe(200);
    expect((await put(path, {})).status).toBe(200);
    expect(await told(await put(path, {}, { 'If-None-Match': '*' }))).toEqual([412, 'webhook_changed']);
    expect(await told(await put(path, {}, { 'If-Match': 'x' }))).toEqual([400, 'condition_malformed']);
  });

  test('that is gone is unknown, whatever the condition', async () => {
    const { path, etag } = await newWebhook(whose);
    await callApi('DELETE', path);
    expect(await told(await put(path, {}, { 'If-Match': etag }))).toEqual([404, 'webhook_unknown']);
  });

  test('says nothing of its address by its tag to who may not read that', async () => {
    const { path } = await newWebhook(whose);
    const { key } = await makeKey(['events:read']);
    const read = await callApi('GET', path, { token: key });
    expect(read.status).toBe(200);
    expect(read.headers.get('ETag')).toBeNull();
  });

  test('of several that are changed at once on one tag takes one change', async () => {
    const { path, etag } = await newWebhook(whose);
    const urls = Array.from({ length: 5 }, (_, index) => ({ url: `https://receiver.example/${index}` }));
    const answers = await Promise.all(urls.map((each) => put(path, each, { 'If-Match': etag })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
  });
});
