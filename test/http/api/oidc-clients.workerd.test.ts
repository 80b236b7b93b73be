/** OpenID Connect clients, made and taken away by the API, as far as the record that the edges read. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import { MAX_OIDC_CLIENTS } from '../../../src/administration/oidc-client.ts';
import type { NewOidcClientAnswer } from '../../../src/http/api/answers/oidc-client.ts';
import { hashSecret } from '../../../src/operators/secret-text.ts';
import { AuditTrail } from '../../../src/stores/tenant-record/audit-trail.ts';
import { OidcClientsTable } from '../../../src/stores/tenant-record/oidc-clients.ts';
import type { Tenant } from '../../../src/tenants/tenant.ts';
import { idp } from '../../support/idp-metadata.ts';
import { callApi, makeKey, newSlug } from '../../support/operator-api.ts';

const INPUT = { displayName: 'Wiki', redirectUris: ['https://wiki.example/callback'] };
const body = (slug: string, hostnames: readonly string[] = []) => ({
  displayName: slug,
  hostnames,
  connections: [{ id: 'idp', metadata: idp() }],
});

async function newTenant(): Promise<string> {
  const slug = newSlug();
  expect((await callApi('PUT', `/tenants/${slug}`, { body: body(slug) })).status).toBe(201);
  return slug;
}

const make = (slug: string, input: object = INPUT) =>
  callApi('POST', `/tenants/${slug}/oidc-clients`, { body: input });
const clientsAtTheEdge = async (slug: string) =>
  (await env.TENANTS.get<Tenant>(`tenant/${slug}`, 'json'))?.oidcClients;
const problemOf = async (answer: Response) => {
  const { code, errors = [] } = await answer.json<{ code: string; errors?: { path: string }[] }>();
  return [answer.status, code, ...errors.map(({ path }) => path)];
};

describe('a client', () => {
  test('has its secret shown once, and known to the edges by its hash alone', async () => {
    const slug = await newTenant();
    const log = vi.spyOn(console, 'log');
    const answer = await make(slug, { ...INPUT, postLogoutRedirectUris: ['https://wiki.example/'] });
    expect(answer.status).toBe(201);
    const { secret, ...made } = await answer.json<NewOidcClientAnswer>();
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(made).toMatchObject({ ...INPUT, public: false, issuers: [`http://${slug}.localhost:8787`] });
    const secretHash = hashSecret(secret ?? '');
    const [published] = (await clientsAtTheEdge(slug)) ?? [];
    expect(published).toEqual({
      id: made.id,
      ...INPUT,
      postLogoutRedirectUris: ['https://wiki.example/'],
      secretHash,
    });
    const list = await callApi('GET', `/tenants/${slug}/oidc-clients`);
    const audit = await callApi('GET', `/tenants/${slug}/audit`);
    const texts = [await list.text(), await audit.text(), JSON.stringify(log.mock.calls)];
    expect(JSON.parse(texts[0] ?? '')).toEqual({ items: [made] });
    expect(texts[1]).toContain('oidc_client_added');
    for (const text of texts) {
      for (const hidden of [secret ?? '', secretHash]) expect(text).not.toContain(hidden);
    }
    log.mockRestore();
  });

  test('that is public has no secret, nor can it get one', async () => {
    const slug = await newTenant();
    const made = await (await make(slug, { ...INPUT, public: true })).json<NewOidcClientAnswer>();
    expect(made).toMatchObject({ public: true, secret: null, secretMadeAt: null });
    expect(await clientsAtTheEdge(slug)).toMatchObject([{ id: made.id, secretHash: null }]);
    const renewed = await callApi('POST', `/tenants/${slug}/oidc-clients/${made.id}/secret`);
    expect(await problemOf(renewed)).toEqual([409, 'oidc_client_public']);
  });

  test('gets a new secret, beside which the one before is good for a day; an older one is not', async () => {
    const slug = await newTenant();
    const made = await (await make(slug)).json<NewOidcClientAnswer>();
    expect(made.formerSecretEndsAt).toBeNull();
    const path = `/tenants/${slug}/oidc-clients/${made.id}`;
    const secrets = [made.secret ?? ''];
    for (const _ of [1, 2]) {
      const answer = await callApi('POST', `${path}/secret`);
      expect(answer.status).toBe(201);
      const renewed = await answer.json<NewOidcClientAnswer>();
      const endsAt = Date.parse(renewed.secretMadeAt ?? '') + 24 * 3_600_000;
      expect(Date.parse(renewed.formerSecretEndsAt ?? '')).toBe(endsAt);
      secrets.unshift(renewed.secret ?? '');
      const [secretHash, hash = ''] = secrets.map(hashSecret);
      const [published] = (await clientsAtTheEdge(slug)) ?? [];
      expect(published).toMatchObject({ secretHash, formerSecret: { hash } });
      const at = Math.floor((published?.formerSecret?.endsAt ?? 0) / 1000);
      expect(at).toBe(Math.floor(endsAt / 1000));
    }
    expect(new Set(secrets).size).toBe(3);
    const shown = JSON.stringify(await (await callApi('GET', path)).json());
    for (const secret of secrets) {
      expect(shown).not.toContain(secret);
      expect(shown).not.toContain(hashSecret(secret));
    }
    for (const _ of [1, 2]) expect((await callApi('DELETE', `${path}/former-secret`)).status).toBe(204);
    const [published] = (await clientsAtTheEdge(slug)) ?? [];
    expect(published?.secretHash).toBe(hashSecret(secrets[0] ?? ''));
    expect(published).not.toHaveProperty('formerSecret');
    const audit = await (await callApi('GET', `/tenants/${slug}/audit`)).text();
    expect(audit.match(/oidc_client_secret_ended/g)).toHaveLength(1);
  });

  test('from before there was a secret beside another one is read as it was', async () => {
    const slug = await newTenant();
    const { secret: _secret, ...made } = await (await make(slug)).json<NewOidcClientAnswer>();
    const { id } = (await env.TENANTS.get<Tenant>(`tenant/${slug}`, 'json')) ?? expect.unreachable();
    await runInDurableObject(env.TENANT_RECORD.getByName(id), (_record, { storage }) => {
      storage.sql.exec('ALTER TABLE oidc_clients DROP COLUMN former_secret');
      const audit = new AuditTrail(storage.sql, { tenantId: () => id, tell() {} });
      for (const _again of [1, 2]) {
        const [client] = new OidcClientsTable(storage, audit, () => {}).list();
        expect(client).toMatchObject({ id: made.id, ...INPUT });
        expect(client).not.toHaveProperty('formerSecret');
      }
    });
    expect((await callApi('POST', `/tenants/${slug}/oidc-clients/${made.id}/secret`)).status).toBe(201);
  });

  test('is changed in all that may be, and keeps its id and its secret; the trail says what changed', async () => {
    const slug = await newTenant();
    const answer = await make(slug, { ...INPUT, postLogoutRedirectUris: ['https://wiki.example/bye'] });
    const { secret, ...made } = await answer.json<NewOidcClientAnswer>();
    const path = `/tenants/${slug}/oidc-clients/${made.id}`;
    const read = await callApi('GET', path);
    expect(await read.json()).toEqual(made);
    const etag = read.headers.get('etag') ?? '';
    expect([etag, answer.headers.get('etag')]).toEqual([expect.stringMatching(/^".+"$/), etag]);
    const wish = { displayName: 'Our wiki', redirectUris: ['https://new.example/', ...INPUT.redirectUris] };
    const saved = await callApi('PUT', path, { body: wish, headers: { 'If-Match': etag } });
    expect(saved.status).toBe(200);
    expect(await saved.json()).toEqual({ ...made, ...wish, postLogoutRedirectUris: [] });
    expect(saved.headers.get('etag')).toBe((await callApi('GET', path)).headers.get('etag'));
    expect(saved.headers.get('etag')).not.toBe(etag);
    const secretHash = hashSecret(secret ?? '');
    const expected = { id: made.id, ...wish, postLogoutRedirectUris: [], secretHash };
    expect(await clientsAtTheEdge(slug)).toEqual([expected]);
    // What was there already is nothing to tell of.
    expect((await callApi('PUT', path, { body: wish })).status).toBe(200);
    const audit = await (await callApi('GET', `/tenants/${slug}/audit`)).json<{
      items: { action: string; changes: string[] }[];
    }>();
    const entries = audit.items.filter(({ action }) => action === 'oidc_client_saved');
    expect(entries.map(({ changes }) => changes)).toEqual([
      [
        'It is “Wiki”.',
        'It is called “Our wiki” now.',
        'https://new.example/ may have people after signing in.',
        'https://wiki.example/bye may not have people after signing out any more.',
      ],
    ]);
  });

  test('is changed by one of two who saw the same', async () => {
    const slug = await newTenant();
    const answer = await make(slug);
    const { id } = await answer.json<NewOidcClientAnswer>();
    const headers = { 'If-Match': answer.headers.get('etag') ?? '' };
    const put = (displayName: string) =>
      callApi('PUT', `/tenants/${slug}/oidc-clients/${id}`, { body: { ...INPUT, displayName }, headers });
    const answers = await Promise.all([put('One'), put('Two')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const refused = answers.find(({ status }) => status === 412);
    expect(refused && (await problemOf(refused))).toEqual([412, 'oidc_client_changed']);
    expect((await put('Three')).status).toBe(412);
  });

  test('is removed from the edges, once', async () => {
    const slug = await newTenant();
    const { id } = await (await make(slug)).json<NewOidcClientAnswer>();
    expect((await callApi('DELETE', `/tenants/${slug}/oidc-clients/${id}`)).status).toBe(204);
    expect(await clientsAtTheEdge(slug)).toBeUndefined();
    const again = await callApi('DELETE', `/tenants/${slug}/oidc-clients/${id}`);
    expect(await problemOf(again)).toEqual([404, 'oidc_client_unknown']);
  });

  test('outlives what a PUT says of the tenant, and an earlier version', async () => {
    const slug = await newTenant();
    const { id } = await (await make(slug)).json<NewOidcClientAnswer>();
    const host = `${slug}.example`;
    expect((await callApi('PUT', `/tenants/${slug}`, { body: body(slug, [host]) })).status).toBe(200);
    expect(await clientsAtTheEdge(slug)).toMatchObject([{ id }]);
    const { items } = await (await callApi('GET', `/tenants/${slug}/oidc-clients`)).json<{
      items: unknown[];
    }>();
    expect(items).toMatchObject([{ issuers: [`http://${slug}.localhost:8787`, `http://${host}`] }]);
    expect((await callApi('POST', `/tenants/${slug}/versions/1/restore`)).status).toBe(200);
    expect(await clientsAtTheEdge(slug)).toMatchObject([{ id }]);
  });

  test('is of its own tenant', async () => {
    const [slug, other] = await Promise.all([newTenant(), newTenant()]);
    const { id } = await (await make(slug)).json<NewOidcClientAnswer>();
    const elsewhere = await callApi('DELETE', `/tenants/${other}/oidc-clients/${id}`);
    expect(await problemOf(elsewhere)).toEqual([404, 'oidc_client_unknown']);
    expect(await clientsAtTheEdge(slug)).toMatchObject([{ id }]);
  });

  test('is made once, however often the request is sent with one Idempotency-Key', async () => {
    const slug = await newTenant();
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    const send = () => callApi('POST', `/tenants/${slug}/oidc-clients`, { body: INPUT, headers });
    const [first, second] = [await (await send()).text(), await (await send()).text()];
    expect(second).toBe(first);
    expect(await clientsAtTheEdge(slug)).toHaveLength(1);
  });
});

describe('is refused', () => {
  test('one more than a tenant may have', async () => {
    const slug = await newTenant();
    for (let count = 0; count < MAX_OIDC_CLIENTS; count++) expect((await make(slug)).status).toBe(201);
    expect(await problemOf(await make(slug))).toEqual([409, 'too_many_oidc_clients']);
  });

  test('a client of a tenant that is deleted, or of none', async () => {
    const slug = await newTenant();
    await callApi('DELETE', `/tenants/${slug}`);
    expect(await problemOf(await make(slug))).toEqual([409, 'tenant_deleted']);
    expect(await problemOf(await make(newSlug()))).toEqual([404, 'tenant_unknown']);
  });

  test('a key that may only read', async () => {
    const slug = await newTenant();
    const { key: token } = await makeKey(['tenants:read']);
    const refused = await callApi('POST', `/tenants/${slug}/oidc-clients`, { body: INPUT, token });
    expect(await problemOf(refused)).toEqual([403, 'scope_missing']);
    expect((await callApi('GET', `/tenants/${slug}/oidc-clients`, { token })).status).toBe(200);
  });

  test.each<[string, object, string]>([
    ['no redirect URI', { redirectUris: [] }, 'redirectUris'],
    [
      'a redirect URI that nobody may be sent to',
      { redirectUris: ['http://wiki.example/'] },
      'redirectUris[0]',
    ],
    [
      'the same of those after signing out',
      { postLogoutRedirectUris: ['https://a.example/', 'javascript:x'] },
      'postLogoutRedirectUris[1]',
    ],
    ['an app’s own scheme with a secret', { redirectUris: ['com.example.app:/x'] }, 'redirectUris[0]'],
    [
      'one redirect URI twice',
      { redirectUris: ['https://a.example/', 'https://a.example/'] },
      'redirectUris',
    ],
    ['an unknown field', { secret: 'mine' }, 'secret'],
  ])('%s', async (_, changes, path) => {
    const slug = await newTenant();
    const body = { ...INPUT, ...changes };
    expect(await problemOf(await make(slug, body))).toEqual([422, 'body_invalid', path]);
    const { id } = await (await make(slug)).json<NewOidcClientAnswer>();
    const change = await callApi('PUT', `/tenants/${slug}/oidc-clients/${id}`, { body });
    expect(await problemOf(change)).toEqual([422, 'body_invalid', path]);
    expect(await clientsAtTheEdge(slug)).toMatchObject([INPUT]);
  });

  test('to make a client public, or a change of one that is not there', async () => {
    const slug = await newTenant();
    const { id } = await (await make(slug)).json<NewOidcClientAnswer>();
    const put = (name: string, body: object) =>
      callApi('PUT', `/tenants/${slug}/oidc-clients/${name}`, { body });
    expect(await problemOf(await put(id, { ...INPUT, public: true }))).toEqual([
      422,
      'body_invalid',
      'public',
    ]);
    expect(await problemOf(await put('none', INPUT))).toEqual([404, 'oidc_client_unknown']);
    for (const [method, path] of [
      ['GET', 'none'],
      ['DELETE', 'none/former-secret'],
    ] as const) {
      const refused = await callApi(method, `/tenants/${slug}/oidc-clients/${path}`);
      expect(await problemOf(refused)).toEqual([404, 'oidc_client_unknown']);
    }
    expect((await callApi('DELETE', `/tenants/${slug}`)).status).toBe(204);
    expect(await problemOf(await put(id, INPUT))).toEqual([409, 'tenant_deleted']);
  });

  test('an app’s own scheme, in a change too, unless the client is public', async () => {
    const slug = await newTenant();
    const { id } = await (await make(slug, { ...INPUT, public: true })).json<NewOidcClientAnswer>();
    const body = { ...INPUT, redirectUris: ['com.example.app:/x'] };
    const changed = await callApi('PUT', `/tenants/${slug}/oidc-clients/${id}`, { body });
    expect(changed.status).toBe(200);
  });
});
