/** Who gets in, over real objects: saved, refused or confirmed; the way people go; and recovery managed in pages and API. */
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { TenantConfiguration } from '../../../src/administration/tenant-record.ts';
import { createApp } from '../../../src/app.ts';
import { forgetCached } from '../../../src/stores/tenant-store.ts';
import { callApi } from '../../support/operator-api.ts';
import { ALICE, by, codeOf, configuration, connectionOf, createTenant, must } from '../../support/records.ts';
import { codeAt, PASSWORD, prepareRecovery } from '../../support/recovery.ts';
import { signInAs } from '../../support/signed-in.ts';

const app = createApp();
const context = { waitUntil() {}, passThroughOnException() {} } as unknown as ExecutionContext;
const administrators = { addresses: ['grace@acme.example'], groups: [] };
const connections = [connectionOf()];
const fallbackLoginUrl = 'https://app.example/login';
const everybody = { of: 'everybody', addresses: [], groups: [], domains: [] } as const;
const pilot = { ...everybody, of: 'pilot', addresses: ['ada@acme.example'] } as const;

async function newTenant(changes: Partial<TenantConfiguration> = {}) {
  const tenant = await createTenant({ connections, administrators, ...changes });
  const origin = `http://${tenant.slug}.${env.BASE_DOMAIN}`;
  const send = (path: string, cookie = '', form?: Record<string, string>) => {
    forgetCached([`tenant/${tenant.slug}`]);
    return app.fetch(
      new Request(origin + path, {
        redirect: 'manual',
        headers: { Cookie: cookie, ...(form === undefined ? {} : { Origin: origin }) },
        ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
      }),
      env,
      context,
    );
  };
  const hidden = (html: string, name: string) =>
    new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? '';
  /** Comes in as Grace, and gives what posts a form of the set-up pages. */
  const enter = async () => {
    const { cookie } = await signInAs(tenant.tenantId);
    const entered = await send('/sso/setup/access', cookie);
    const both = `${cookie}; ${entered.headers.get('Set-Cookie')?.split(';')[0]}`;
    const html = await entered.text();
    const own = { formToken: hidden(html, 'formToken'), revision: hidden(html, 'revision') };
    const read = (path: string) => send(`/sso/setup${path}`, both);
    const post = (path: string, form: Record<string, string>) =>
      send(`/sso/setup${path}`, both, { ...own, ...form });
    return { read, post };
  };
  return { ...tenant, origin, send, enter, hidden };
}

const asSaved = { of: 'nobody', administratorAddresses: 'grace@acme.example' };

describe('who gets in', () => {
  test('is saved in the draft, and counts for nobody yet', async () => {
    const { record, enter } = await newTenant();
    const { post } = await enter();
    const form = {
      ...asSaved,
      of: 'pilot',
      addresses: 'Grace@acme.example\r\n\r\nada@acme.example',
      groups: 'IT',
      domains: 'Pilot.example',
      fallbackLoginUrl,
    };
    const saved = await post('/access', form);
    expect(saved.headers.get('Location')).toBe('/sso/setup/access?done=draft');
    const state = await record.read();
    expect(state?.draft?.configuration).toMatchObject({
      samlRequired: {
        of: 'pilot',
        addresses: ['grace@acme.example', 'ada@acme.example'],
        groups: ['IT'],
        domains: ['pilot.example'],
      },
      fallbackLoginUrl,
      administrators,
      connections,
    });
    expect(state?.draft?.author).toMatchObject({ kind: 'administrator', name: 'Grace' });
    expect(state?.live.configuration.samlRequired).toBeUndefined();
  });

  test.each([
    ['addresses', 'grace'],
    ['domains', 'https://acme.example'],
    ['fallbackLoginUrl', 'http://app.example/'],
    ['fallbackLoginUrl', 'javascript:alert(1)'],
    ['administratorAddresses', 'x'],
    ['of', 'some'],
  ])('says at the field what is wrong with %s “%s”', async (name, value) => {
    const { record, enter } = await newTenant();
    const { post } = await enter();
    const refused = await post('/access', { ...asSaved, [name]: value });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain(`href="#${name}"`);
    expect((await record.read())?.draft).toBeNull();
  });

  test.each([
    ['gives his own rights away', { ...asSaved, administratorAddresses: 'ada@acme.example' }],
    [
      'leaves himself out of the pilot',
      { ...asSaved, of: 'pilot', addresses: 'ada@acme.example', fallbackLoginUrl },
    ],
  ])('whoever %s is told before, and does it only by saying so once more', async (_words, form) => {
    const { record, enter, hidden } = await newTenant();
    const { post } = await enter();
    const warned = await post('/access', form);
    expect(warned.status).toBe(409);
    const html = await warned.text();
    expect(html).toContain('You would lock yourself out');
    expect((await record.read())?.draft).toBeNull();
    expect((await post('/access', { ...form, lockOut: 'x' })).status).toBe(409);
    const lockOut = hidden(html, 'lockOut');
    expect((await post('/access', { ...form, lockOut })).status).toBe(303);
    expect((await record.read())?.draft).not.toBeNull();
  });

  test('what was saved on another revision is not taken', async () => {
    const { record, enter } = await newTenant();
    const { post } = await enter();
    must(await record.publish(configuration({ connections, administrators, displayName: 'X' }), by(ALICE)));
    expect((await post('/access', { ...asSaved, groups: 'IT' })).status).toBe(409);
    expect((await record.read())?.draft).toBeNull();
  });
});

describe('what somebody else prepared', () => {
  test('goes live by whoever would lock himself out only when he says so once more', async () => {
    const { record, enter, hidden } = await newTenant();
    const eve = { kind: 'administrator', id: 'x', name: 'Eve' } as const;
    const nobody = configuration({ connections, administrators: { addresses: [], groups: [] } });
    must(await record.saveDraft(nobody, by(eve)));
    const { post } = await enter();
    const asked = await post('/test/publish', {});
    expect(asked.status).toBe(409);
    const html = await asked.text();
    expect(html).toContain('You would lock yourself out');
    expect((await record.read())?.live.number).toBe(1);
    expect((await post('/test/publish', { lockOut: hidden(html, 'lockOut') })).status).toBe(303);
    expect((await record.read())?.live.number).toBe(2);
  });

  test('an earlier version goes live in the same way', async () => {
    const { record, enter, hidden } = await newTenant({ administrators: { addresses: [], groups: [] } });
    must(await record.publish(configuration({ connections, administrators }), by(ALICE)));
    const { post } = await enter();
    const asked = await post('/history/1/restore', {});
    expect(asked.status).toBe(409);
    const lockOut = hidden(await asked.text(), 'lockOut');
    expect((await record.read())?.live.number).toBe(2);
    expect((await post('/history/1/restore', { lockOut })).status).toBe(303);
    expect((await record.read())?.live.number).toBe(3);
  });
});

describe('SAML for everybody', () => {
  test('is refused by pages, API and record until a live connection worked and recovery is ready', async () => {
    const { record, enter, slug, tenantId } = await newTenant();
    const { post } = await enter();
    const enforced = configuration({ connections, administrators, samlRequired: everybody });
    const form = { ...asSaved, of: 'everybody' };
    const refusedWith = async (code: string) => {
      expect((await post('/access', form)).status).toBe(422);
      expect(codeOf(await record.publish(enforced, by(ALICE)))).toBe(code);
    };
    await refusedWith('connection_untested');
    const attempt = { reference: 'R', code: null, connectionId: 'idp', durationMilliseconds: 1 };
    const tenant = { id: tenantId, slug };
    const before = { ...attempt, outcome: 'signed_in', at: Date.now() - 60_000 } as const;
    await record.recordSignIn({ tenant, attempt: before, session: null });
    await refusedWith('connection_untested');
    await record.recordSignIn({
      tenant,
      attempt: { ...attempt, outcome: 'signed_in', at: Date.now() },
      session: null,
    });
    await refusedWith('recovery_missing');
    const { account } = await prepareRecovery(record);
    expect((await post('/access', form)).status).toBe(303);
    const { revision = 0 } = (await record.read()) ?? {};
    must(await record.publishDraft(by(ALICE, { expectedRevision: revision })));
    const removed = await record.removeRecoveryAccount(account.id, { author: ALICE, now: Date.now() });
    expect(codeOf(removed)).toBe('recovery_account_needed');
    const versions = await record.read();
    expect(versions?.live.configuration.samlRequired?.of).toBe('everybody');
  });

  test('cannot be what a tenant begins with', async () => {
    const body = { displayName: 'Acme', samlRequired: { of: 'everybody' } };
    const answer = await callApi('PUT', `/tenants/t-${crypto.randomUUID().slice(0, 8)}`, { body });
    expect(await answer.json()).toMatchObject({ status: 409, code: 'connection_untested' });
  });
});

describe('the way of a sign-in in a pilot', () => {
  test('asks for the address, and sends each person where he belongs', async () => {
    const { send } = await newTenant({ samlRequired: pilot, fallbackLoginUrl });
    const asked = await send('/sso/login?returnTo=/docs/42');
    expect(asked.status).toBe(200);
    const html = await asked.text();
    expect(html).toContain('name="email"');
    expect(html).toContain('value="/docs/42"');
    const wrong = await send('/sso/login?email=ada');
    expect(await wrong.text()).toContain('email-error');
    const into = await send('/sso/login?returnTo=/docs/42&email=Ada%40acme.example');
    expect(into.headers.get('Location')).toContain('https://idp.example.com/sso');
    const out = await send('/sso/login?returnTo=/docs/42&email=bob%40acme.example');
    expect([out.status, out.headers.get('Location')]).toEqual([
      303,
      'https://app.example/login?email=bob%40acme.example',
    ]);
    expect(out.headers.getSetCookie()).toEqual([]);
  });
});

describe('recovery in the set-up pages', () => {
  test('an address is shown once, an account is made with password and app, and its codes are shown once', async () => {
    const { record, origin, enter, hidden } = await newTenant();
    const { read, post } = await enter();
    const made = await (await post('/recovery/address', {})).text();
    const [address = ''] = new RegExp(`${origin}/sso/recovery/[\\w-]{43}`).exec(made) ?? [];
    expect(address).not.toBe('');
    expect(await (await read('/recovery')).text()).not.toContain('/sso/recovery/');
    const form = await (await read('/recovery/account')).text();
    expect(form).toContain('<svg');
    const totpSecret = hidden(form, 'totpSecret');
    const fields = { totpSecret, name: 'Grace', password: PASSWORD, code: codeAt(Date.now(), totpSecret) };
    for (const wrong of [{ code: '000000' }, { password: 'short' }, { name: ' ' }]) {
      const refused = await post('/recovery/account', { ...fields, ...wrong });
      expect(refused.status).toBe(422);
      expect(hidden(await refused.text(), 'totpSecret')).toBe(totpSecret);
    }
    const added = await (await post('/recovery/account', fields)).text();
    expect(added.match(/<code>[0-9A-Z-]{19}<\/code>/g)).toHaveLength(8);
    expect((await post('/recovery/account', fields)).status).toBe(422);
    const [account] = (await record.recovery(Date.now())).accounts;
    expect(account).toMatchObject({ name: 'grace', codes: 8, lastSignInAt: null });
    const shown = (html: string) => html.match(/<code>[0-9A-Z-]{19}<\/code>/g) ?? [];
    const renewed = await (await post('/recovery/codes', { account: account?.id ?? '' })).text();
    expect(shown(renewed)).toHaveLength(8);
    expect(shown(added).filter((code) => renewed.includes(code))).toEqual([]);
    expect(shown(await (await read('/recovery')).text())).toEqual([]);
    expect((await post('/recovery/codes', { account: 'none' })).status).toBe(303);
    expect((await post('/recovery/arm', { hours: '9999' })).status).toBe(422);
    expect((await post('/recovery/arm', { hours: '1' })).status).toBe(303);
    expect(await (await read('/recovery')).text()).toContain('id="recovery-armed"');
    expect(await (await read('')).text()).toContain('id="recovery-armed"');
    expect((await post('/recovery/disarm', {})).status).toBe(303);
    expect(await (await read('')).text()).not.toContain('id="recovery-armed"');
    expect((await post('/recovery/remove', { account: account?.id ?? '' })).status).toBe(303);
    expect((await record.recovery(Date.now())).accounts).toEqual([]);
  });
});

describe('recovery by the API', () => {
  test('is read, armed, disarmed, renewed, and has its accounts removed', async () => {
    const { record, slug, origin } = await newTenant();
    const call = async (method: string, path: string, body?: unknown) => {
      const answer = await callApi(
        method,
        `/tenants/${slug}/recovery${path}`,
        body === undefined ? {} : { body },
      );
      return [answer.status, answer.status === 204 ? null : await answer.json()] as const;
    };
    expect(await call('GET', '')).toEqual([
      200,
      { addressMadeAt: null, armedUntil: null, armedBy: null, accounts: [] },
    ]);
    expect(await call('PUT', '/armed', {})).toEqual([
      409,
      expect.objectContaining({ code: 'recovery_address_missing' }),
    ]);
    const [status, { url }] = (await call('POST', '/address')) as [number, { url: string }];
    expect(status).toBe(201);
    expect(url).toMatch(new RegExp(`^${origin}/sso/recovery/[\\w-]{43}$`));
    const { account } = await prepareRecovery(record);
    expect(await call('PUT', '/armed', { hours: 169 })).toEqual([
      422,
      expect.objectContaining({ code: 'body_invalid' }),
    ]);
    expect(await call('PUT', '/armed', { hours: 2 })).toEqual([
      200,
      expect.objectContaining({ armedUntil: expect.any(String), armedBy: expect.any(Object) }),
    ]);
    expect(await call('DELETE', '/armed')).toEqual([200, expect.objectContaining({ armedUntil: null })]);
    expect(await call('DELETE', '/accounts/x')).toEqual([
      404,
      expect.objectContaining({ code: 'recovery_account_unknown' }),
    ]);
    expect(await call('DELETE', `/accounts/${account.id}`)).toEqual([204, null]);
  });
});
