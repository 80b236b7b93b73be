/** Recovery over real objects: who comes in by it and where to, what guessing meets, and that without the address there is nothing. */
import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import type { TenantConfiguration } from '../../src/administration/tenant-record.ts';
import { createApp } from '../../src/app.ts';
import { hashSecret } from '../../src/operators/secret-text.ts';
import { forgetCached } from '../../src/stores/tenant-store.ts';
import { ALICE, by, configuration, createTenant } from '../support/records.ts';
import { arm, CODE, codeAt, PASSWORD, prepareRecovery } from '../support/recovery.ts';
import { signInAs } from '../support/signed-in.ts';
import { GENUINE } from '../support/signed-response.ts';
import { connection } from '../support/tenants.ts';

type TenantRecord = Awaited<ReturnType<typeof createTenant>>['record'];

const app = createApp();
const context = { waitUntil() {}, passThroughOnException() {} } as unknown as ExecutionContext;

async function newTenant(changes: Partial<TenantConfiguration> = {}) {
  const tenant = await createTenant(changes);
  const origin = `http://${tenant.slug}.${env.BASE_DOMAIN}`;
  const { secret, account } = await prepareRecovery(tenant.record);
  const send = (
    path: string,
    {
      form,
      cookie = '',
      headers = {},
    }: { form?: Record<string, string>; cookie?: string; headers?: object } = {},
  ) => {
    forgetCached([`tenant/${tenant.slug}`]);
    return app.fetch(
      new Request(origin + path, {
        redirect: 'manual',
        headers: { Cookie: cookie, ...(form === undefined ? {} : { Origin: origin }), ...headers },
        ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
      }),
      env,
      context,
    );
  };
  const path = `/sso/recovery/${secret}`;
  const signIn = (form: Record<string, string> = {}, headers = {}) =>
    send(path, {
      form: { name: 'grace', password: PASSWORD, code: codeAt(Date.now()), ...form },
      headers,
    });
  const actions = async () =>
    (await tenant.record.audit({ limit: 50, cursor: null })).items.map(({ action }) => action);
  return { ...tenant, origin, secret, account, send, path, signIn, actions };
}

/** All that tells answers from each other, but for what is random in each. */
async function shapeOf(answer: Response) {
  const headers = [...answer.headers].map(([name, value]) => [
    name,
    value.replace(/'nonce-[^']+'/g, 'NONCE'),
  ]);
  return [answer.status, headers, (await answer.text()).replace(/nonce="[^"]+"/g, 'NONCE')];
}

const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');

describe('without the armed address there is nothing', () => {
  const OTHER = 'x'.repeat(43);

  test.each(['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'])(
    'a %s of a wrong, a closed or a former address is answered as one of an unknown page',
    async (method) => {
      const { record, secret, origin, slug } = await newTenant();
      const request = (path: string, headers: Record<string, string> = {}) =>
        app.fetch(
          new Request(origin + path, {
            method,
            headers,
            ...(method === 'POST' || method === 'PUT'
              ? { body: new URLSearchParams({ name: 'grace' }) }
              : {}),
          }),
          env,
          context,
        );
      for (const headers of [{}, { Accept: 'application/json' }, { 'Accept-Language': 'de' }]) {
        const unknown = await shapeOf(await request('/sso/nothing', headers));
        expect(unknown[0]).toBe(404);
        for (const path of ['', OTHER, `${secret}x`, secret.slice(1), secret, `${secret}/`, `x/${secret}`]) {
          expect(await shapeOf(await request(`/sso/recovery/${path}`, headers))).toEqual(unknown);
        }
      }
      await arm(record);
      forgetCached([`tenant/${slug}`]);
      const unknown = await shapeOf(await request('/sso/nothing'));
      for (const path of [OTHER, `${secret}x`, `${secret}/`]) {
        expect(await shapeOf(await request(`/sso/recovery/${path}`))).toEqual(unknown);
      }
    },
  );

  test('one that was armed, and is renewed, disarmed, or another tenant’s, is an unknown page, even to a post', async () => {
    const [one, other] = await Promise.all([newTenant(), newTenant()]);
    await Promise.all([arm(one.record), arm(other.record)]);
    expect((await one.send(one.path)).status).toBe(200);
    expect((await one.send(other.path)).status).toBe(404);
    await one.record.renewRecoveryAddress({ author: ALICE, now: Date.now() });
    expect((await one.send(one.path)).status).toBe(404);
    expect((await one.signIn()).status).toBe(404);
    await other.record.disarmRecovery(null, { author: ALICE, now: Date.now() });
    expect((await other.send(other.path)).status).toBe(404);
    expect((await other.signIn()).status).toBe(404);
  });

  test('a deleted tenant cannot be recovered into', async () => {
    const { record, signIn } = await newTenant();
    await arm(record);
    await record.delete(by(ALICE));
    expect((await signIn()).status).toBe(404);
  });
});

describe('by the armed address', () => {
  test('who has name, password and code comes to the set-up pages, and it is told', async () => {
    const { record, send, path, signIn, actions, account } = await newTenant();
    await arm(record);
    const form = await send(path);
    expect(form.status).toBe(200);
    expect(await form.text()).toContain('Recovery sign-in');
    const answer = await signIn();
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/sso/setup']);
    const cookie = cookieOf(answer);
    expect(cookie).not.toContain('__Host-session');
    const setup = await send('/sso/setup', { cookie });
    expect(await setup.text()).not.toContain('Open your set-up link');
    expect(await actions()).toEqual(expect.arrayContaining(['recovery_signed_in', 'recovery_armed']));
    const [entry] = (await record.audit({ limit: 1, cursor: null })).items;
    expect(entry?.author).toEqual({ kind: 'administrator', id: account.id, name: 'grace, by recovery' });
    const events = (await record.events({ limit: 10, cursor: null })).items;
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['recovery.armed', 'recovery.signed_in']),
    );
    expect(JSON.stringify(events)).not.toContain('grace');
    expect((await record.recovery(Date.now())).accounts).toEqual([
      { ...account, lastSignInAt: expect.any(Number) },
    ]);
  });

  test('a session opens the set-up pages and nothing of the application', async () => {
    const { record, send, signIn } = await newTenant();
    await arm(record);
    const cookie = cookieOf(await signIn());
    expect((await send('/sso/session', { cookie })).status).toBe(401);
    expect((await send('/sso/console', { cookie })).status).not.toBe(200);
  });

  test('where the operator allows it, it opens the application as well: marked, for an hour, and until that is taken back', async () => {
    const { record, send, signIn } = await newTenant({ recoveryOpens: 'application' });
    await arm(record);
    const cookie = cookieOf(await signIn());
    const answer = await send('/sso/session', { cookie });
    expect(answer.status).toBe(200);
    const told = await answer.json<{ signedInAt: string; expiresAt: string }>();
    expect(told).toMatchObject({
      recovery: true,
      identity: { accountKey: 'recovery:grace', email: null, attributes: [] },
    });
    expect(Date.parse(told.expiresAt) - Date.parse(told.signedInAt)).toBe(3_600_000);
    await record.publish(configuration({ recoveryOpens: 'setup' }), by(ALICE));
    expect((await send('/sso/session', { cookie })).status).toBe(401);
  });

  test.each([
    ['recovery is disarmed', (record: TenantRecord) => record.disarmRecovery(null, by(ALICE))],
    [
      'its account is removed',
      (record: TenantRecord, account: string) => record.removeRecoveryAccount(account, by(ALICE)),
    ],
  ])('the application’s session ends once %s, and nobody else’s does', async (_when, end) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { record, send, signIn, account, tenantId, actions } = await newTenant({
      recoveryOpens: 'application',
      connections: [connection()],
    });
    await arm(record);
    const cookie = cookieOf(await signIn());
    const other = await signInAs(tenantId, { idpEntityId: GENUINE.idpEntityId });
    const statusOf = async (each: string) => (await send('/sso/session', { cookie: each })).status;
    expect([await statusOf(cookie), await statusOf(other.cookie)]).toEqual([200, 200]);
    await end(record, account.id);
    vi.setSystemTime(Date.now() + 60_000);
    expect([await statusOf(cookie), await statusOf(other.cookie)]).toEqual([401, 200]);
    expect(await actions()).toContain('sessions_ended');
    vi.useRealTimers();
  });

  test.each([
    ['another name', { name: 'ada' }],
    ['no name', { name: '' }],
    ['a wrong password', { password: 'wrong' }],
    ['no password', { password: '' }],
    ['a wrong code', { code: '000000' }],
    ['a one-time code that is none', { code: '7Q2M-XK4D-9V3T-0H5P' }],
    ['a code of a quarter of an hour ago', { code: codeAt(Date.now() - 900_000) }],
  ])('%s is refused, with one answer for all', async (_words, form) => {
    const { record, signIn } = await newTenant();
    await arm(record);
    const answer = await signIn(form);
    expect(answer.status).toBe(422);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.text()).toContain('Name, password or code is not right.');
  });

  test('each code counts once, of the app and of the list', async () => {
    const { record, signIn } = await newTenant();
    await arm(record);
    const code = codeAt(Date.now());
    expect((await signIn({ code })).status).toBe(303);
    expect((await signIn({ code })).status).toBe(422);
    expect((await signIn({ code: CODE.toLowerCase() })).status).toBe(303);
    expect((await signIn({ code: CODE })).status).toBe(422);
  });

  test('new one-time codes take the place of all from before, for that account, and the trail says so', async () => {
    const { record, signIn, account, actions } = await newTenant();
    await arm(record);
    const fresh = '9V3T-0H5N-7Q2M-XK4D';
    const context = { author: ALICE, now: Date.now() };
    expect(await record.renewRecoveryCodes('none', [hashSecret(fresh)], context)).toBe(false);
    expect(await record.renewRecoveryCodes(account.id, [hashSecret(fresh)], context)).toBe(true);
    expect((await actions()).filter((action) => action === 'recovery_codes_renewed')).toHaveLength(1);
    expect((await signIn({ code: CODE })).status).toBe(422);
    expect((await signIn({ code: fresh })).status).toBe(303);
    expect((await signIn({ code: fresh })).status).toBe(422);
    await record.delete(by(ALICE));
    expect(await record.renewRecoveryCodes(account.id, [hashSecret(CODE)], context)).toBe(false);
  });

  test('guessing at one account is slowed down, from whatever address it comes', async () => {
    const { record, signIn } = await newTenant();
    await arm(record);
    const from = (index: number) => ({ 'CF-Connecting-IP': `192.0.2.${index}` });
    const statuses: number[] = [];
    for (let index = 0; index < 7; index++) {
      statuses.push((await signIn({ password: 'wrong' }, from(index))).status);
    }
    expect(statuses).toEqual([422, 422, 422, 422, 429, 429, 429]);
    const refused = await signIn({}, from(9));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
  });

  test('guessing at many accounts is slowed down by the address, and no other address waits for that', async () => {
    const { record, secret } = await newTenant();
    await arm(record);
    const now = Date.now();
    const admit = (name: string, address: string) =>
      record.admitRecovery({ secretHash: hashSecret(secret), name, address, deviceHash: null }, now);
    const admitted: boolean[] = [];
    for (let index = 0; index < 22; index++) admitted.push((await admit(`guess-${index}`, '192.0.2.77')).ok);
    expect(admitted.filter(Boolean)).toHaveLength(20);
    expect((await admit('grace', '192.0.2.77')).ok).toBe(false);
    expect((await admit('grace', '192.0.2.78')).ok).toBe(true);
  });

  test('the browser that signed in before is not kept out by those who guess', async () => {
    const { record, signIn } = await newTenant();
    await arm(record);
    const device = cookieOf(await signIn({ code: CODE }));
    for (let index = 0; index < 6; index++) await signIn({ password: 'wrong' });
    expect((await signIn()).status).toBe(429);
    expect((await signIn({}, { Cookie: device })).status).toBe(303);
  });

  test.each([{ Origin: 'http://other.localhost:8787' }, { Origin: '' }, { 'Sec-Fetch-Site': 'same-site' }])(
    'nothing is taken from elsewhere: %j',
    async (headers) => {
      const { record, signIn } = await newTenant();
      await arm(record);
      expect((await signIn({}, headers)).status).toBe(403);
    },
  );
});

describe('a recovery session', () => {
  test.each(['disarmed', 'removed', 'finished'])('ends when its account is %s', async (how) => {
    const { record, send, signIn, account } = await newTenant();
    await arm(record);
    const cookie = cookieOf(await signIn());
    const html = await (await send('/sso/setup', { cookie })).text();
    const context = { author: ALICE, now: Date.now() };
    if (how === 'disarmed') await record.disarmRecovery(null, context);
    if (how === 'removed')
      expect(await record.removeRecoveryAccount(account.id, context)).toEqual({ ok: true, value: true });
    if (how === 'finished') {
      const formToken = /name="formToken" value="([\w-]+)"/.exec(html)?.[1] ?? '';
      expect((await send('/sso/setup/finish', { cookie, form: { formToken } })).status).toBe(200);
    }
    expect(await (await send('/sso/setup', { cookie })).text()).toContain('Open your set-up link');
  });

  test('is not a link’s, nor another tenant’s', async () => {
    const [one, other] = await Promise.all([newTenant(), newTenant()]);
    await Promise.all([arm(one.record), arm(other.record)]);
    const cookie = cookieOf(await one.signIn());
    expect(await (await other.send('/sso/setup', { cookie })).text()).toContain('Open your set-up link');
  });
});
