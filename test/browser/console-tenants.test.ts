/**
 * Tenants in the console, in Chromium: one made, changed, published, rolled back, deleted and brought back; two editors; keys
 * and webhooks; with nothing but the keyboard where it says so.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeFirstAccount, type OperatorCookies, SETUP_SECRET, tabTo } from './operator.ts';
import { type Stage, setStage } from './stage.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let stage: Stage;
let console_: string;
let cookies: OperatorCookies;

beforeAll(async () => {
  stage = await setStage({ OPERATOR_SETUP_SECRET: SETUP_SECRET });
  console_ = `${stage.worker.origin(null)}/console`;
  cookies = await makeFirstAccount(stage, 'Ada Lovelace');
});
afterAll(() => stage.close());

async function open(
  path: string,
  options: Parameters<Stage['visit']>[0] = {},
): Promise<Page & { complaints: readonly string[] }> {
  const { page, complaints } = await stage.visit(options);
  await page.context().addCookies(cookies);
  await page.goto(`${console_}${path}`);
  return Object.assign(page, { complaints });
}

const status = (page: Page, text: string) => page.getByRole('status').getByText(text).waitFor();

test('a tenant is made, changed, published, rolled back, deleted and brought back, without script', async () => {
  const page = await open('/tenants', { javaScriptEnabled: false });
  await page.getByRole('link', { name: 'New tenant' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Initech');
  await page.getByLabel('Subdomain').fill('initech');
  await page.getByLabel('Address of the metadata').fill(`${stage.idpOrigin}/nowhere/metadata`);
  await page.getByRole('button', { name: 'Make the tenant' }).click();
  await page.getByRole('alert').getByText('The address does not lead to metadata').waitFor();
  expect(await page.getByLabel('Subdomain').inputValue()).toBe('initech');
  await page.getByLabel('Address of the metadata').fill(`${stage.idpOrigin}/acme/metadata`);
  await page.getByRole('button', { name: 'Make the tenant' }).click();
  await status(page, 'The tenant is made, and live.');
  await page.getByText(`${stage.worker.origin('initech')}/sso/acs`).waitFor();
  expect((await stage.worker.readTenant('initech')).connections).toHaveLength(1);

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Initech & Sons');
  await page.getByLabel('Longest session', { exact: true }).fill('1');
  await page.getByLabel('Unit of: Longest session').selectOption('hours');
  await page.getByRole('button', { name: 'Save in the draft' }).click();
  await page.getByRole('alert').getByText('must not be longer than').waitFor();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Initech & Sons');
  await page.getByLabel('Without any request', { exact: true }).fill('1');
  await page.getByRole('button', { name: 'Save in the draft' }).click();
  await status(page, 'Saved in the draft.');
  await page.getByText('The name is “Initech & Sons” instead of “Initech”.').waitFor();
  expect((await stage.worker.readTenant('initech')).displayName).toBe('Initech');
  await page.getByRole('button', { name: 'Publish as version 2' }).click();
  await status(page, 'The draft is live.');
  await page.getByRole('heading', { level: 1, name: 'Initech & Sons' }).waitFor();
  expect(await stage.worker.readTenant('initech')).toMatchObject({
    displayName: 'Initech & Sons',
    version: 2,
    session: { lifetimeSeconds: 3_600, idleTimeoutSeconds: 3_600 },
  });

  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('link', { name: 'Go back to version 1' }).click();
  await page.getByText('The name is “Initech” instead of “Initech & Sons”.').waitFor();
  await page.getByRole('button', { name: 'Go back to version 1' }).click();
  await status(page, 'The earlier version is live again');
  expect(await stage.worker.readTenant('initech')).toMatchObject({ displayName: 'Initech', version: 3 });

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'delete the tenant' }).click();
  await page.getByLabel('Type initech to confirm').fill('acme');
  await page.getByRole('button', { name: 'Delete the tenant' }).click();
  await page.getByRole('alert').getByText('Type initech to say that you mean it.').waitFor();
  await page.getByLabel('Type initech to confirm').fill('initech');
  await page.getByRole('button', { name: 'Delete the tenant' }).click();
  await page.getByRole('heading', { name: 'This tenant is deleted' }).waitFor();
  await page.goto(`${console_}/tenants?show=deleted`);
  await page.getByRole('link', { name: 'Initech' }).click();
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await status(page, 'The tenant is back as it was.');
  await page.getByRole('link', { name: 'Audit', exact: true }).last().click();
  for (const words of ['made the tenant', 'published', 'deleted the tenant', 'brought the tenant back'])
    await page.getByRole('cell', { name: words }).first().waitFor();
  expect(await page.getByRole('rowheader', { name: 'Ada Lovelace' }).count()).toBe(6);
});

test('a connection is added by a file, given rules, and its dangers are named', async () => {
  const page = await open('/tenants/globex/new-connection');
  await page.getByLabel('Name', { exact: true }).fill('Contractors');
  await page.getByLabel('Id', { exact: true }).fill('contractors');
  await page.getByLabel('By its metadata, as a file').check();
  const file = (text: string) => ({ name: 'idp.xml', mimeType: 'text/xml', buffer: Buffer.from(text) });
  await page.getByLabel('Metadata file').setInputFiles(file('<html>no</html>'));
  await page.getByRole('button', { name: 'Save in the draft' }).click();
  await page.getByRole('alert').getByText('The metadata cannot be used').waitFor();
  expect(await page.getByLabel('Metadata', { exact: true }).inputValue()).toBe('<html>no</html>');
  const metadata = await (await fetch(`${stage.idpOrigin}/poster/metadata`)).text();
  await page.getByLabel('By its metadata, as a file').check();
  await page.getByLabel('Metadata file').setInputFiles(file(metadata));
  await page.getByRole('button', { name: 'Save in the draft' }).click();
  await status(page, 'Saved in the draft.');
  await page.getByRole('link', { name: 'Connections' }).click();
  await page.getByText('in the draft alone').waitFor();
  await page.getByRole('link', { name: 'Change the rules of Contractors' }).click();
  await page.getByLabel('take signatures with SHA-1').check();
  await page.getByLabel('Email domains').fill('contractors.example\nnot a domain');
  await page.getByLabel('Not mentioned').check();
  await page.getByRole('button', { name: 'Save in the draft' }).click();
  await page.getByRole('alert').getByText('Email domains: entry 2 must be a hostname').waitFor();
  expect(await page.getByLabel('take signatures with SHA-1').isChecked()).toBe(true);
  await page.getByLabel('Email domains').fill('contractors.example');
  await page.getByRole('button', { name: 'Save in the draft' }).click();
  await page.getByText('SHA-1 allowed').waitFor();
  await page.getByRole('button', { name: 'Publish as version 2' }).click();
  await page.getByRole('alert').getByText('It was not tested as it is now').waitFor();
  await page.getByLabel('Publish without a test that passed').check();
  await page.getByRole('button', { name: 'Publish as version 2' }).click();
  await status(page, 'The draft is live.');
  const { connections } = await stage.worker.readTenant('globex');
  expect(connections[1]).toMatchObject({
    id: 'contractors',
    emailDomains: ['contractors.example'],
    request: { nameIdPolicy: null },
    response: { allowSha1: true },
  });
  await page.goto(`${console_}/tenants/globex/connections/contractors/remove`);
  await page.getByRole('button', { name: 'Remove it from the draft' }).click();
  await page.getByText('Connection “contractors” was removed.').waitFor();
  await page.getByRole('link', { name: 'Throw it away' }).click();
  await page.getByRole('button', { name: 'Throw it away' }).click();
  await status(page, 'The draft is thrown away.');
  expect(page.complaints).toEqual([]);
});

test('of two editors the second is told what the first did, and keeps what was typed', async () => {
  await stage.worker.putTenant('twice', { displayName: 'Twice' });
  const first = await open('/tenants/twice/settings');
  const second = await open('/tenants/twice/settings');
  await first.getByLabel('Name', { exact: true }).fill('First');
  await first.getByRole('button', { name: 'Save in the draft' }).click();
  await status(first, 'Saved in the draft.');
  await second.getByLabel('Name', { exact: true }).fill('Second');
  await second.getByRole('button', { name: 'Save in the draft' }).click();
  const alert = second.getByRole('alert');
  await alert.getByText('The name is “First” instead of “Twice”.').waitFor();
  expect(await second.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert');
  expect(await second.getByLabel('Name', { exact: true }).inputValue()).toBe('Second');
  const record = await (await stage.worker.administration()).findBySlug('twice');
  expect((await record?.read())?.draft?.configuration.displayName).toBe('First');
  // Who looked at the draft before cannot publish what came since unseen.
  const third = await open('/tenants/twice/draft');
  await second.getByRole('button', { name: 'Save in the draft' }).click();
  await status(second, 'Saved in the draft.');
  await third.getByRole('button', { name: 'Publish as version 2' }).click();
  await third.getByRole('alert').getByText('The name is “Second” instead of “First”.').waitFor();
  expect((await record?.read())?.live.number).toBe(1);
  await third.getByRole('button', { name: 'Publish as version 2' }).click();
  await status(third, 'The draft is live.');
});

test.each(['/tenants/acme/events', '/events'])(
  'at %s an endpoint’s secret is shown once, rolled over and retired',
  async (path) => {
    const page = await open(path);
    await page.getByLabel('Address').fill('http://10.0.0.1/hook');
    await page.getByLabel('person.first_sign_in').check();
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.getByRole('alert').getByText('The address must').waitFor();
    expect(await page.getByLabel('person.first_sign_in').isChecked()).toBe(true);
    await page.getByLabel('Address').fill('https://hooks.example.com/edge');
    await page.getByRole('button', { name: 'Add it' }).click();
    const secret = (await page.locator('#webhook-secret').textContent()) ?? '';
    expect(secret).toMatch(/^whsec_/);
    await page.getByRole('link', { name: 'I have kept it' }).click();
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: 'Make a new secret' }).click();
    expect(await page.locator('#webhook-secret').textContent()).not.toBe(secret);
    await page.getByRole('link', { name: 'I have kept it' }).click();
    await page
      .getByRole('button', { name: /^Retire the secret/ })
      .last()
      .click();
    await status(page, 'The older secret is retired.');
    await page.getByRole('link', { name: 'Remove the endpoint' }).click();
    await page.getByRole('button', { name: 'Remove it' }).click();
    await status(page, 'The endpoint is removed.');
    expect(page.complaints).toEqual([]);
  },
);

test('a tenant is made by keyboard alone', async () => {
  const page = await open('/tenants');
  await tabTo(page, 'New tenant');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'New tenant' }).waitFor();
  await tabTo(page, 'Name');
  await page.keyboard.type('Hooli');
  await tabTo(page, 'Subdomain');
  await page.keyboard.type('www');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await tabTo(page, 'The subdomain is reserved');
  await page.keyboard.press('Enter');
  await tabTo(page, 'Subdomain');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('hooli');
  await tabTo(page, 'By the address of its metadata');
  await page.keyboard.press('ArrowUp');
  await tabTo(page, 'Make the tenant');
  await page.keyboard.press('Enter');
  await status(page, 'The tenant is made, and live.');
  await page.getByRole('heading', { name: 'Nobody can sign in yet' }).waitFor();
  await tabTo(page, 'Connections');
  await page.keyboard.press('Enter');
  await page.getByText('There is no connection').waitFor();
});

/** Posts as a page of ours would, but for what is changed. */
async function post(page: Page, path: string, fields: Readonly<Record<string, string>>, headers = {}) {
  const formToken = await page.locator('input[name=formToken]').first().inputValue();
  const own = { 'Sec-Fetch-Site': 'same-origin' };
  return page.context().request.post(`${console_}${path}`, {
    form: { formToken, ...fields },
    headers: { ...own, ...headers },
    maxRedirects: 0,
  });
}

/** Whatever changes a tenant. */
const CHANGES = [
  '/new-tenant',
  '/tenants/poster/new-connection',
  '/tenants/poster/connections/development/policies',
  '/tenants/poster/connections/development/identity-provider',
  '/tenants/poster/connections/development/remove',
  '/tenants/poster/connections/development/refresh',
  '/tenants/poster/settings',
  '/tenants/poster/draft/publish',
  '/tenants/poster/draft/discard',
  '/tenants/poster/history/1/restore',
  '/tenants/poster/webhooks',
  '/tenants/poster/delete',
  '/tenants/poster/restore',
  '/events/webhooks',
];

test('every change is refused from another site, and without the session’s token', async () => {
  const page = await open('/tenants/poster');
  for (const path of CHANGES) {
    const fields = { slug: 'poster', revision: '1' };
    const crossSite = await post(page, path, fields, { 'Sec-Fetch-Site': 'same-site' });
    expect([path, crossSite.status()]).toEqual([path, 403]);
    const stale = await post(page, path, { ...fields, formToken: 'A'.repeat(43) });
    expect([path, stale.status()]).toEqual([path, 403]);
  }
  expect((await stage.worker.readTenant('poster')).version).toBe(1);
});

test('a change that names no revision, or none that is, changes nothing', async () => {
  const page = await open('/tenants/poster/settings');
  const record = await (await stage.worker.administration()).findBySlug('poster');
  const before = await record?.read();
  for (const revision of ['', '-1', 'x', '999']) {
    for (const path of ['/settings', '/connections/development/remove', '/history/1/restore', '/delete']) {
      const answer = await post(page, `/tenants/poster${path}`, {
        slug: 'poster',
        displayName: 'Changed',
        revision,
      });
      expect([path, revision, answer.status()]).toEqual([path, revision, 409]);
    }
  }
  expect(await record?.read()).toEqual(before);
});

test('what people chose as names is text on every page', async () => {
  const name = '<img src=x onerror=alert(1)>"\u202Egnp';
  await stage.worker.putTenant('markup', { displayName: name });
  const page = await open('/tenants/markup');
  for (const path of [
    '',
    '/connections',
    '/settings',
    '/draft',
    '/history',
    '/events',
    '/audit',
    '/delete',
  ]) {
    await page.goto(`${console_}/tenants/markup${path}`);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('h1').textContent()).toContain('<img src=x onerror=alert(1)>"‹U+202E›gnp');
  }
  await page.goto(`${console_}/tenants?q=${encodeURIComponent(name)}`);
  expect(await page.locator('img').count()).toBe(0);
  expect(page.complaints).toEqual([]);
});

test('an address that names no tenant, connection, version or endpoint says so', async () => {
  const page = await open('/tenants');
  for (const path of [
    'nobody',
    'ACME',
    '..%2F..%2Fkeys',
    'acme/connections/none/policies',
    'acme/history/0/restore',
    'acme/history/999999999/restore',
    'acme/history/1e3/restore',
    'acme/webhooks/none',
  ]) {
    const answer = await page.goto(`${console_}/tenants/${path}`);
    expect([path, answer?.status()]).toEqual([path, 404]);
  }
});
