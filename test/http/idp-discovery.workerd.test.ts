/** A tenant whose discovery service says which identity provider a person has: what it is asked, and what its answer can do. */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { NS_IDP_DISCOVERY } from '../../src/saml/idp-discovery.ts';
import type { Connection, Tenant } from '../../src/tenants/tenant.ts';
import { openBrowser, requestIn } from '../support/app-browser.ts';
import { callApi } from '../support/operator-api.ts';
import { newSlug } from '../support/records.ts';
import { buildResponse, formBody, GENUINE, signXml, testKey } from '../support/signed-response.ts';
import { connection, tenant } from '../support/tenants.ts';

const app = createApp();
const SERVICE = 'https://ds.example/pick?lang=de';
const DEEP = '/docs/42?tab=notes&entityID=urn:x#top';

/** A connection to another identity provider than `connection()`. */
function otherConnection(id: string, entityId: string, changes: Partial<Connection> = {}): Connection {
  const { identityProvider } = connection();
  const signInEndpoints = [{ binding: 'redirect', location: `https://${id}.example/sso` }] as const;
  const displayName = `Directory ${id}`;
  return connection({
    id,
    displayName,
    identityProvider: { ...identityProvider, entityId, signInEndpoints },
    ...changes,
  });
}

const TWO = otherConnection('two', 'https://two.example/?a=1&b=2');

/** A browser at a new tenant with two connections and a discovery service. */
async function atTenant(changes: Partial<Tenant> = {}) {
  const slug = newSlug();
  const record = tenant({
    id: crypto.randomUUID(),
    slug,
    connections: [connection(), TWO],
    discoveryServiceUrl: SERVICE,
    ...changes,
  });
  await env.TENANTS.put(`tenant/${slug}`, JSON.stringify(record));
  const origin = `http://${slug}.${env.BASE_DOMAIN}`;
  const browser = openBrowser(app, origin);
  const login = (query: Record<string, string> = {}) =>
    browser.visit(`/sso/login?${new URLSearchParams({ returnTo: DEEP, ...query })}`);
  const chosen = (query: string) => browser.visit(`/sso/chosen?${query}`);
  return { ...browser, origin, login, chosen };
}

const locationOf = (answer: Response) => answer.headers.get('location') ?? '';
/** Whether an answer asks the service. */
const asks = (answer: Response) => locationOf(answer).startsWith('https://ds.example/');

/** Where the service sends people back to, with what it says. */
function returnOf(asked: Response, entityId: string | null): string {
  const url = new URL(new URL(locationOf(asked)).searchParams.get('return') ?? '');
  if (entityId !== null) url.searchParams.append('entityID', entityId);
  return url.href;
}

/** Of all tests that sign nobody in. */
let shared: Awaited<ReturnType<typeof atTenant>>;
beforeAll(async () => {
  shared = await atTenant();
});

describe('a sign-in', () => {
  test('goes by way of the service to the identity provider that was chosen, and back to the deep link', async () => {
    const { visit, origin, login } = await atTenant();
    const asked = await login();
    expect(asked.status).toBe(303);
    const { searchParams } = new URL(locationOf(asked));
    expect(Object.fromEntries(searchParams)).toEqual({
      lang: 'de',
      entityID: `${origin}/sso/metadata`,
      return: `${origin}/sso/chosen?${new URLSearchParams({ returnTo: DEEP })}`,
      isPassive: 'false',
    });
    expect(asked.headers.getSetCookie()).toEqual([]);

    const sent = await visit(returnOf(asked, GENUINE.idpEntityId));
    expect(locationOf(sent)).toMatch(/^https:\/\/idp\.example\.com\/sso\?SAMLRequest=/);
    const requestId = await requestIn(sent);
    const urls = { spEntityId: `${origin}/sso/metadata`, acsUrl: `${origin}/sso/acs` };
    const facts = { ...urls, requestId, now: Date.now(), assertionId: `_${crypto.randomUUID()}` };
    const signedIn = await visit('/sso/acs', formBody(await signXml(buildResponse({}, facts), 'Assertion')));
    expect([signedIn.status, locationOf(signedIn)]).toEqual([303, DEEP]);
    // Whoever has a session is asked nothing more, by either address.
    expect(locationOf(await login())).toBe(DEEP);
    expect(locationOf(await visit(returnOf(asked, null)))).toBe(DEEP);
  });

  test('goes to each of the identity providers by its entity ID, letter by letter', async () => {
    const { login, visit } = shared;
    const asked = await login();
    const to = async (entityId: string) => locationOf(await visit(returnOf(asked, entityId))).split('?')[0];
    expect(await to(TWO.identityProvider.entityId)).toBe('https://two.example/sso');
    expect(await to(GENUINE.idpEntityId)).toBe('https://idp.example.com/sso');
    expect(await to(GENUINE.idpEntityId.toUpperCase())).toBe('');
    expect(await to(`${GENUINE.idpEntityId}/`)).toBe('');
  });

  test('goes the same way where Responses come to the shared ACS', async () => {
    const { login, visit, origin } = await atTenant({ acs: 'shared' });
    const asked = await login();
    expect(new URL(locationOf(asked)).searchParams.get('return')).toMatch(`${origin}/sso/chosen?`);
    expect(locationOf(await visit(returnOf(asked, GENUINE.idpEntityId)))).toMatch(
      `http://${env.BASE_DOMAIN}/sso/begin?request=`,
    );
  });

  test.each<[string, Partial<Tenant>, Record<string, string>]>([
    ['the tenant has no service', { discoveryServiceUrl: null }, {}],
    ['there is one connection', { connections: [connection()] }, {}],
    ['there is none', { connections: [] }, {}],
    ['a connection is named', {}, { connection: 'two' }],
    ['a connection is named that is gone', {}, { connection: 'gone' }],
    ['an address was given', {}, { email: 'ada@acme.example' }],
    [
      'people are asked for their address first',
      {
        samlRequired: { of: 'pilot', addresses: [], groups: [], domains: ['acme.example'] },
        fallbackLoginUrl: 'https://app.example/login',
      },
      {},
    ],
  ])('asks no service where %s', async (_title, changes, query) => {
    const { login } = await atTenant(changes);
    expect(asks(await login(query))).toBe(false);
  });

  test('asks none in records that are older than the setting', async () => {
    const slug = newSlug();
    const record = tenant({ slug, connections: [connection(), TWO] });
    await env.TENANTS.put(`tenant/${slug}`, JSON.stringify(record));
    const { visit } = openBrowser(app, `http://${slug}.${env.BASE_DOMAIN}`);
    expect((await visit('/sso/login')).status).toBe(200);
    expect(await (await visit('/sso/metadata')).text()).not.toContain('idp-discovery');
  });
});

describe('an answer', () => {
  const ENTITY_ID = encodeURIComponent(GENUINE.idpEntityId);

  test('that chose nothing has the person choose here, without a word of it', async () => {
    const { login, visit } = shared;
    const answer = await visit(returnOf(await login(), null));
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toContain('connection=two');
    expect(html).toContain(new URLSearchParams({ returnTo: DEEP }).toString().replaceAll('&', '&amp;'));
    expect(html).not.toContain('role="alert"');
  });

  test.each([
    ['an identity provider that nobody here knows', 'entityID=https://evil.example/'],
    ['nothing at all, in so many words', 'entityID='],
    ['two of them', `entityID=${ENTITY_ID}&entityID=${encodeURIComponent(TWO.identityProvider.entityId)}`],
    ['one of them twice', `entityID=${ENTITY_ID}&entityID=${ENTITY_ID}`],
    ['one of them, followed by a control character', `entityID=${ENTITY_ID}%00`],
    ['one of them, followed by a line break', `entityID=${ENTITY_ID}%0d%0aSet-Cookie:x=y`],
    ['one of them in broken octets', `entityID=${ENTITY_ID}%ff`],
    ['more than an entity ID can be', `entityID=${'x'.repeat(8_000)}`],
    ['markup', `entityID=%22%3E%3Cscript%3E`],
  ])('that names %s has the person choose here, and says so', async (_title, query) => {
    const answer = await shared.chosen(query);
    expect([answer.status, locationOf(answer)]).toEqual([200, '']);
    expect(answer.headers.getSetCookie()).toEqual([]);
    const html = await answer.text();
    expect(html).toContain('role="alert"');
    expect(html).toContain('connection=two');
    expect(html).not.toMatch(/evil|xxxx|<script>/);
  });

  test('that names another tenant’s identity provider does so, too', async () => {
    const theirs = otherConnection('theirs', 'https://theirs.example/');
    const other = await atTenant({ connections: [connection(), theirs] });
    const query = 'entityID=https://theirs.example/';
    expect(locationOf(await other.chosen(query))).toMatch(/^https:\/\/theirs\.example\/sso/);
    expect((await shared.chosen(query)).status).toBe(200);
  });

  test('that more than one connection answers to has the person choose among those', async () => {
    const { entityId } = TWO.identityProvider;
    const { chosen } = await atTenant({
      connections: [connection(), TWO, otherConnection('three', entityId)],
    });
    const html = await (await chosen(`entityID=${encodeURIComponent(entityId)}`)).text();
    expect([...html.matchAll(/connection=(\w+)/g)].map(([, id]) => id)).toEqual(['two', 'three']);
    expect(html).not.toContain('role="alert"');
  });

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/sso/login',
    '/sso/chosen?returnTo=/docs',
    'javascript:alert(1)',
    '/docs\r\nLocation:x',
  ])('cannot lead to %j, and neither does a request ask for that', async (returnTo) => {
    const query = new URLSearchParams({ returnTo });
    const html = await (await shared.chosen(`${query}`)).text();
    expect(html).toContain('returnTo=%2F"');
    const asked = await shared.login({ returnTo });
    expect(new URL(locationOf(asked)).searchParams.get('return')).toBe(
      `${shared.origin}/sso/chosen?returnTo=%2F`,
    );
  });

  test('never leads back to the service, whatever it says and whatever became of the tenant meanwhile', async () => {
    for (const connections of [[], [TWO], [connection(), TWO]]) {
      for (const discoveryServiceUrl of [SERVICE, null]) {
        const { chosen, visit } = await atTenant({ connections, discoveryServiceUrl });
        for (const query of ['', 'entityID=urn:unknown', `entityID=${ENTITY_ID}`]) {
          let answer = await chosen(query);
          if (locationOf(answer).startsWith('/')) answer = await visit(locationOf(answer));
          expect(asks(answer)).toBe(false);
        }
      }
    }
  });

  test('leads to the only connection that is left, or says that there is none', async () => {
    const one = await atTenant({ connections: [TWO] });
    expect(locationOf(await one.chosen(''))).toMatch(/^https:\/\/two\.example\/sso/);
    expect(await (await one.chosen('entityID=urn:unknown')).text()).toContain('connection=two');
    const none = await atTenant({ connections: [] });
    expect(await (await none.chosen('entityID=urn:unknown')).text()).toContain('connection_missing');
  });

  test('counts for nothing where the tenant asks no service', async () => {
    const { chosen } = await atTenant({ discoveryServiceUrl: null });
    const answer = await chosen(`returnTo=/docs&entityID=${ENTITY_ID}`);
    expect([answer.status, locationOf(answer)]).toEqual([303, '/sso/login?returnTo=%2Fdocs']);
  });

  test('begins nothing where nobody sees it, nor by post', async () => {
    const send = (init: RequestInit) =>
      app.fetch(
        new Request(`${shared.origin}/sso/chosen?entityID=${ENTITY_ID}`, { redirect: 'manual', ...init }),
        env,
        { waitUntil() {}, passThroughOnException() {} } as unknown as ExecutionContext,
      );
    const image = await send({ headers: { 'Sec-Fetch-Dest': 'image' } });
    expect(image.status).toBe(401);
    const posted = await send({ method: 'POST' });
    expect(posted.status).toBe(404);
    for (const answer of [image, posted]) expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

test('the API sets the service, tells it, and takes it away where it is left out', async () => {
  const slug = newSlug();
  const connections = ['one', 'two'].map((id) => ({
    id,
    identityProvider: {
      entityId: `https://${id}.example/`,
      signInUrl: `https://${id}.example/sso`,
      certificates: [testKey('rsaA').certificatePem],
    },
  }));
  const put = async (changes: object) => {
    const answer = await callApi('PUT', `/tenants/${slug}`, {
      body: { displayName: 'Acme', connections, ...changes },
    });
    return [answer.status, (await answer.json<Pick<Tenant, 'discoveryServiceUrl'>>()).discoveryServiceUrl];
  };
  expect(await put({ discoveryServiceUrl: SERVICE })).toEqual([201, SERVICE]);
  const { visit } = openBrowser(app, `http://${slug}.${env.BASE_DOMAIN}`);
  expect(asks(await visit('/sso/login'))).toBe(true);
  expect((await put({ discoveryServiceUrl: 'https://10.0.0.1/' }))[0]).toBe(422);
  expect(await put({})).toEqual([200, null]);
});

test('the page that follows an answer lets the browser go on to any identity provider', async () => {
  const answer = await shared.chosen('entityID=urn:unknown');
  expect(answer.headers.get('content-security-policy')).toContain("form-action 'self' https: http:;");
});

test('the metadata lists where answers go, on the very host', async () => {
  const xml = await (await shared.visit('/sso/metadata')).text();
  expect(xml).toContain(`xmlns:idpdisc="${NS_IDP_DISCOVERY}"`);
  expect(xml).toContain(`Location="${shared.origin}/sso/chosen"`);
});
