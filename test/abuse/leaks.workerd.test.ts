/**
 * Threats F8, G9 and G10 for what operators see: every secret that was ever made is looked for on every page, in every answer,
 * in the log and in what is stored; every page is looked at for its policy; names that are markup stay names.
 */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import { operatorConsole } from '../../src/http/console/console.tsx';
import { idp } from '../support/idp-metadata.ts';
import { newSlug } from '../support/operator-api.ts';
import { Browser, makeOperator, ORIGIN, PASSWORD } from './operator-browser.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const EVIL = `"'><img src=x onerror=alert(1)>{{7*7}}\u202e=cmd|x`;
const logged: string[] = [];
const secrets = new Map<string, string>();
const slug = newSlug();
let browser: Browser;
let email: string;
let keyId: string;

async function call(method: string, path: string, body?: unknown, token = env.OPERATOR_TOKEN) {
  const init: RequestInit = {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
  };
  if (body !== undefined) init.body = JSON.stringify(body);
  const answer = await createApp().fetch(
    new Request(`${ORIGIN}/api/v1${path}`, init),
    env,
    {} as ExecutionContext,
  );
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const keep = (name: string, found: string | undefined) => {
  expect([name, found?.length ?? 0]).not.toEqual([name, 0]);
  secrets.set(name, found ?? '');
};

beforeAll(async () => {
  for (const method of ['log', 'error', 'warn', 'info'] as const) {
    vi.spyOn(console, method).mockImplementation((...lines) => logged.push(lines.map(String).join(' ')));
  }
  const operator = await makeOperator(EVIL.slice(0, 80).replace('\u202e', ''));
  ({ browser, email } = operator);
  keep('set-up secret', operator.setupSecret);
  keep('TOTP secret', operator.totpSecret);
  keep('enrolment', operator.enrolment);
  keep('password', PASSWORD);
  keep('session', browser.cookies.get('__Host-operator'));
  keep('device', browser.cookies.get('__Host-operator-device'));
  for (const [index, code] of operator.recoveryCodes.entries()) keep(`recovery code ${index}`, code);
  const invited = await browser.post('/console/operators', { email: 'invited@example.com' });
  keep('invitation', /join#([A-Za-z0-9_-]{43})/.exec(invited.text)?.[1]);
  const renewed = await browser.post('/console/account/recovery-codes', {
    codesPassword: PASSWORD,
    codesCode: operator.recoveryCodes[0] ?? '',
  });
  keep('new recovery code', /<code>((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})<\/code>/.exec(renewed.text)?.[1]);
  const made = await browser.post('/console/keys', {
    name: EVIL.replace('\u202e', ''),
    scopes: ['tenants:read', 'keys:write'],
    expiresInDays: '30',
  });
  const key = /esk_[0-9a-z]{12}_[A-Za-z0-9_-]{43}/.exec(made.text)?.[0] ?? '';
  keyId = key.slice(4, 16);
  keep('key of the console', key.slice(17));
  keep(
    'key of the API',
    JSON.parse(
      (
        await call(
          'POST',
          '/api-keys',
          { name: EVIL, scopes: ['keys:read'], expiresAt: new Date(Date.now() + 60_000) },
          key,
        )
      ).text,
    ).key.slice(17),
  );
  const body = { displayName: EVIL, connections: [{ id: 'idp', displayName: EVIL, metadata: idp() }] };
  expect((await call('PUT', `/tenants/${slug}`, body)).status).toBe(201);
  const webhook = { url: 'https://hooks.example/', types: ['metadata.expiring'] };
  for (const base of ['/webhooks', `/tenants/${slug}/webhooks`]) {
    keep(`secret of ${base}`, JSON.parse((await call('POST', base, webhook)).text).secret);
  }
  const client = { displayName: EVIL, redirectUris: ['https://wiki.example/'] };
  keep(
    'secret of a client',
    JSON.parse((await call('POST', `/tenants/${slug}/oidc-clients`, client)).text).secret,
  );
  keep('OPERATOR_TOKEN', env.OPERATOR_TOKEN);
  keep('COOKIE_KEYS', String(env.COOKIE_KEYS).split(':')[1]);
  // What fails is told, too.
  await new Browser().send('/console/sign-in', {
    email,
    password: PASSWORD,
    code: operator.recoveryCodes[0] ?? '',
    next: '',
  });
  await call('GET', '/tenants', undefined, `${key.slice(0, -1)}!`);
});
afterAll(() => void vi.restoreAllMocks());

function expectNoSecret(where: string, text: string, except: readonly string[] = []) {
  const flat = text.replaceAll('&quot;', '"').replaceAll('&#39;', "'");
  const found = [...secrets].filter(([name, value]) => !except.includes(name) && flat.includes(value));
  expect([where, found.map(([name]) => name)]).toEqual([where, []]);
}

test('every page of the console and of the reference has a strict policy, no secret, and no markup of a stranger', async () => {
  const paths = operatorConsole()
    .routes.filter(({ method, path }) => method === 'GET' && path !== '/saml')
    .map(({ path }) => `/console${path}`.replace(/\/$/, ''))
    .map((path) => path.replace('/keys/:id', `/keys/${keyId}`).replace('tenants/:slug', `tenants/${slug}`))
    .map((path) => path.replace(/:connection\b/, 'idp').replaceAll(/:\w+/g, '1'));
  expect(paths.length).toBeGreaterThan(20);
  let pages = 0;
  for (const path of [...new Set(paths), '/console/nothing', `/console/tenants/nothing`, '/api/v1']) {
    const { status, text, headers } = await browser.send(path);
    expect([path, status < 500]).toEqual([path, true]);
    expectNoSecret(path, text);
    expectNoSecret(
      `headers of ${path}`,
      [...headers]
        .filter(([name]) => name !== 'set-cookie')
        .flat()
        .join('\n'),
    );
    expect([path, headers.get('Cache-Control'), headers.get('X-Content-Type-Options')]).toEqual([
      path,
      'no-store',
      'nosniff',
    ]);
    const policy = headers.get('Content-Security-Policy') ?? '';
    for (const part of ["default-src 'none'", "frame-ancestors 'none'"])
      expect([path, policy]).toEqual([path, expect.stringContaining(part)]);
    // A test of a draft leads to identity providers, which a developer has on plain http.
    const loaded = policy.replace(/(?<=form-action 'self') https: http:(?=;)/, '');
    expect([path, /unsafe|\*|http:/.test(loaded)]).toEqual([path, false]);
    if (!(headers.get('Content-Type') ?? '').startsWith('text/html') || status >= 300) continue;
    pages++;
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    for (const [tag] of text.matchAll(/<(?:script|style)\b[^>]*>/g))
      expect([path, tag]).toEqual([path, expect.stringContaining(`nonce="${nonce}"`)]);
    const tags = text.replaceAll(/<(style|script)\b[\s\S]*?<\/\1>/g, '').replaceAll(/"[^"]*"/g, '""');
    expect([path, /<img|<iframe|<object|<[a-z][^>]*\s(?:on[a-z]+|style)=/i.exec(tags)?.[0]]).toEqual([
      path,
      undefined,
    ]);
    const links = [...text.matchAll(/\s(?:href|action|src)="([^"]*)"/g)].map(([, link = '']) => link);
    expect([
      path,
      links.filter((link) => !/^(?:\/(?!\/)|#|\?|http|mailto:|data:image\/svg)/.test(link)),
    ]).toEqual([path, []]);
    expect([path, tags.includes('\u202e')]).toEqual([path, false]);
  }
  expect(pages).toBeGreaterThan(15);
});

test('no answer of the API has a secret that was shown once', async () => {
  for (const path of [
    '/api-keys',
    '/audit',
    '/webhooks',
    '/tenants',
    `/tenants/${slug}`,
    ...['webhooks', 'audit', 'events', 'deliveries', 'people', 'attempts', 'versions', 'metadata'].map(
      (list) => `/tenants/${slug}/${list}`,
    ),
    '/openapi.json',
    '/nothing',
  ]) {
    const { text, headers } = await call('GET', path);
    expectNoSecret(path, text);
    expect([path, headers.get('Cache-Control')]).toEqual([path, 'no-store']);
  }
});

test('the log has no secret, and nobody’s address', () => {
  const log = logged.join('\n');
  expect(log).toContain('sign_in_refused');
  expectNoSecret('the log', log);
  expect(log).not.toContain(email);
});

test('what is stored of the accounts has no secret but that of the app, which is computed with', async () => {
  const stub = env.OPERATOR_ACCOUNTS.getByName('operators');
  const stored = await runInDurableObject(stub, (_, { storage }) => {
    const tables = storage.sql.exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
    );
    return tables
      .toArray()
      .map(({ name }) => JSON.stringify(storage.sql.exec(`SELECT * FROM "${name}"`).toArray()))
      .join('\n');
  });
  expect(stored).toContain(email);
  expectNoSecret('the storage', stored, ['TOTP secret']);
});
