/** Threats F and G against the operators' console: what other sites, sibling subdomains, strangers and former operators try. */
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { operatorConsole } from '../../src/http/console/console.tsx';
import { hashSecret } from '../../src/operators/secret-text.ts';
import { operatorAccounts } from '../../src/stores/operator-accounts/operator-accounts.ts';
import { ALICE, administration, by, configuration, must } from '../support/records.ts';
import { Browser, makeOperator, ORIGIN, PASSWORD, STAFF, STAFF_ORIGIN } from './operator-browser.ts';

// Each sign-in derives a password, which takes its time on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const accounts = operatorAccounts(env.OPERATOR_ACCOUNTS);
const ROOT = { kind: 'deployment', id: 'deployment', name: 'Test' } as const;
const random = () => crypto.randomUUID();
const secret = () => hashSecret(random());

/** Every address of the console, its parameters filled with something. */
const addresses = (method: string) => [
  ...new Set(
    operatorConsole()
      .routes.filter((route) => route.method === method)
      .map(({ path }) => `/console${path === '/' ? '' : path}`.replaceAll(/:\w+/g, 'x')),
  ),
];
const DOOR = ['saml', 'sign-in', 'first-account', 'join', 'enrol'].map((name) => `/console/${name}`);

let ada: Awaited<ReturnType<typeof makeOperator>>;
let eve: Awaited<ReturnType<typeof makeOperator>>;

beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  ada = await makeOperator('Ada');
  eve = await makeOperator('Eve');
});
beforeEach(() => {
  for (const method of ['log', 'error'] as const) vi.spyOn(console, method).mockImplementation(() => {});
});

describe('a post', () => {
  const strangers: readonly Readonly<Record<string, string | null>>[] = [
    { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
    { 'Sec-Fetch-Site': 'same-site', Origin: STAFF_ORIGIN },
    { 'Sec-Fetch-Site': 'cross-site', Origin: ORIGIN },
    { 'Sec-Fetch-Site': 'none', Origin: ORIGIN },
    { 'Sec-Fetch-Site': 'same-origin, cross-site' },
    { 'Sec-Fetch-Site': 'SAME-ORIGIN' },
    { 'Sec-Fetch-Site': '' },
    { 'Sec-Fetch-Site': null },
    { 'Sec-Fetch-Site': null, Origin: 'null' },
    { 'Sec-Fetch-Site': null, Origin: `${ORIGIN}.evil.example` },
    { 'Sec-Fetch-Site': null, Origin: `${ORIGIN}/` },
    { 'Sec-Fetch-Site': null, Origin: 'https://localhost:8787' },
    { 'Sec-Fetch-Site': null, Origin: STAFF_ORIGIN },
    { 'Sec-Fetch-Site': null, Referer: `${ORIGIN}/console/keys` },
  ];

  test('from anywhere but the console is refused at every address, right token or not', async () => {
    const formToken = await ada.browser.formToken();
    const paths = addresses('POST').filter((path) => path !== '/console/saml');
    expect(paths.length).toBeGreaterThan(15);
    for (const path of paths) {
      for (const headers of strangers) {
        const { status } = await ada.browser.send(path, { formToken }, headers);
        expect([path, headers, status]).toEqual([path, headers, 403]);
      }
    }
    expect((await ada.browser.send('/console/account')).status).toBe(200);
  });

  test('without this very session’s token is refused at every address behind the sign-in', async () => {
    const [own, other] = [await ada.browser.formToken(), await eve.browser.formToken()];
    const tokens = [[], '', other, own.slice(0, -1), `${own}=`, own.toLowerCase(), [own, own], [other, own]];
    const paths = addresses('POST').filter((path) => !DOOR.includes(path));
    for (const path of paths) {
      for (const formToken of tokens) {
        const { status } = await ada.browser.send(path, { formToken });
        expect([path, formToken, status]).toEqual([path, formToken, 403]);
      }
      expect((await ada.browser.send(`${path}?formToken=${own}`, {})).status).toBe(403);
      expect((await ada.browser.send(path, {}, { 'X-CSRF-Token': own })).status).toBe(403);
    }
  });

  test('changes nothing by being read', async () => {
    const formToken = await ada.browser.formToken();
    for (const path of addresses('POST').filter((each) => !DOOR.includes(each))) {
      const query = new URLSearchParams({ formToken, name: 'x', email: 'x@example.com', session: 'all' });
      expect([path, (await ada.browser.send(`${path}?${query}`)).status < 500]).toEqual([path, true]);
    }
    expect((await accounts.listInvitations(Date.now())).map(({ email }) => email)).not.toContain(
      'x@example.com',
    );
    expect((await ada.browser.send('/console/account')).status).toBe(200);
  });
});

test('line breaks in an address break no header', async () => {
  const slug = `t-${random().slice(0, 8)}`;
  const tenant = { tenantId: random(), slug, configuration: configuration() };
  must(await administration.record(tenant.tenantId).create(tenant, by(ALICE)));
  for (const id of ['%0d%0aSet-Cookie:%20x=y', '%00', '%ff', '%E2%80%AE', '__proto__', '..%2f..']) {
    for (const path of [
      `connections/${id}/refresh`,
      `connections/${id}/remove`,
      `webhooks/${id}/remove`,
      `deliveries/${id}`,
    ]) {
      const { status, headers } = await ada.browser.post(`/console/tenants/${slug}/${path}`, {
        revision: '1',
      });
      expect([path, status < 500, headers.get('Set-Cookie')]).toEqual([path, true, null]);
    }
    const next = await new Browser().send(`/console/tenants/${id}?x=${id}`);
    expect([id, next.status, next.headers.get('Set-Cookie')]).toEqual([id, 303, null]);
  }
});

describe('a session', () => {
  test('is in the cookie of that very name, once, and in nothing that looks like it', async () => {
    const session = ada.browser.cookies.get('__Host-operator') ?? '';
    const read = async (cookie: string) =>
      (await new Browser().send('/console/account', null, { Cookie: cookie })).status;
    expect(await read(`__Host-operator=${session}`)).toBe(200);
    for (const cookie of [
      `__host-operator=${session}`,
      `operator=${session}`,
      `__Secure-operator=${session}`,
      `__Host-operator =${session}`,
      `__Host-operator-device=${session}`,
      `__Host-operator="${session}"`,
      `__Host-operator=${session}; __Host-operator=${session}`,
      `__Host-operator=${session}; __Host-operator=${'A'.repeat(43)}`,
      `$Version=1; __Host-operator=${session.slice(0, -1)}`,
      `__Host-operator=${hashSecret(session)}`,
      `x=1, __Host-operator=${session}`,
    ]) {
      expect([cookie, await read(cookie)]).toEqual([cookie, 303]);
    }
  });

  test('is new at each sign-in, whatever cookies were planted; its code leads to no other host', async () => {
    const [planted, device] = [secret(), secret()];
    const nexts = ['//evil.example', '/console/../../sso/login', '/\\evil.example'];
    for (const [index, next] of nexts.entries()) {
      const browser = new Browser();
      browser.cookies.set('__Host-operator', planted).set('__Host-operator-device', device);
      const code = ada.recoveryCodes[index] ?? '';
      const fields = { email: ada.email, password: PASSWORD, code, next };
      expect((await browser.send('/console/sign-in', fields)).location).toBe('/console/tenants');
      expect(browser.cookies.get('__Host-operator')).not.toBe(planted);
      expect(browser.cookies.get('__Host-operator-device')).not.toBe(device);
    }
    const thief = new Browser();
    thief.cookies.set('__Host-operator', planted);
    expect((await thief.send('/console/account')).status).toBe(303);
  });

  test('of somebody who was removed is worth nothing, nor what he left unfinished', async () => {
    const mallory = await makeOperator('Mallory');
    const token = await mallory.browser.formToken();
    const { id } = (await accounts.listOperators()).find(({ email }) => email === mallory.email) ?? {
      id: '',
    };
    expect((await accounts.removeOperator(id, ROOT, Date.now())).ok).toBe(true);
    expect((await mallory.browser.send('/console/keys')).status).toBe(303);
    expect((await mallory.browser.send('/console/keys', { formToken: token, name: 'x' })).status).toBe(303);
    const fields = {
      email: mallory.email,
      password: PASSWORD,
      code: mallory.recoveryCodes[0] ?? '',
      next: '',
    };
    expect((await mallory.browser.send('/console/sign-in', fields)).status).toBe(422);
    mallory.browser.cookies.set('__Host-operator-enrolment', mallory.enrolment);
    expect((await mallory.browser.send('/console/enrol', { code: '000000' })).status).toBe(422);
  });
});

describe('the sign-in', () => {
  test('answers alike whether there is an account, in every letter and header', async () => {
    await accounts.invite(
      { email: 'saml@example.com', method: 'saml', tokenHash: secret() },
      ROOT,
      Date.now(),
    );
    const read = async (email: string) => {
      const fields = { email, password: 'not this one at all', code: '000000', next: '' };
      const { status, text, headers } = await new Browser().send('/console/sign-in', fields);
      const plain = (value: string) =>
        value.replaceAll(/nonce[-=]["'A-Za-z0-9+/=]+/g, '').replaceAll(email, 'who');
      return { status, text: plain(text), headers: plain(JSON.stringify([...headers])) };
    };
    const known = await read(eve.email);
    expect(known.status).toBe(422);
    expect(await read(`${random()}@example.com`)).toEqual(known);
    expect(await read('saml@example.com')).toEqual(known);
  });

  test('counts by the address that Cloudflare gives, whatever a client claims', async () => {
    const browser = new Browser(`${random()}${random()}`);
    const statuses = [];
    for (let tries = 0; tries < 5; tries++) {
      const claimed = `203.0.113.${tries}`;
      const headers = {
        'X-Forwarded-For': claimed,
        'X-Real-IP': claimed,
        'True-Client-IP': claimed,
        Forwarded: `for=${claimed}`,
      };
      statuses.push((await browser.send('/console/first-account', { setupSecret: 'x' }, headers)).status);
    }
    expect(statuses).toEqual([422, 422, 422, 422, 429]);
  });
});

describe('the hand-over from the operators’ tenant', () => {
  const email = 'grace@example.com';

  /** What the tenant's host does for who is signed in there. */
  async function handOver(
    browser: Browser,
    who = email,
    state = browser.cookies.get('__Host-operator-hand-over'),
  ) {
    const code = secret();
    await accounts.handOver(
      { codeHash: hashSecret(code), stateHash: hashSecret((state ?? '').slice(0, 43)), email: who },
      Date.now(),
    );
    return code;
  }

  async function begin() {
    const browser = new Browser();
    const { location } = await browser.send('/console/saml');
    expect(location).toMatch(`${STAFF_ORIGIN}/sso/console?state=`);
    return browser;
  }

  const finish = (browser: Browser, code: string, headers: Readonly<Record<string, string | null>> = {}) =>
    browser.send(
      '/console/saml',
      { code },
      { 'Sec-Fetch-Site': 'same-site', Origin: STAFF_ORIGIN, ...headers },
    );

  beforeAll(async () => {
    await accounts.invite({ email, method: 'saml', tokenHash: secret() }, ROOT, Date.now());
  });

  test('is for the browser that began, once, and from that tenant alone', async () => {
    const browser = await begin();
    const code = await handOver(browser);
    for (const origin of [
      null,
      'null',
      ORIGIN,
      'http://acme.localhost:8787',
      `${STAFF_ORIGIN}.evil.example`,
      'http://x.staff.localhost:8787',
    ]) {
      expect([origin, (await finish(browser, code, { Origin: origin })).status]).toEqual([origin, 403]);
    }
    expect((await finish(browser, code)).location).toBe('/console/tenants');
    expect((await browser.send('/console/account')).status).toBe(200);
    expect((await finish(browser, code)).status).toBe(403);
  });

  test('is worth nothing to who stole the code, and to its owner no more either', async () => {
    const [browser, thief] = [await begin(), await begin()];
    const code = await handOver(browser);
    expect((await finish(new Browser(), code)).status).toBe(403);
    expect((await finish(thief, code)).status).toBe(403);
    expect((await finish(browser, code)).status).toBe(403);
  });

  test('lets in nobody who was not invited, and nobody past his password', async () => {
    for (const who of ['stranger@example.com', ada.email]) {
      const browser = await begin();
      expect((await finish(browser, await handOver(browser, who))).status).toBe(403);
      expect((await browser.send('/console/account')).status).toBe(303);
    }
  });

  test('is offered by no other tenant’s host, and to nobody who is not signed in there', async () => {
    for (const slug of [STAFF, 'acme']) {
      const tenant = { tenantId: random(), slug, configuration: configuration() };
      must(await administration.record(tenant.tenantId).create(tenant, by(ALICE)));
    }
    const path = `/sso/console?state=${hashSecret('x')}`;
    const other = await new Browser().send(`http://acme.localhost:8787${path}`);
    expect([other.status, other.text.includes('/console/saml')]).toEqual([404, false]);
    const stranger = await new Browser().send(`${STAFF_ORIGIN}${path}`);
    expect([stranger.status, stranger.location?.startsWith('/sso/login?')]).toEqual([303, true]);
    for (const state of ['', 'x', `${hashSecret('x')}x`, `"><img src=x>${'A'.repeat(31)}`]) {
      const query = new URLSearchParams({ state });
      expect((await new Browser().send(`${STAFF_ORIGIN}/sso/console?${query}`)).status).toBe(404);
    }
  });
});
