import { describe, expect, test, vi } from 'vitest';
import { idp } from '../../support/idp-metadata.ts';
import { callApi, makeKey, newSlug } from '../../support/operator-api.ts';

const HOUR = 3_600_000;

async function newTenant(): Promise<string> {
  const slug = newSlug();
  const body = { displayName: 'Acme', connections: [{ id: 'idp', metadata: idp() }] };
  expect((await callApi('PUT', `/tenants/${slug}`, { body })).status).toBe(201);
  return slug;
}

interface Link {
  readonly id: string;
  readonly url: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}
interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly path: string }[];
}

const make = (slug: string, body: unknown, token?: string) =>
  callApi('POST', `/tenants/${slug}/setup-links`, token === undefined ? { body } : { body, token });

const hours = ({ createdAt, expiresAt }: Link) => (Date.parse(expiresAt) - Date.parse(createdAt)) / HOUR;

describe('a set-up link', () => {
  test('is made for seven days, leads to the tenant’s host, and is shown once', async () => {
    const slug = await newTenant();
    const log = vi.spyOn(console, 'log');
    const answer = await make(slug, { note: 'Grace' });
    expect(answer.status).toBe(201);
    const made = await answer.json<Link>();
    expect(made).toMatchObject({ note: 'Grace', state: 'usable', createdBy: { kind: 'deployment' } });
    expect(hours(made)).toBe(7 * 24);
    const [address, secret = ''] = made.url.split('#');
    expect(address).toBe(`http://${slug}.localhost:8787/sso/setup`);
    expect(secret).toMatch(/^[\w-]{43}$/);
    const list = await callApi('GET', `/tenants/${slug}/setup-links`);
    const audit = await callApi('GET', `/tenants/${slug}/audit`);
    const texts = [await list.text(), await audit.text(), JSON.stringify(log.mock.calls)];
    expect(texts[0]).toContain(made.id);
    expect(texts[1]).toContain('setup_link_created');
    for (const text of texts) expect(text).not.toContain(secret);
    log.mockRestore();
  });

  test('is revoked, however often; and is of its own tenant', async () => {
    const [slug, other] = await Promise.all([newTenant(), newTenant()]);
    const { id } = await (await make(slug, { note: 'Grace' })).json<Link>();
    const elsewhere = await callApi('DELETE', `/tenants/${other}/setup-links/${id}`);
    expect(await elsewhere.json()).toMatchObject({ code: 'setup_link_unknown', status: 404 });
    for (const _time of [1, 2]) {
      expect((await callApi('DELETE', `/tenants/${slug}/setup-links/${id}`)).status).toBe(204);
    }
    const list = await callApi('GET', `/tenants/${slug}/setup-links`);
    expect(await list.json()).toMatchObject({ items: [{ id, state: 'revoked' }] });
  });

  test.each([
    [{}, 'note'],
    [{ note: ' ' }, 'note'],
    [{ note: 'x'.repeat(81) }, 'note'],
    [{ note: 'a\nb' }, 'note'],
    [{ note: 'x', validForHours: 0 }, 'validForHours'],
    [{ note: 'x', validForHours: 721 }, 'validForHours'],
    [{ note: 'x', validForHours: 1.5 }, 'validForHours'],
    [{ note: 'x', secret: 'mine' }, 'secret'],
  ])('is not made of %j', async (body, path) => {
    const slug = await newTenant();
    const problem = await (await make(slug, body)).json<Problem>();
    expect(problem).toMatchObject({ code: 'body_invalid', errors: [{ path }] });
  });

  test.each([1, 720])('is made for %i hours', async (validForHours) => {
    const slug = await newTenant();
    expect(hours(await (await make(slug, { note: 'x', validForHours })).json())).toBe(validForHours);
  });

  test('takes tenants:write to make and to revoke, and tenants:read to list', async () => {
    const slug = await newTenant();
    const [reader, writer, nobody] = await Promise.all([
      makeKey(['tenants:read']),
      makeKey(['tenants:write']),
      makeKey(['audit:read']),
    ]);
    expect((await make(slug, { note: 'x' }, reader.key)).status).toBe(403);
    expect((await make(slug, { note: 'x' }, writer.key)).status).toBe(201);
    const path = `/tenants/${slug}/setup-links`;
    expect((await callApi('GET', path, { token: reader.key })).status).toBe(200);
    expect((await callApi('GET', path, { token: nobody.key })).status).toBe(403);
    expect((await callApi('DELETE', `${path}/x`, { token: reader.key })).status).toBe(403);
  });

  test('does not outlive the key that makes it', async () => {
    const slug = await newTenant();
    const expiresAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 2 * HOUR).toISOString();
    const body = { name: 'Lent', scopes: ['tenants:write'], expiresAt };
    const { key } = await (await callApi('POST', '/api-keys', { body })).json<{ key: string }>();
    const refused = await (await make(slug, { note: 'x', validForHours: 3 }, key)).json<Problem>();
    expect(refused).toMatchObject({ code: 'body_invalid', errors: [{ path: 'validForHours' }] });
    const made = await (await make(slug, { note: 'x' }, key)).json<Link>();
    expect(Date.parse(made.expiresAt)).toBe(Date.parse(expiresAt));
  });

  test('is not made for a tenant that is deleted, or was never there', async () => {
    const slug = await newTenant();
    await callApi('DELETE', `/tenants/${slug}`);
    expect(await (await make(slug, { note: 'x' })).json()).toMatchObject({ code: 'tenant_deleted' });
    expect(await (await make(newSlug(), { note: 'x' })).json()).toMatchObject({ code: 'tenant_unknown' });
  });
});
