import { env } from 'cloudflare:workers';
import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { operatorAccounts } from '../../../src/stores/operator-accounts/operator-accounts.ts';

// Each sign-in derives a password, which takes its time on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000 });

const ORIGIN = 'http://localhost:8787';
const PASSWORD = 'wet otters juggle plums';
const app = createApp();
const random = () => crypto.randomUUID();

/** Each visit is of a browser with its cookies, from an address of its own. */
class Browser {
  readonly cookies = new Map<string, string>();
  readonly #env: typeof env;
  readonly #address = random();

  constructor(secret: string | null) {
    this.#env = secret === null ? { ...env } : { ...env, OPERATOR_SETUP_SECRET: secret };
  }

  async send(
    path: string,
    fields: Record<string, string | string[]> | null = null,
    headers: HeadersInit = {},
  ) {
    const body = new URLSearchParams();
    for (const [name, values] of Object.entries(fields ?? {})) {
      for (const value of [values].flat()) body.append(name, value);
    }
    const request = new Request(`${ORIGIN}${path}`, {
      redirect: 'manual',
      method: fields === null ? 'GET' : 'POST',
      ...(fields === null ? {} : { body }),
      headers: {
        Accept: 'text/html',
        'CF-Connecting-IP': this.#address,
        'Sec-Fetch-Site': 'same-origin',
        Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
    });
    const answer = await app.fetch(request, this.#env, {} as ExecutionContext);
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
      expect(line).toMatch(/^__Host-.*Path=\/;.*HttpOnly; Secure; SameSite=Lax$/);
    }
    return {
      status: answer.status,
      location: answer.headers.get('Location'),
      text: await answer.text(),
      answer,
    };
  }

  /** Posts with the token that the page's own forms have. */
  async post(path: string, fields: Record<string, string | string[]>) {
    const { text } = await this.send('/console/account');
    const [, formToken = ''] = /name="formToken" value="([^"]+)"/.exec(text) ?? [];
    return this.send(path, { formToken, ...fields });
  }
}

/** Makes an account by a new set-up secret, and gives its browser and what it signs in with. */
async function makeAccount() {
  const setupSecret = `${random()}${random()}`;
  const browser = new Browser(setupSecret);
  const email = `${random()}@example.com`;
  const account = { setupSecret, email, displayName: 'Ada', password: PASSWORD };
  const begun = await browser.send('/console/first-account', account);
  expect(begun.location).toBe('/console/enrol');
  const page = await browser.send('/console/enrol');
  const [, secret = ''] = /id="totp-secret">([A-Z2-7 ]+)</.exec(page.text) ?? [];
  const totp = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
  const made = await browser.send('/console/enrol', { code: totp.generate() });
  const codes = [...made.text.matchAll(/<code>((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})<\/code>/g)].map(
    ([, code]) => code ?? '',
  );
  return { browser, email, totp, setupSecret, codes, made };
}

const logged: string[] = [];
beforeEach(() => {
  for (const method of ['log', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line) => logged.push(String(line)));
  }
});
afterEach(() => vi.restoreAllMocks());

describe('the first account', () => {
  test('is made with the secret, then an app, and signed in; its codes are shown once', async () => {
    const { browser, made, codes } = await makeAccount();
    expect(made.status).toBe(200);
    expect(codes).toHaveLength(8);
    expect((await browser.send('/console/keys')).status).toBe(200);
    expect((await browser.send('/console/enrol')).status).toBe(422);
  });

  test('leaves the secret worth nothing, and the page says how to set another', async () => {
    const { setupSecret } = await makeAccount();
    const other = new Browser(setupSecret);
    const page = await other.send('/console/first-account');
    expect(page.text).toContain('wrangler secret put OPERATOR_SETUP_SECRET');
    const fields = { setupSecret, email: 'eve@example.com', displayName: 'Eve', password: PASSWORD };
    expect((await other.send('/console/first-account', fields)).location).toBeNull();
    expect((await new Browser(null).send('/console/first-account')).text).not.toContain('<form');
  });

  test('is not made with another secret, of which only so many are tried', async () => {
    const browser = new Browser('s'.repeat(40));
    const fields = { setupSecret: 'x', email: 'eve@example.com', displayName: 'Eve', password: PASSWORD };
    const statuses = [];
    for (let tries = 0; tries < 5; tries++)
      statuses.push((await browser.send('/console/first-account', fields)).status);
    expect(statuses).toEqual([422, 422, 422, 422, 429]);
    expect(browser.cookies.size).toBe(0);
  });

  test.each([
    [{ email: 'eve' }, 'email'],
    [{ displayName: '' }, 'displayName'],
    [{ password: 'password1234' }, 'password'],
    [{ password: 'short' }, 'password'],
  ])('%j is refused at its field, and no password comes back', async (change, field) => {
    const setupSecret = random() + random();
    const fields = {
      setupSecret,
      email: 'eve@example.com',
      displayName: 'Eve',
      password: PASSWORD,
      ...change,
    };
    const answer = await new Browser(setupSecret).send('/console/first-account', fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="${field}-error"`);
    expect(answer.text).toContain(`href="#${field}"`);
    expect(answer.text).not.toContain(`value="${fields.password}"`);
    expect(answer.text).not.toContain(setupSecret);
  });
});

describe('the sign-in', () => {
  test('has one answer to an unknown address, a wrong password and a wrong code', async () => {
    const { email, totp } = await makeAccount();
    const good = {
      email,
      password: PASSWORD,
      code: totp.generate({ timestamp: Date.now() + 30_000 }),
      next: '',
    };
    const answers = [];
    for (const wrong of [
      { email: `x${email.slice(1)}` },
      { password: 'x' },
      { code: '000000' },
      { password: '' },
    ]) {
      const answer = await new Browser(null).send('/console/sign-in', { ...good, ...wrong });
      expect(answer.status).toBe(422);
      answers.push(answer.text.replace(/nonce="[^"]*"/g, '').replace(/value="[^"]*@example.com"/, ''));
    }
    expect(new Set(answers).size).toBe(1);
    const browser = new Browser(null);
    expect((await browser.send('/console/sign-in', good)).location).toBe('/console/tenants');
    expect((await new Browser(null).send('/console/sign-in', good)).status).toBe(422);
  });

  test('takes a recovery code in the place of the app’s, once', async () => {
    const { email, codes } = await makeAccount();
    const fields = { email, password: PASSWORD, code: ` ${codes[0]?.toLowerCase()} `, next: '' };
    expect((await new Browser(null).send('/console/sign-in', fields)).status).toBe(303);
    expect((await new Browser(null).send('/console/sign-in', fields)).status).toBe(422);
  });

  test.each([
    ['/console/operators?done=removed', '/console/operators?done=removed'],
    ['//evil.example', '/console/tenants'],
    ['https://evil.example/console/', '/console/tenants'],
    ['/console/../evil', '/console/tenants'],
    ['/console/sign-out', '/console/tenants'],
    ['/', '/console/tenants'],
  ])('with the way on %j leads to %j', async (next, location) => {
    const { email, codes } = await makeAccount();
    const fields = { email, password: PASSWORD, code: codes[0] ?? '', next };
    expect((await new Browser(null).send('/console/sign-in', fields)).location).toBe(location);
  });

  test('waits after four attempts, and says for how long', async () => {
    const email = `${random()}@example.com`;
    const fields = { email, password: PASSWORD, code: '000000', next: '' };
    for (let tries = 0; tries < 4; tries++) await new Browser(null).send('/console/sign-in', fields);
    const waits = await new Browser(null).send('/console/sign-in', fields);
    expect(waits.status).toBe(429);
    expect(Number(waits.answer.headers.get('Retry-After'))).toBeGreaterThan(0);
  });

  test('gives a session that signing out ends, and its copies as well', async () => {
    const { browser } = await makeAccount();
    const copy = new Browser(null);
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    expect((await copy.send('/console/keys')).status).toBe(200);
    await browser.post('/console/sign-out', {});
    expect(browser.cookies.has('__Host-operator')).toBe(false);
    expect((await copy.send('/console/keys')).location).toBe('/console/sign-in?next=%2Fconsole%2Fkeys');
  });
});

describe('another authenticator app', () => {
  const PATH = '/console/account/authenticator';

  async function scan(browser: Browser) {
    const { text } = await browser.send(PATH);
    const [, totpSecret = ''] = /name="totpSecret" value="([A-Z2-7]{32})"/.exec(text) ?? [];
    return { totpSecret, app: new TOTP({ secret: Secret.fromBase32(totpSecret) }) };
  }

  test.each(['the app', 'a recovery code'])(
    'takes the place of the present one for who has the password and %s',
    async (factor) => {
      const { browser, email, totp, codes } = await makeAccount();
      const other = new Browser(null);
      const signIn = { email, password: PASSWORD, next: '' };
      await other.send('/console/sign-in', { ...signIn, code: codes[1] ?? '' });
      expect((await other.send('/console/keys')).status).toBe(200);
      const { totpSecret, app } = await scan(browser);
      const replaced = await browser.post(PATH, {
        totpSecret,
        currentPassword: PASSWORD,
        presentCode:
          factor === 'the app' ? totp.generate({ timestamp: Date.now() + 30_000 }) : (codes[0] ?? ''),
        code: app.generate(),
      });
      expect(replaced.location).toBe('/console/account?done=authenticator');
      expect((await browser.send('/console/keys')).status).toBe(200);
      expect((await other.send('/console/keys')).status).toBe(303);
      const trail = (await browser.send('/console/audit')).text;
      expect(trail).toContain('replaced the authenticator app');
      expect(trail).not.toContain(totpSecret);
      const later = { timestamp: Date.now() + 30_000 };
      const codeOf = (of: TOTP) =>
        new Browser(null).send('/console/sign-in', { ...signIn, code: of.generate(later) });
      expect((await codeOf(totp)).status).toBe(422);
      expect((await codeOf(app)).status).toBe(303);
    },
  );

  test.each([
    ['a wrong password', { currentPassword: 'x' }, 'currentPassword'],
    ['a wrong present code', { presentCode: '000000' }, 'currentPassword'],
    ['no present code', { presentCode: '' }, 'currentPassword'],
    ['a wrong code of the new app', { code: '000000' }, 'code'],
  ])('does not with %s, and what was scanned goes on counting', async (_what, wrong, field) => {
    const { browser, totp, codes } = await makeAccount();
    const { totpSecret, app } = await scan(browser);
    const good = { totpSecret, currentPassword: PASSWORD, presentCode: codes[0] ?? '', code: app.generate() };
    const refused = await browser.post(PATH, { ...good, ...wrong });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(`href="#${field}"`);
    expect(refused.text).toContain(totpSecret);
    for (const secret of [PASSWORD, codes[0] ?? '']) expect(refused.text).not.toContain(secret);
    // Nothing was used up.
    const present = totp.generate({ timestamp: Date.now() + 30_000 });
    expect((await browser.post(PATH, { ...good, presentCode: present })).status).toBe(303);
  });

  test('is not taken with a secret of somebody’s own making, nor without the form’s token', async () => {
    const { browser, codes } = await makeAccount();
    const weak = new TOTP({ secret: Secret.fromBase32('AAAAAAAA') });
    const fields = { currentPassword: PASSWORD, presentCode: codes[0] ?? '', code: weak.generate() };
    expect((await browser.post(PATH, { ...fields, totpSecret: 'AAAAAAAA' })).status).toBe(422);
    expect((await browser.send(PATH, fields)).status).toBe(403);
  });

  test('is guessed at four times before it takes long', async () => {
    const { browser } = await makeAccount();
    const { totpSecret, app } = await scan(browser);
    const statuses = [];
    for (let tries = 0; tries < 5; tries++) {
      const fields = { totpSecret, currentPassword: 'x', presentCode: '000000', code: app.generate() };
      statuses.push((await browser.post(PATH, fields)).status);
    }
    expect(statuses).toEqual([422, 422, 422, 422, 429]);
  });
});

describe('new recovery codes', () => {
  const PATH = '/console/account/recovery-codes';
  const CODE = /<code>((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})<\/code>/;

  test.each([
    ['the session alone', {}],
    ['the session and the password', { codesPassword: PASSWORD }],
    ['a wrong code', { codesPassword: PASSWORD, codesCode: '000000' }],
    ['a wrong password', { codesPassword: 'x' }],
  ])('are made for nobody by %s: they would stand in for the app', async (_what, fields) => {
    const { browser, email, codes } = await makeAccount();
    const good =
      'codesPassword' in fields && fields.codesPassword === 'x' ? { codesCode: codes[0] ?? '' } : {};
    const answer = await browser.post(PATH, { ...good, ...fields });
    const [, code = codes[0] ?? ''] = CODE.exec(answer.text) ?? [];
    expect([answer.status, CODE.test(answer.text)]).toEqual([422, false]);
    // Those from before count as they did.
    const signedIn = await new Browser(null).send('/console/sign-in', { email, password: PASSWORD, code });
    expect(signedIn.status).toBe(303);
  });

  test('are made with the password and a code, and those from before count no more', async () => {
    const { browser, email, totp, codes } = await makeAccount();
    const codesCode = totp.generate({ timestamp: Date.now() + 30_000 });
    const made = await browser.post(PATH, { codesPassword: PASSWORD, codesCode });
    expect(made.status).toBe(200);
    const signInWith = (code = '') =>
      new Browser(null).send('/console/sign-in', { email, password: PASSWORD, code });
    expect((await signInWith(codes[0])).status).toBe(422);
    expect((await signInWith(CODE.exec(made.text)?.[1])).status).toBe(303);
  });
});

describe('what is posted', () => {
  test.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a sibling subdomain', { 'Sec-Fetch-Site': 'same-site' }],
    ['the address bar', { 'Sec-Fetch-Site': 'none' }],
  ])('from %s is refused, on every path', async (_, headers) => {
    const { browser } = await makeAccount();
    for (const path of [
      'sign-in',
      'first-account',
      'join',
      'enrol',
      'sign-out',
      'keys',
      'account/password',
    ]) {
      expect((await browser.send(`/console/${path}`, { name: 'x' }, headers)).status).toBe(403);
    }
    expect((await browser.send('/console/keys')).status).toBe(200);
  });

  test('without the session’s token is refused, or with another session’s', async () => {
    const [first, second] = [await makeAccount(), await makeAccount()];
    const { text } = await second.browser.send('/console/account');
    const [, formToken = ''] = /name="formToken" value="([^"]+)"/.exec(text) ?? [];
    const key = { name: 'x', scopes: 'tenants:read', expiresInDays: '30' };
    for (const token of [undefined, '', 'x', formToken]) {
      const fields = token === undefined ? key : { ...key, formToken: token };
      const answer = await first.browser.send('/console/keys', fields);
      expect(answer.status).toBe(403);
    }
    expect((await first.browser.post('/console/keys', key)).status).toBe(200);
  });

  test('is refused as JSON, and over 64 KB', async () => {
    const browser = new Browser(null);
    const json = await browser.send('/console/sign-in', {}, { 'Content-Type': 'application/json' });
    expect(json.status).toBe(413);
    expect((await browser.send('/console/sign-in', { email: 'x'.repeat(65_536) })).status).toBe(413);
  });
});

test('nothing behind the sign-in is shown or done without a session', async () => {
  for (const path of ['', '/keys', '/operators', '/audit', '/account', '/keys/x/revoke', '/nothing']) {
    const browser = new Browser(null);
    browser.cookies.set('__Host-operator', 'A'.repeat(43));
    const answer = await browser.send(`/console${path}`);
    expect(answer.status).toBe(303);
    expect(answer.location).toMatch(/^\/console\/sign-in/);
  }
});

test('a session that nobody here gave out is refused without asking the accounts, which are one for all', async () => {
  const { browser } = await makeAccount();
  const value = (name: string) => browser.cookies.get(name) ?? '';
  const session = value('__Host-operator');
  const silent = new Proxy(
    {},
    { get: (_, name) => expect.unreachable(`the accounts were asked: ${String(name)}`) },
  );
  const bindings = { ...env, OPERATOR_ACCOUNTS: { getByName: () => silent } };
  const read = async (cookie: string) => {
    const headers = { Cookie: `__Host-operator=${cookie}` };
    const request = new Request(`${ORIGIN}/console/keys`, { headers, redirect: 'manual' });
    return (await app.fetch(request, bindings as unknown as typeof env, {} as ExecutionContext)).status;
  };
  const letter = session.startsWith('A') ? 'B' : 'A';
  for (const forged of [
    'A'.repeat(65),
    session.slice(0, 43),
    letter + session.slice(1),
    `${session}A`,
    // Ours, and sealed, but for something else.
    value('__Host-operator-device'),
  ]) {
    expect(await read(forged)).toBe(303);
  }
  // The test would see it if they were asked.
  expect(await read(session)).toBe(500);
});

describe('API keys', () => {
  const fields = { name: 'Nightly <b>', scopes: ['tenants:read', 'people:read'], expiresInDays: '30' };

  test('are shown once, work, and stop working when revoked', async () => {
    const { browser } = await makeAccount();
    const made = await browser.post('/console/keys', fields);
    const [key = '', id = ''] = /esk_([0-9a-z]{12})_[A-Za-z0-9_-]{43}/.exec(made.text) ?? [];
    expect(made.text).toContain('Nightly &lt;b&gt;');
    const list = await browser.send('/console/keys');
    expect(list.text).toContain(`esk_${id}`);
    expect(list.text).not.toContain(key);
    const call = () =>
      browser.send('/api/v1/tenants', null, { Authorization: `Bearer ${key}`, Accept: 'application/json' });
    expect((await call()).status).not.toBe(401);
    expect((await browser.send(`/console/keys/${id}/revoke`)).text).toContain('cannot be brought back');
    expect((await browser.post(`/console/keys/${id}/revoke`, {})).location).toBe(
      '/console/keys?done=revoked',
    );
    expect((await call()).status).toBe(401);
    const trail = await browser.send('/console/audit');
    expect(trail.text).toContain('made the key');
    expect(trail.text).toContain('revoked the key');
    expect(trail.text).not.toContain(key);
  });

  test.each([
    [{ name: '' }, 'name'],
    [{ scopes: [] }, 'scopes'],
    [{ scopes: ['everything'] }, 'scopes'],
    [{ expiresInDays: '' }, 'expiresInDays'],
  ])('%j is refused at its field', async (change, field) => {
    const { browser } = await makeAccount();
    const answer = await browser.post('/console/keys', { ...fields, ...change });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`href="#${field}"`);
  });
});

test('an invited operator joins by the code, with the address of the invitation', async () => {
  const { browser } = await makeAccount();
  const email = `${random()}@example.com`;
  const invited = await browser.post('/console/operators', { email });
  const [, code = ''] = /console\/join#([A-Za-z0-9_-]{43})/.exec(invited.text) ?? [];
  const guest = new Browser(null);
  const fields = { invitation: code, displayName: 'Grace', password: PASSWORD };
  expect((await guest.send('/console/join', { ...fields, invitation: 'x' })).status).toBe(422);
  expect((await guest.send('/console/join', fields)).location).toBe('/console/enrol');
  expect((await guest.send('/console/enrol')).text).toContain(email);
  expect((await browser.send('/console/operators')).text).toContain(email);
});

test('no secret, code, password or address is in the log', async () => {
  const { email, codes, setupSecret } = await makeAccount();
  await new Browser(null).send('/console/sign-in', {
    email,
    password: PASSWORD,
    code: codes[0] ?? '',
    next: '',
  });
  const log = logged.join('\n');
  expect(log).toContain('signed_in');
  for (const secret of [email, PASSWORD, setupSecret, ...codes, 'esk_']) expect(log).not.toContain(secret);
});

test('the deployment’s accounts are one', async () => {
  const { email } = await makeAccount();
  const operators = await operatorAccounts(env.OPERATOR_ACCOUNTS).listOperators();
  expect(operators.map((operator) => operator.email)).toContain(email);
});
