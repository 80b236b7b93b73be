/** Email domains as the API and a customer's administrator have them; what the DNS says is made up here. */
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { setupLinkEnd } from '../../src/administration/setup-link.ts';
import { createApp } from '../../src/app.ts';
import { makeUpDns } from '../support/made-up-dns.ts';
import { callApi, makeKey } from '../support/operator-api.ts';
import { ALICE, createTenant } from '../support/records.ts';

const app = createApp();
const context = { waitUntil() {}, passThroughOnException() {} } as unknown as ExecutionContext;

const texts = makeUpDns();

interface Domain {
  readonly domain: string;
  readonly state: string;
  readonly record: { readonly name: string; readonly text: string };
}
const newDomain = () => `${crypto.randomUUID()}.example`;

async function call<Body>(method: string, path: string, token?: string) {
  const answer = await callApi(method, path, token === undefined ? {} : { token });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as Body };
}

describe('the API', () => {
  test('adds a domain with its record, looks for that, and removes it', async () => {
    const { slug } = await createTenant();
    const domain = newDomain();
    const path = `/tenants/${slug}/domains`;
    const added = await call<Domain>('PUT', `${path}/${domain.toUpperCase()}`);
    expect(added).toMatchObject({
      status: 200,
      body: {
        domain,
        state: 'waiting',
        record: { type: 'TXT', name: `_edge-saml.${domain}` },
        outcome: null,
      },
    });
    expect(await call('PUT', `${path}/${domain}`)).toEqual(added);
    texts.set(added.body.record.name, added.body.record.text);
    expect((await call<Domain>('POST', `${path}/${domain}/check`)).body.state).toBe('proven');
    expect(await call('GET', path)).toMatchObject({ body: { items: [{ domain, state: 'proven' }] } });
    expect(await call('GET', `/tenants/${slug}`)).toMatchObject({ body: { provenDomains: [domain] } });
    expect((await call('DELETE', `${path}/${domain}`)).status).toBe(204);
    expect(await call('GET', path)).toMatchObject({ body: { items: [] } });
  });

  test('refuses what is no domain, is not there, or may not be written', async () => {
    const { slug } = await createTenant();
    const path = `/tenants/${slug}/domains`;
    for (const wrong of ['localhost', '127.0.0.1', 'a%20b.example', '-a.example', 'ada@acme.example']) {
      expect((await call<{ code: string }>('PUT', `${path}/${wrong}`)).body.code).toBe('body_invalid');
    }
    expect((await call<{ code: string }>('DELETE', `${path}/acme.example`)).body.code).toBe('name_unknown');
    expect((await call<{ code: string }>('POST', `${path}/acme.example/check`)).body.code).toBe(
      'name_unknown',
    );
    const { key } = await makeKey(['tenants:read']);
    expect((await call('GET', path, key)).status).toBe(200);
    expect((await call('PUT', `${path}/acme.example`, key)).status).toBe(403);
    expect((await call('GET', '/tenants/nobody-here/domains')).status).toBe(404);
  });
});

describe('the administrator’s page', () => {
  async function enter() {
    const tenant = await createTenant();
    const origin = `http://${tenant.slug}.${env.BASE_DOMAIN}`;
    const now = Date.now();
    const link = { note: 'Grace', expiresAt: setupLinkEnd(24, now) };
    const made = await tenant.record.createSetupLink(link, { author: ALICE, now });
    if (!made.ok) throw new Error(made.failure.code);
    let cookie = '';
    const send = (path: string, form?: Record<string, string>) =>
      app.fetch(
        new Request(`${origin}/sso/setup${path}`, {
          redirect: 'manual',
          headers: { Cookie: cookie, ...(form === undefined ? {} : { Origin: origin }) },
          ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
        }),
        env,
        context,
      );
    const opened = await send('/open', { link: made.value.secret });
    cookie = opened.headers.get('Set-Cookie')?.split(';')[0] ?? '';
    const html = await (await send('/domains')).text();
    const formToken = /name="formToken" value="([\w-]+)"/.exec(html)?.[1] ?? '';
    return { ...tenant, send, formToken };
  }

  test('adds a domain, shows its record to copy, and finds it', async () => {
    const { send, formToken, record } = await enter();
    const domain = newDomain();
    const added = await send('/domains', { domain: `@${domain}`, formToken });
    expect(added.headers.get('Location')).toBe('/sso/setup/domains?done=domain-added');
    const [proof] = await record.domains();
    const page = (await (await send('/domains')).text()).replace(/<wbr ?\/?>/g, '');
    expect(page).toContain(proof?.recordText);
    expect(page).toMatch(/data-copy="domain-0-value"/);
    expect(page).toContain('not proven yet');
    texts.set(proof?.recordName ?? '', proof?.recordText ?? '');
    await send('/domains/check', { domain, formToken });
    expect(await (await send('/domains')).text()).toContain('>proven<');
    expect(
      (await record.audit({ limit: 5, cursor: null })).items.map(({ action, author }) => [
        action,
        author.kind,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['domain_proven', 'system'],
        ['domain_added', 'administrator'],
      ]),
    );
    await send('/domains/remove', { domain, formToken });
    expect(await record.domains()).toEqual([]);
  });

  test('says what is wrong at the field, and takes nothing without the token', async () => {
    const { send, formToken, record } = await enter();
    const wrong = await send('/domains', { domain: 'acme', formToken });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('aria-invalid="true"');
    expect((await send('/domains', { domain: newDomain() })).status).toBe(403);
    expect((await send('/domains/check', { domain: newDomain(), formToken })).status).toBe(422);
    expect(await record.domains()).toEqual([]);
  });
});
