/** In which language pages answer, how a choice is kept, and where it leads back to, on the operator's host and a tenant's. */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { tenant } from '../support/tenants.ts';

const app = createApp();
const context = { waitUntil() {}, passThroughOnException() {} } as unknown as ExecutionContext;
const slug = 'in-german';
const logoUrl = 'https://cdn.acme.example/logo;v=1,2.svg?size=60';
const branding = { colour: '#ffd600' };

beforeAll(async () => {
  const record = tenant({ slug, connections: [], logoUrl, branding, displayName: 'Acme Instruments' });
  await env.TENANTS.put(`tenant/${slug}`, JSON.stringify(record));
});

const OPERATOR = `http://${env.BASE_DOMAIN}`;
const TENANT = `http://${slug}.${env.BASE_DOMAIN}`;
const GERMAN = { 'Accept-Language': 'de-CH,de;q=0.9,en;q=0.8' };
const FAILURE = { code: 'audience_mismatch', reference: '7KQ4-M2XD', at: '1773480612000', next: '/docs/42' };

const send = async (url: string, headers: Readonly<Record<string, string>> = {}, form?: object) =>
  app.fetch(
    new Request(url, {
      redirect: 'manual',
      headers: { Accept: 'text/html', ...headers },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams({ ...form }) }),
    }),
    env,
    context,
  );
const languageOf = async (answer: Response) => /<html lang="(\w+)">/.exec(await answer.text())?.[1];
const choose = (origin: string, form: object, headers: Readonly<Record<string, string>> = {}) =>
  send(`${origin}/sso/language`, { Origin: origin, ...headers }, form);

describe.each([
  ['the operator’s front page', `${OPERATOR}/`],
  ['a path that is none', `${TENANT}/sso/none`],
  ['a host that is nobody’s', `http://nobody-here.${env.BASE_DOMAIN}/`],
  ['the page after signing out', `${TENANT}/sso/logout`],
  ['a refused sign-in', `${TENANT}/sso/login`],
])('%s', (_, url) => {
  test.each([
    ['en', {}],
    ['de', GERMAN],
    ['de', { 'Accept-Language': 'en', Cookie: '__Host-language=de' }],
    ['en', { ...GERMAN, Cookie: '__Host-language=en' }],
    ['de', { ...GERMAN, Cookie: '__Host-language=fr' }],
    ['de', { ...GERMAN, Cookie: '__Host-language=en; __Host-language=en' }],
  ])('answers in %s to %j, says so, and is not for anybody else', async (language, headers) => {
    const answer = await send(url, headers);
    expect(answer.headers.get('Content-Language')).toBe(language);
    expect(answer.headers.get('Vary')).toBe('Accept-Language, Cookie');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(answer.headers.get('Set-Cookie')).toBeNull();
    expect(await languageOf(answer)).toBe(language);
  });
});

test('the console speaks English to everybody', async () => {
  const answer = await send(`${OPERATOR}/console/sign-in`, GERMAN);
  const html = await answer.text();
  expect(html).toContain('<html lang="en">');
  expect(html).not.toContain('/sso/language');
});

describe.each([
  ['the operator’s host', OPERATOR],
  ['a tenant’s host', TENANT],
])('on %s a choice', (_, origin) => {
  test('is kept in a cookie of this host, and leads back to the page that it was made on', async () => {
    const from = `${origin}//other.example/a?b=c`;
    const answer = await choose(origin, { language: 'de' }, { Referer: from });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('Location')).toBe(from);
    expect(answer.headers.get('Set-Cookie')).toBe(
      '__Host-language=de; Max-Age=34560000; Path=/; HttpOnly; Secure; SameSite=None',
    );
  });

  test.each([
    ['without a Referer', {}],
    ['with one of another host', { Referer: 'https://other.example/page' }],
    ['with one that is no URL', { Referer: '//other.example' }],
  ])('leads to the front page %s', async (_, headers) => {
    const answer = await choose(origin, { language: 'de' }, headers);
    expect(answer.headers.get('Location')).toBe('/');
    expect(answer.headers.get('Set-Cookie')).not.toBeNull();
  });

  test.each([
    ['from another site', { Origin: 'https://other.example' }, { language: 'de' }],
    ['from a sibling host', { Origin: `http://sibling.${env.BASE_DOMAIN}` }, { language: 'de' }],
    ['of a language that there is not', {}, { language: 'fr' }],
    ['of nothing', {}, {}],
  ])('%s is not kept', async (_, headers, form) => {
    const answer = await choose(origin, form, headers);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('Location')).toBe('/');
    expect(answer.headers.get('Set-Cookie')).toBeNull();
  });
});

describe('a failure that answered a post', () => {
  test('is told again in the language that was chosen, with the same reference, time and way on', async () => {
    const answer = await choose(TENANT, { language: 'de', ...FAILURE });
    expect(answer.headers.get('Content-Language')).toBe('de');
    expect(answer.headers.get('Set-Cookie')).toContain('__Host-language=de');
    const html = await answer.text();
    expect(html).toContain('<html lang="de">');
    const time = '<time datetime="2026-03-14T09:30:12.000Z">14. März 2026 um 09:30:12 UTC</time>';
    for (const part of ['7KQ4-M2XD', 'audience_mismatch', 'href="/docs/42"', time]) {
      expect(html).toContain(part);
    }
  });

  test.each([
    ['/sso/login?returnTo=%2Fdocs%2F42', '/sso/login?returnTo=%2Fdocs%2F42'],
    ['/sso/login?returnTo=https%3A%2F%2Fother.example', '/sso/login?returnTo=%2F'],
    ['https://other.example/', '/'],
    ['https://other.example/sso/login?returnTo=/a', '/sso/login?returnTo=%2Fa'],
    ['//other.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/sso/logout', '/'],
  ])('leads on to %s as %s', async (next, href) => {
    const html = await (await choose(TENANT, { language: 'de', ...FAILURE, next })).text();
    expect(html).toContain(`<a class="button second" href="${href}">`);
  });

  test('about signing out stays one, whatever its code is about elsewhere', async () => {
    const html = await (await choose(TENANT, { language: 'de', ...FAILURE, signOut: 'on' })).text();
    expect(html).toContain('Diese Abmeldung ist nicht durchgekommen');
    expect(html).toContain('<a class="button" href="/sso/logout">');
  });

  test.each([
    ['a code that is none', { code: 'constructor' }],
    ['a reference that is none', { reference: 'call +1 555 0100' }],
  ])('is not told of %s', async (_, changes) => {
    const answer = await choose(TENANT, { language: 'de', ...FAILURE, ...changes });
    expect(answer.status).toBe(303);
  });

  test.each(['', 'NaN', '-1', '9e99', 'tomorrow'])('is told whatever its time is: %j', async (at) => {
    expect((await choose(TENANT, { language: 'de', ...FAILURE, at })).status).toBe(200);
  });
});

test('programs are told failures in English', async () => {
  const answer = await send(`${TENANT}/sso/login`, { ...GERMAN, Accept: 'application/json' });
  expect(await answer.json()).toMatchObject({
    code: 'connection_missing',
    title: 'Sign-in is not set up yet',
  });
});

test('a tenant’s pages wear its colour, and may load its logo and no other image', async () => {
  const answer = await send(`${TENANT}/sso/logout`);
  expect(answer.headers.get('Content-Security-Policy')).toContain(
    'img-src data: https://cdn.acme.example/logo%3Bv=1%2C2.svg;',
  );
  expect(await answer.text()).toContain('--fill:#ffd600');
  const other = await send(`${OPERATOR}/`);
  expect(other.headers.get('Content-Security-Policy')).toContain('img-src data:;');
  expect(await other.text()).not.toContain('--fill:#');
});
