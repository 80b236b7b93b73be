/** What every answer has, how failures are told, and whose host is whose. */
import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerForm, postAnswer, signIn, startSignIn } from '../support/sign-in.ts';
import { Visitor } from '../support/visitor.ts';
import { OPERATOR_TOKEN, startWorker, type TestWorker, tenantConnection } from '../support/worker.ts';

let worker: TestWorker;
let acme: string;

beforeAll(async () => {
  worker = await startWorker();
  acme = worker.origin('acme');
  await worker.putTenant('acme');
});
afterAll(() => worker.close());

const JSON_ONLY = { accept: 'application/json' };
const PAGE = { accept: 'text/html' };

describe('a link that needs a session', () => {
  const link = '/docs/42?tab=notes&x=%2F';
  const encoded = encodeURIComponent(link);

  test('gives a browser that opens it a page that carries the fragment over', async () => {
    const response = await worker.fetch(acme + link, { headers: { ...PAGE, 'sec-fetch-mode': 'navigate' } });
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(html).toContain(`/sso/login?returnTo=${encoded}`);
    expect(html).toContain('location.hash');
    expect(html).toMatch(/<noscript><meta http-equiv="refresh"/);
  });

  test('redirects other clients that take pages', async () => {
    const response = await worker.fetch(acme + link, { headers: PAGE });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(`/sso/login?returnTo=${encoded}`);
  });

  test.each([
    ['GET', JSON_ONLY],
    ['GET', {}],
    ['POST', PAGE],
    ['DELETE', JSON_ONLY],
  ])('tells programs where to sign in: %s %j', async (method, headers) => {
    const response = await worker.fetch(acme + link, { method, headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(JSON.parse(await response.text())).toMatchObject({
      code: 'not_signed_in',
      status: 401,
      signInUrl: `${acme}/sso/login?returnTo=${encoded}`,
    });
  });
});

test.each([
  '//evil.example',
  '/%5Cevil.example',
  'https://evil.example/',
  '/sso/logout',
  'javascript:alert(1)',
  '/%2509/evil.example',
  '/%EF%BC%8Fevil.example',
])('the deep link %j leads to the front page, signed in or not', async (returnTo) => {
  const visitor = await signIn(worker, acme);
  const query = new URLSearchParams({ returnTo: decodeURIComponent(returnTo) });
  const landed = await visitor.visit(`${acme}/sso/login?${query}`);
  expect(landed.status).toBe(303);
  expect(landed.headers.get('location')).toBe('/');
  const stranger = new Visitor(worker);
  expect((await startSignIn(stranger, acme, decodeURIComponent(returnTo))).relayState).toBe('/');
});

describe('every answer of ours', () => {
  test.each([
    ['/sso/login', PAGE],
    ['/sso/metadata', PAGE],
    ['/sso/session', JSON_ONLY],
    ['/sso/logout', PAGE],
    ['/sso/acs', PAGE],
    ['/anything', PAGE],
    ['/anything', JSON_ONLY],
  ])('is not cached, framed, sniffed or referred from: %s', async (path, headers) => {
    const response = await worker.fetch(acme + path, { headers });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*frame-ancestors 'none'$/,
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('same-origin');
    expect(response.headers.get('strict-transport-security')).toBeNull();
  });

  test('has a nonce of its own', async () => {
    const nonces = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const response = await worker.fetch(`${acme}/sso/logout`, { headers: PAGE });
        return /'nonce-([A-Za-z0-9+/=]{22,})'/.exec(
          response.headers.get('content-security-policy') ?? '',
        )?.[1];
      }),
    );
    expect(new Set(nonces).size).toBe(5);
    expect(nonces).not.toContain(undefined);
  });
});

describe('the ACS', () => {
  test.each(['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('takes no %s', async (method) => {
    const response = await worker.fetch(`${acme}/sso/acs?SAMLResponse=x`, { method, headers: PAGE });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test.each([
    ['no form', '', 'saml_response_missing'],
    ['a form without a Response', 'a=b', 'saml_response_missing'],
    ['two Responses', 'SAMLResponse=YQ%3D%3D&SAMLResponse=YQ%3D%3D', 'saml_response_repeated'],
    ['no base64', 'SAMLResponse=***', 'saml_response_not_base64'],
    ['no XML', 'SAMLResponse=PGE%2B', 'xml_malformed'],
    ['a form that is too large', `SAMLResponse=${'A'.repeat(4 * 1024 * 1024)}`, 'form_too_large'],
  ])('given %s answers with a page and a code', async (_title, body, code) => {
    const response = await postAnswer(new Visitor(worker), acme, body);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    const html = await response.text();
    expect(html).toContain(`<code>${code}</code>`);
    expect(html).not.toContain('SAMLResponse');
  });

  test('tells programs in JSON, with the reference that the log line has', async () => {
    worker.takeLog();
    const response = await worker.fetch(`${acme}/sso/acs`, {
      method: 'POST',
      body: 'SAMLResponse=PGE%2B',
      headers: { ...JSON_ONLY, 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = JSON.parse(await response.text());
    expect(problem).toMatchObject({ code: 'xml_malformed', status: response.status });
    const lines = worker.takeLog().map((line) => JSON.parse(line));
    expect(lines).toEqual([
      {
        event: 'sign_in',
        code: 'xml_malformed',
        reference: problem.reference,
        tenant: 'acme',
        connectionId: null,
        durationMilliseconds: expect.any(Number),
        stages: { receive: expect.any(Number), read: expect.any(Number) },
        colo: expect.any(String),
      },
    ]);
  });

  test('shows and logs nothing of what a refused Response says', async () => {
    worker.takeLog();
    const visitor = new Visitor(worker);
    const { requestId } = await startSignIn(visitor, acme, '/docs/secret-plan');
    const form = await answerForm(acme, { requestId, key: 'rogue' });
    const refused = await postAnswer(visitor, acme, form);
    expect(refused.status).toBe(403);
    const html = await refused.text();
    expect(html).toContain('signature_invalid');
    for (const text of [html, worker.takeLog().join('\n')]) {
      expect(text).not.toMatch(/alice|Andersen|idp\.example\.com|samlp:|_assertion/);
    }
  });
});

describe('whose host it is', () => {
  test('an unknown one gets the same friendly 404 whatever its name', async () => {
    const pages = await Promise.all(
      ['nobody', 'acme2', 'a.b', 'xn--abc', '__proto__', 'ACM-', 'www'].map(async (name) => {
        const response = await worker.fetch(`http://${name}.${worker.baseDomain}/`, { headers: PAGE });
        expect(response.status).toBe(404);
        return (await response.text()).replaceAll(/nonce="[^"]+"/g, '');
      }),
    );
    expect(new Set(pages).size).toBe(1);
    expect(pages[0]).toContain(`href="${worker.origin(null)}/"`);
    const told = await worker.fetch(`http://nobody.${worker.baseDomain}/sso/session`, { headers: JSON_ONLY });
    expect(JSON.parse(await told.text())).toMatchObject({ code: 'host_unknown', status: 404 });
  });

  test('is the same in capitals', async () => {
    const response = await worker.fetch(`http://acme.${worker.baseDomain}/sso/metadata`, {
      headers: { host: `ACME.${worker.baseDomain.toUpperCase()}` },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(`entityID="${acme}/sso/metadata"`);
  });

  test('is one host throughout, where the target names one and the Host header another', async () => {
    await worker.putTenant('globex');
    const globex = worker.origin('globex');
    const response = await worker.fetch(acme, { target: `${globex}/sso/metadata` });
    const xml = await response.text();
    const named = [acme, globex].filter((origin) => xml.includes(origin));
    expect(named.length).toBeLessThanOrEqual(1);
    if (response.status === 200) expect(xml).toContain(`entityID="${named[0]}/sso/metadata"`);
  });

  test('is told by no forwarded header', async () => {
    await worker.putTenant('globex');
    const globex = new URL(worker.origin('globex')).host;
    const forwarded = {
      forwarded: `host=${globex};proto=https`,
      'x-forwarded-host': globex,
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '443',
      'x-original-host': globex,
      'x-original-url': '/sso/logout',
      'x-rewrite-url': '/sso/logout',
    };
    const response = await worker.fetch(`${acme}/sso/metadata`, { headers: forwarded });
    const xml = await response.text();
    expect(xml).toContain(`Location="${acme}/sso/acs"`);
    expect(xml).not.toContain('globex');
    const login = await worker.fetch(`${acme}/sso/login`, { headers: { ...PAGE, ...forwarded } });
    expect(login.headers.get('location')).toMatch(/^https:\/\/idp\.example\.com\/sso\?/);
  });

  test('is the tenant’s for a custom hostname too, as a service provider of its own', async () => {
    await worker.putTenant('initech', { hostnames: ['sso.initech.localhost.example'] });
    const port = worker.baseDomain.split(':')[1];
    const origin = `http://sso.initech.localhost.example:${port}`;
    const response = await worker.fetch(`${origin}/sso/metadata`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(`entityID="${origin}/sso/metadata"`);
    const visitor = await signIn(worker, origin);
    expect((await visitor.visit(`${origin}/sso/session`)).status).toBe(200);
  });
});

test('metadata is served as what it is', async () => {
  const response = await worker.fetch(`${acme}/sso/metadata`);
  expect(response.headers.get('content-type')).toBe('application/samlmetadata+xml');
});

describe("the operator's host", () => {
  const get = (path: string, headers: Record<string, string> = PAGE) =>
    worker.fetch(worker.origin(null) + path, { headers });

  const find = (who: string) =>
    worker.fetch(`${worker.origin(null)}/`, {
      method: 'POST',
      headers: { ...PAGE, origin: worker.origin(null), 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ who }).toString(),
    });

  test('leads to an organisation by its short name', async () => {
    const front = await get('/');
    expect(await front.text()).toContain('Find your organisation');
    expect(front.headers.get('content-security-policy')).toContain("form-action 'self' https: http:;");
    const found = await find(' Acme ');
    expect(found.status).toBe(303);
    expect(found.headers.get('location')).toBe(`${acme}/`);
  });

  test.each(['nobody', '', '..', 'a.b', 'evil.example/', '@evil.example', '<script>', '__proto__'])(
    'asks again for %j',
    async (name) => {
      const response = await find(name);
      expect(response.status).toBe(200);
      const html = await response.text();
      expect(html).toContain('role="alert"');
      expect(html).not.toContain('<script>');
    },
  );

  test('has health, and none of a tenant’s addresses', async () => {
    expect(await (await get('/healthz')).text()).toBe('ok\nsettings ok\nkv ok\nobjects ok');
    for (const path of ['/sso/login', '/sso/session', '/sso/arrive', '/nothing'])
      expect((await get(path)).status).toBe(404);
    expect((await get('/nothing', JSON_ONLY)).headers.get('content-type')).toBe('application/problem+json');
  });

  test('keeps the API to itself', async () => {
    expect((await get('/api/v1/tenants', JSON_ONLY)).status).toBe(401);
    expect((await worker.fetch(`${acme}/api/v1/tenants`, { headers: JSON_ONLY })).status).toBe(401);
    const body = JSON.parse(
      await (await worker.fetch(`${acme}/api/v1/tenants`, { headers: JSON_ONLY })).text(),
    );
    expect(body.code).toBe('not_signed_in');
  });
});

test('a tenant without a connection says so', async () => {
  await worker.putTenant('empty', { connections: [] });
  const response = await worker.fetch(`${worker.origin('empty')}/sso/login`, { headers: PAGE });
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('connection_missing');
});

test('several connections are chosen among, by name or by address', async () => {
  await worker.putTenant('merged', {
    connections: [
      tenantConnection({ id: 'one', displayName: 'Old directory', emailDomains: ['old.example'] }),
      tenantConnection(
        { id: 'two', displayName: 'New directory' },
        { entityId: 'https://idp.example.com/two' },
      ),
    ],
  });
  const login = (query: Record<string, string>) =>
    worker.fetch(
      `${worker.origin('merged')}/sso/login?${new URLSearchParams({ returnTo: '/docs', ...query })}`,
      { headers: PAGE },
    );
  const chooser = await login({});
  expect(chooser.status).toBe(200);
  const html = await chooser.text();
  expect(html).toContain('Old directory');
  expect(html).toContain('New directory');
  // The choice is a form that ends in a redirect to an identity provider, and wherever that one redirects to.
  expect(chooser.headers.get('content-security-policy')).toContain("form-action 'self' https: http:;");
  expect((await login({ connection: 'two' })).status).toBe(303);
  expect((await login({ email: 'a@old.example' })).status).toBe(303);
  expect(await (await login({ email: 'a@unknown.example' })).text()).toContain('role="alert"');
  expect(await (await login({ email: 'nonsense' })).text()).toContain('role="alert"');
});

test('npm run explain tells what the number on a page stands for, and says so where it knows nothing', async () => {
  const refused = await worker.fetch(`${acme}/sso/acs`, {
    method: 'POST',
    body: 'SAMLResponse=PGE%2B',
    headers: { ...JSON_ONLY, 'content-type': 'application/x-www-form-urlencoded' },
  });
  const { reference } = JSON.parse(await refused.text());
  const explain = (...args: readonly string[]) =>
    new Promise<readonly [status: number, said: string]>((resolve) => {
      const script = new URL('../../scripts/explain.ts', import.meta.url).pathname;
      const run = [script, ...args, '--origin', worker.origin(null)];
      execFile(process.execPath, run, { env: { OPERATOR_TOKEN } }, (error, out, err) =>
        resolve([Number(error?.code ?? 0), out + err]),
      );
    });
  await expect.poll(() => explain(reference), { timeout: 30_000 }).toEqual([0, expect.any(String)]);
  const [, said] = await explain(reference.toLowerCase());
  expect(said).toContain(`${reference}: A sign-in of the tenant acme`);
  expect(said).toContain('it was refused, xml_malformed');
  expect(said).toContain('To be mended at the identity provider.');
  expect(await explain('7Q2M-XK4D')).toEqual([1, expect.stringContaining('Nothing is kept under 7Q2M-XK4D')]);
});

describe('a fault of our own', () => {
  const SECRET = 'somebody@acme.example';
  beforeAll(() => worker.corruptTenant('broken', `{"${SECRET}`));

  test('is a page with a reference and a way on, and a log line without what it stumbled on', async () => {
    worker.takeLog();
    const response = await worker.fetch(`${worker.origin('broken')}/docs/42?a=b`, { headers: PAGE });
    expect(response.status).toBe(500);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const html = await response.text();
    expect(html).toContain('internal_error');
    expect(html).toContain('href="/docs/42?a=b"');
    const [line = ''] = worker.takeLog();
    const entry = JSON.parse(line);
    expect(entry).toMatchObject({ event: 'error', code: 'internal_error', name: 'SyntaxError' });
    expect(html).toContain(entry.reference);
    expect(html + line).not.toContain(SECRET);
  });

  test('leads nowhere else, whatever was asked for', async () => {
    for (const target of ['//evil.example/x', '/%2fevil.example', '/sso/acs']) {
      const response = await worker.fetch(worker.origin('broken'), { target, headers: PAGE });
      expect(response.status).toBe(500);
      expect(await response.text()).toMatch(/<a class="button" href="\/">/);
    }
  });
});

describe('a path of ours that is none', () => {
  test('is a 404, signed in or not', async () => {
    const visitor = await signIn(worker, acme);
    for (const one of [visitor, new Visitor(worker)]) {
      for (const path of ['/sso', '/sso/', '/sso/unknown', '/sso/login/x']) {
        const response = await one.visit(acme + path);
        expect(response.status).toBe(404);
        expect(await response.text()).toContain('This page does not exist');
      }
    }
    const told = await worker.fetch(`${acme}/sso/unknown`, { headers: JSON_ONLY });
    expect(JSON.parse(await told.text())).toMatchObject({ code: 'not_found' });
  });
});

describe('a deployment without its secrets', () => {
  test('serves nothing, and says which ones are missing', async () => {
    await worker.configure({ COOKIE_KEYS: '', OPERATOR_TOKEN: 'short' });
    for (const url of [
      `${acme}/`,
      `${acme}/sso/session`,
      `${worker.origin(null)}/`,
      `${worker.origin(null)}/healthz`,
    ]) {
      const response = await worker.fetch(url, { headers: PAGE });
      expect(response.status).toBe(503);
      const html = await response.text();
      expect(html).toContain('COOKIE_KEYS');
      expect(html).toContain('OPERATOR_TOKEN');
    }
    const told = JSON.parse(await (await worker.fetch(`${acme}/`, { headers: JSON_ONLY })).text());
    expect(told).toMatchObject({
      code: 'unconfigured',
      problems: [{ name: 'COOKIE_KEYS' }, { name: 'OPERATOR_TOKEN' }],
    });
    await worker.configure({});
    expect((await worker.fetch(`${acme}/sso/metadata`)).status).toBe(200);
  });
});
