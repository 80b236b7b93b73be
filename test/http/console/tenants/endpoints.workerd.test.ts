/** The console's buttons and forms about endpoints and metadata, over real objects; what the network says is made up. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readIdpMetadata } from '../../../../src/saml/idp-metadata.ts';
import { administrationOf } from '../../../../src/stores/administration.ts';
import { type Browser, makeOperator } from '../../../abuse/operator-browser.ts';
import { A, idp, signingKey } from '../../../support/idp-metadata.ts';
import { ALICE, by, configuration, connectionOf, createTenant, must } from '../../../support/records.ts';

// Each sign-in derives a password, which takes its time on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const URL_A = 'https://hooks.example.com/a';
const ALL = { endpointId: null, state: null, limit: 100, cursor: null };

let ada: Browser;
let eve: Browser;
let asked: Request[];
let status = 200;

const mockNetwork = () => {
  asked = [];
  status = 200;
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    asked.push(new Request(input as RequestInfo, init as RequestInit));
    return new Response(idp({ keys: signingKey(A) }), { status });
  });
};
beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  ada = (await makeOperator('Ada')).browser;
  eve = (await makeOperator('Eve')).browser;
});
beforeEach(mockNetwork);
afterEach(() => vi.restoreAllMocks());

const hidden = (html: string, name: string) =>
  (new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '').replaceAll('&quot;', '"');

/** The endpoints of one tenant, or those of all, with one of them. */
async function atEndpoint(owner: 'tenant' | 'all') {
  const tenant = owner === 'tenant' ? await createTenant() : null;
  const port = tenant?.record ?? administrationOf(env).directory;
  const made = await port.createWebhook({ url: URL_A, types: [], enabled: true }, by(ALICE));
  if (!made.ok) throw new Error(made.failure.code);
  const { id } = made.value.endpoint;
  const href = `/console/${tenant === null ? 'events' : `tenants/${tenant.slug}`}/webhooks/${id}`;
  const find = async () => (await port.webhooks()).find((each) => each.id === id);
  return { port, href, find, remove: () => port.removeWebhook(id, by(ALICE)) };
}

describe.each(['tenant', 'all'] as const)('of two who change an endpoint at once, %s,', (owner) => {
  test('the second is told, nothing is overwritten, and having looked again he may', async () => {
    const { href, find, remove } = await atEndpoint(owner);
    const [first, second] = [await ada.send(href), await eve.send(href)];
    const revision = hidden(second.text, 'revision');
    expect(revision).toBe(hidden(first.text, 'revision'));
    const saved = await ada.post(href, { revision, url: `${URL_A}da`, enabled: 'on' });
    expect(saved.location).toBe(`${href}?done=webhook`);
    const overtaken = await eve.post(href, { revision, url: `${URL_A}eve`, enabled: 'on' });
    expect(overtaken.status).toBe(409);
    expect(overtaken.text).toContain('changed meanwhile');
    expect(overtaken.text).toContain(`value="${URL_A}eve"`);
    expect(await find()).toMatchObject({ url: `${URL_A}da` });
    const again = { revision: hidden(overtaken.text, 'revision'), url: `${URL_A}eve`, enabled: 'on' };
    expect((await eve.post(href, again)).status).toBe(303);
    expect(await find()).toMatchObject({ url: `${URL_A}eve` });
    await remove();
  });

  test('neither is told where only the address was wrong, and a form that saw nothing saves nothing', async () => {
    const { href, find, remove } = await atEndpoint(owner);
    const revision = hidden((await ada.send(href)).text, 'revision');
    const wrong = await ada.post(href, { revision, url: 'http://10.0.0.1/', enabled: 'on' });
    expect(wrong.status).toBe(422);
    expect(hidden(wrong.text, 'revision')).toBe(revision);
    expect((await ada.post(href, { url: `${URL_A}x`, enabled: 'on' })).status).toBe(409);
    expect(await find()).toMatchObject({ url: URL_A });
    await remove();
  });
});

describe('the button', () => {
  test.each([200, 503])(
    '“Refresh now” fetches the metadata, and says what came of it: %i',
    async (answered) => {
      const read = readIdpMetadata(new TextEncoder().encode(idp({ keys: signingKey(A) })), {
        now: Date.now(),
        allowLocalhost: false,
      });
      if (!read.ok) throw new Error(read.failure.code);
      const metadataSource = {
        url: 'https://idp.example.com/metadata',
        signingCertificates: [],
        maxValidityDays: null,
      };
      const connection = { ...connectionOf(), identityProvider: read.value.identityProvider, metadataSource };
      const { slug, record } = await createTenant({ connections: [connection] });
      const href = `/console/tenants/${slug}/connections`;
      const page = await ada.send(href);
      const [, action = ''] = /action="([^"]+\/refresh)"/.exec(page.text) ?? [];
      expect(action).toBe(`${href}/${connection.id}/refresh`);
      asked = [];
      status = answered;
      const refreshed = await ada.post(action, {});
      expect(refreshed.location).toBe(`${href}?done=refreshed#connection-${connection.id}`);
      expect(asked.map(({ url }) => url)).toEqual([metadataSource.url]);
      const [found] = await record.metadataStatuses();
      expect(found?.failure === null).toBe(answered === 200);
      const { text } = await ada.send(href);
      expect(text.includes('What is trusted stays as it is')).toBe(answered !== 200);
    },
  );

  test('“Send again” puts the event on its way once more, and leads back', async () => {
    const { slug, record, tenantId } = await createTenant();
    const made = await record.createWebhook({ url: URL_A, types: [], enabled: true }, by(ALICE));
    if (!made.ok) throw new Error(made.failure.code);
    must(await record.saveDraft(configuration({ displayName: 'Other' }), by(ALICE)));
    must(await record.publishDraft(by(ALICE)));
    const object = env.TENANT_RECORD.get(env.TENANT_RECORD.idFromName(tenantId));
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(object);
      expect((await record.deliveries(ALL)).items.map(({ state }) => state)).toContain('delivered');
    });
    const { id: webhook } = made.value.endpoint;
    const href = `/console/tenants/${slug}`;
    const page = await ada.send(`${href}/webhooks/${webhook}`);
    const [, action = '', delivery = ''] =
      /action="([^"]+\/deliveries\/([^"/]+)\/redeliver)"/.exec(page.text) ?? [];
    const again = await ada.post(action, { back: `webhooks/${webhook}` });
    expect(again.location).toBe(`${href}/webhooks/${webhook}?done=redelivered`);
    const sent = (await record.deliveries(ALL)).items.find(({ id }) => id === delivery);
    expect(sent?.state).toBe('pending');
    const elsewhere = await ada.post(action, { back: '//evil.example' });
    expect(elsewhere.location).toBe(`${href}/events?done=redelivered`);
    expect((await ada.post(`${href}/deliveries/x/redeliver`, {})).status).toBe(422);
  });
});

test('what was sent about the deployment itself is shown, and sent again', async () => {
  const { find, port, remove } = await atEndpoint('all');
  const { directory } = administrationOf(env);
  const name = 'Key that ends';
  const expiresInDays = '30';
  await ada.post('/console/keys', { name, scopes: 'tenants:read', expiresInDays });
  const object = env.DIRECTORY.getByName('directory');
  await runInDurableObject(object, async (instance, { storage }) => {
    storage.sql.exec("UPDATE agenda SET due_at = 1 WHERE task = 'watch'");
    await instance.alarm();
  });
  const endpoint = await find();
  const deliveries = async () =>
    (await directory.deliveries({ ...ALL, endpointId: endpoint?.id ?? '' })).items;
  await vi.waitFor(async () => {
    await runDurableObjectAlarm(object);
    expect((await deliveries()).map(({ state }) => state)).toContain('delivered');
  });
  const page = await ada.send('/console/events');
  expect(page.text).toContain('Deliveries about the deployment itself');
  const [delivery] = await deliveries();
  const action = `/console/events/deliveries/${delivery?.id}/redeliver`;
  expect(page.text).toContain(`action="${action}"`);
  expect(page.text).toContain('secret.expiring');
  const sent = asked.length;
  expect((await ada.post(action, {})).location).toBe('/console/events?done=redelivered');
  await vi.waitFor(async () => {
    await runDurableObjectAlarm(object);
    expect(asked.length).toBeGreaterThan(sent);
  });
  expect((await ada.post('/console/events/deliveries/x/redeliver', {})).status).toBe(422);
  expect((await port.webhooks()).length).toBeGreaterThan(0);
  await remove();
});

test('a connection’s name turns no text around, in what is read out either', async () => {
  const connection = { ...connectionOf(), displayName: 'Okta\u202Egnp.exe\u2066' };
  const { slug } = await createTenant({ connections: [connection] });
  const { text } = await ada.send(`/console/tenants/${slug}/connections`);
  expect(text).toContain('Remove Okta‹U+202E›gnp.exe‹U+2066›');
  expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
});
