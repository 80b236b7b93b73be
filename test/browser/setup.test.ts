/**
 * A customer's administrator in Chromium: from the set-up link that an operator made to a draft that goes live; with script
 * and without, on a phone, in the dark; and links that do not open any more.
 */

import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { generateSigningKey } from '../../scripts/x509/signing-key.ts';
import { createApiClient } from '../../src/api-client/api-client.ts';
import { testKey } from '../support/test-keys.ts';
import { OPERATOR_TOKEN } from '../support/worker.ts';
import {
  isJudged,
  makeFirstAccount,
  type OperatorCookies,
  SETUP_SECRET,
  seriousFindings,
  tabTo,
} from './operator.ts';
import { readFacts, type Stage, setStage, takePicture } from './stage.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let stage: Stage;
let cookies: OperatorCookies;
let metadata: string;
let api: ReturnType<typeof createApiClient>;

beforeAll(async () => {
  stage = await setStage({ OPERATOR_SETUP_SECRET: SETUP_SECRET });
  api = createApiClient({ origin: stage.worker.origin(null), token: OPERATOR_TOKEN });
  for (const slug of ['initech', 'hooli', 'umbrella']) {
    await stage.worker.putTenant(slug, {
      displayName: slug.replace(/^./, (letter) => letter.toUpperCase()),
      connections: [],
    });
  }
  metadata = await (await fetch(`${stage.idpOrigin}/acme/metadata`)).text();
  cookies = await makeFirstAccount(stage, 'Ada Lovelace');
});
afterAll(() => stage.close());

async function newLink(slug: string) {
  const { body } = await api.tenant(slug).setupLinks.create({ note: 'Grace, IT' });
  return body;
}

async function visit(url: string, options: BrowserContextOptions = {}) {
  const { page, complaints } = await stage.visit(options);
  await page.goto(url);
  return Object.assign(page, { complaints });
}

const status = (page: Page, text: string) => page.getByRole('status').getByText(text).waitFor();
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

test('a link from the console leads to a draft, which the operator publishes, and ends when it is finished', async () => {
  const { page: operator, complaints: operatorComplaints } = await stage.visit({
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await operator.context().addCookies(cookies);
  await operator.goto(`${stage.worker.origin(null)}/console/tenants/initech`);
  await operator.getByRole('link', { name: 'Set-up links' }).click();
  await operator.getByLabel('Whom it is for').fill('Grace, IT');
  await operator.getByRole('button', { name: 'Make the link' }).click();
  await operator.getByRole('button', { name: 'Copy the link' }).click();
  await operator.getByRole('button', { name: 'Copied' }).waitFor();
  const link = await operator.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(new RegExp(`^${stage.origin('initech')}/sso/setup#[\\w-]{43}$`));
  await takePicture(operator, 'setup-link-made');

  const page = await visit(link);
  await heading(page, 'Set up sign-in');
  expect(page.url()).toBe(`${stage.origin('initech')}/sso/setup`);
  await page.getByText(`${stage.origin('initech')}/sso/acs`).waitFor();
  await page.getByText('Nothing is live yet').waitFor();
  await page.getByLabel('By its metadata, pasted').check();
  await page.getByLabel('Metadata', { exact: true }).fill('<html>Sign in</html>');
  await page.getByRole('button', { name: 'Check it' }).click();
  await page.getByRole('alert').getByText('This is a web page').waitFor();
  expect(await page.getByLabel('Metadata', { exact: true }).inputValue()).toBe('<html>Sign in</html>');
  expect(await seriousFindings(page)).toEqual([]);

  await page.getByLabel('By its metadata, as a file').check();
  const file = { name: 'idp.xml', mimeType: 'text/xml', buffer: Buffer.from(metadata) };
  await page.getByLabel('Metadata file').setInputFiles(file);
  await page.getByRole('button', { name: 'Check it' }).click();
  await heading(page, 'Is this right?');
  const entityId = `${stage.idpOrigin}/acme/metadata`;
  expect((await readFacts(page))['Entity ID']).toBe(entityId);
  await page.getByText('SHA-256 fingerprint').first().waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await takePicture(page, 'setup-review');
  expect((await api.tenant('initech').read()).body.draft).toBeNull();
  await page.getByRole('button', { name: 'Change it' }).click();
  expect(await page.getByLabel('Metadata', { exact: true }).inputValue()).toContain('EntityDescriptor');
  await page.getByRole('button', { name: 'Check it' }).click();
  await page.getByRole('button', { name: 'Save it' }).click();
  await status(page, 'Saved as a draft.');
  await page.getByRole('heading', { name: 'A draft is waiting' }).waitFor();
  expect((await stage.worker.readTenant('initech')).connections).toEqual([]);

  await operator.goto(`${stage.worker.origin(null)}/console/tenants/initech/draft`);
  await operator.getByText('Grace, IT, of the customer').first().waitFor();
  await operator.getByLabel('Publish without a test that passed').check();
  await operator.getByRole('button', { name: 'Publish as version 2' }).click();
  await operator.getByRole('link', { name: 'Set-up links' }).click();
  expect(await operator.content()).not.toContain(link.split('#')[1]);
  expect(await seriousFindings(operator)).toEqual([]);
  await takePicture(operator, 'setup-links-list');
  await page.goto(`${stage.origin('initech')}/sso/setup`);
  await page.getByRole('heading', { name: 'Sign-in is live' }).waitFor();
  expect(await stage.worker.readTenant('initech')).toMatchObject({
    connections: [{ id: 'sso', displayName: 'Initech', identityProvider: { entityId } }],
  });

  await page.getByRole('button', { name: 'I am done: end my link' }).click();
  await heading(page, 'You are done');
  await takePicture(page, 'setup-done');
  await page.goto(`${stage.origin('initech')}/sso/setup`);
  await heading(page, 'Open your set-up link');
  await page.goto(link);
  await heading(page, 'This set-up is finished');
  expect(page.complaints).toEqual([]);
  expect(operatorComplaints).toEqual([]);
});

test('it all works without script, by the address of the metadata, until the link is revoked', async () => {
  const { id, url } = await newLink('hooli');
  const page = await visit(url, { javaScriptEnabled: false });
  await heading(page, 'Open your set-up link');
  await page.getByLabel('Set-up link').fill(`${stage.origin('hooli')}/sso/setup#${'x'.repeat(43)}`);
  await page.getByRole('button', { name: 'Open it' }).click();
  await page.getByRole('alert').getByText('There is no such link').waitFor();
  await page.getByLabel('Set-up link').fill(url);
  await page.getByRole('button', { name: 'Open it' }).click();
  await heading(page, 'Set up sign-in');
  await page.getByLabel('Address of the metadata').fill(`${stage.idpOrigin}/nowhere/metadata`);
  await page.getByRole('button', { name: 'Check it' }).click();
  await page.getByRole('alert').getByText('There is no metadata at this address').waitFor();
  await page.getByLabel('Address of the metadata').fill(`${stage.idpOrigin}/acme/metadata`);
  await page.getByRole('button', { name: 'Check it' }).click();
  await page.getByText('They come by themselves from').waitFor();
  await page.getByRole('button', { name: 'Save it' }).click();
  await status(page, 'Saved as a draft.');
  const { body } = await api.tenant('hooli').draft.read();
  expect(body.connections).toMatchObject([{ metadataSource: { url: `${stage.idpOrigin}/acme/metadata` } }]);

  await api.tenant('hooli').setupLinks.revoke(id);
  await page.getByRole('button', { name: 'Check it' }).click();
  await heading(page, 'This link was taken back');
  await takePicture(page, 'setup-revoked');
  await page.goto(`${stage.origin('hooli')}/sso/setup`);
  await heading(page, 'Open your set-up link');
});

test('what somebody else changed between looking and saving is looked at first', async () => {
  const page = await visit((await newLink('umbrella')).url);
  await page.getByLabel('Address of the metadata').fill(`${stage.idpOrigin}/acme/metadata`);
  await page.getByRole('button', { name: 'Check it' }).click();
  await heading(page, 'Is this right?');
  await api.tenant('umbrella').draft.put({ displayName: 'Umbrella Corporation' });
  await page.getByRole('button', { name: 'Save it' }).click();
  await page.getByRole('alert').getByText('Something has changed since you looked').waitFor();
  await page.getByRole('button', { name: 'Save it' }).click();
  await status(page, 'Saved as a draft.');
  const { body } = await api.tenant('umbrella').draft.read();
  expect(body).toMatchObject({ displayName: 'Umbrella Corporation', connections: [{ id: 'sso' }] });
  expect(page.complaints).toEqual([]);
});

test('by hand and pasted, in the words of the vendor, and thrown away again', async () => {
  const page = await visit((await newLink('hooli')).url);
  await heading(page, 'Set up sign-in');
  await page.getByRole('link', { name: 'Keycloak' }).click();
  await page.getByText('Master SAML Processing URL').waitFor();
  expect(page.url()).toContain('?vendor=keycloak');
  await page.getByLabel('By hand').check();
  await page.getByLabel('Entity ID', { exact: true }).fill(`${stage.idpOrigin}/acme/metadata `);
  await page.getByLabel('Sign-in URL', { exact: true }).fill(`${stage.idpOrigin}/acme/sso`);
  const [certificate = ''] = /(?<=<(?:\w+:)?X509Certificate>)[^<]+/.exec(metadata) ?? [];
  const buffer = Buffer.from(certificate, 'base64');
  await page.getByLabel('Or as files').setInputFiles({ name: 'idp.cer', mimeType: '', buffer });
  await page.getByRole('button', { name: 'Check it' }).click();
  await page.getByRole('alert').getByText('There was white space in it').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Check it' }).click();
  await heading(page, 'Is this right?');
  await page.getByRole('button', { name: 'Save it' }).click();
  await status(page, 'Saved as a draft.');
  expect(page.url()).toContain('vendor=keycloak');
  const { body } = await api.tenant('hooli').draft.read();
  expect(body.connections).toMatchObject([
    { metadataSource: null, identityProvider: { entityId: `${stage.idpOrigin}/acme/metadata` } },
  ]);

  await page.getByLabel('By its metadata, pasted').check();
  await page.getByLabel('Metadata', { exact: true }).fill(metadata);
  await page.getByRole('button', { name: 'Check it' }).click();
  await page.getByRole('button', { name: 'Save it' }).click();
  await status(page, 'Saved as a draft.');
  await page.getByRole('link', { name: 'Throw it away' }).click();
  await page.getByRole('button', { name: 'Throw it away' }).click();
  await page.getByRole('status').waitFor();
  expect((await api.tenant('hooli').read()).body.draft).toBeNull();
  expect(page.complaints).toEqual([]);
});

test('each wrong input is told at its field, which keeps what was typed, but for a private key', async () => {
  const page = await visit((await newLink('umbrella')).url);
  await heading(page, 'Set up sign-in');
  const { privateKey } = testKey('rsaA');
  const expired = generateSigningKey('P-256', 'expired.test', new Date(0), new Date(1)).certificatePem;
  const wrong = [
    ['metadata', '<!doctype html><title>Sign in</title>', 'This is a web page'],
    [
      'metadata',
      await (await stage.worker.fetch(`${stage.origin('globex')}/sso/metadata`)).text(),
      'such as ours',
    ],
    ['metadata', String(privateKey.export({ type: 'pkcs8', format: 'pem' })), 'This is a private key'],
    ['certificates', expired, 'have expired'],
    ['certificates', testKey('weakRsa').certificatePem, 'is too weak'],
    ['entityId', `${stage.idpOrigin}/acme/metadata `, 'There was white space in it'],
  ] as const;
  for (const [name, text, words] of wrong) {
    await page.getByRole('radio', { name: name === 'metadata' ? 'pasted' : 'By hand' }).check();
    const field = page.locator(`#${name}`);
    if (name !== 'metadata') await page.locator('#entityId').fill(`${stage.idpOrigin}/acme/metadata`);
    await page.locator('#signInUrl').evaluate((input: HTMLInputElement) => {
      input.value = 'https://idp.example.com/sso';
    });
    await field.fill(text);
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByRole('alert').getByText(words).waitFor();
    const described = (await field.getAttribute('aria-describedby')) ?? '';
    expect(described).toContain(`${name}-error`);
    expect(await page.locator(`#${name}-error`).innerText()).toContain(words);
    const kept = words.includes('private key') ? '' : text.trim();
    expect((await field.inputValue()).trim()).toBe(kept);
  }
  await takePicture(page, 'setup-wrong');
  expect(await seriousFindings(page)).toEqual([]);
  expect((await stage.worker.readTenant('umbrella')).connections).toEqual([]);
  expect(page.complaints).toEqual([]);
});

test('a file is dropped anywhere on the page', async () => {
  const page = await visit((await newLink('umbrella')).url);
  await heading(page, 'Set up sign-in');
  await page.evaluate((xml) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([xml], 'idp.xml'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, metadata);
  expect(await page.getByLabel('By its metadata, as a file').isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Check it' }).click();
  await heading(page, 'Is this right?');
  expect(page.complaints).toEqual([]);
});

test('another link is opened in place of the one before, by the keyboard too', async () => {
  const page = await visit((await newLink('globex')).url);
  await heading(page, 'Set up sign-in');
  const second = await api.tenant('globex').setupLinks.create({ note: 'Alan', validForHours: 1 });
  await page.goto(second.body.url);
  await page.getByText('in 1 hour').or(page.getByText('in 60 minutes')).first().waitFor();
  expect(page.url()).toBe(`${stage.origin('globex')}/sso/setup`);
  await tabTo(page, 'Copy the Entity ID');
  await tabTo(page, 'By the address of its metadata');
  await tabTo(page, 'Check it');
  await tabTo(page, 'I am done');
  expect(page.complaints).toEqual([]);
});

test.each([
  ['phone', 390, 'light'],
  ['phone-dark', 390, 'dark'],
  ['desk', 1280, 'light'],
  ['desk-dark', 1280, 'dark'],
] as const)('the pages are good to look at: %s', async (name, width, colorScheme) => {
  const options = { viewport: { width, height: 900 }, colorScheme };
  const findings = () => (isJudged(colorScheme, width) ? seriousFindings(door) : []);
  const door = await visit(`${stage.origin('globex')}/sso/setup`, options);
  await heading(door, 'Open your set-up link');
  await takePicture(door, `setup-door-${name}`);
  expect(await findings()).toEqual([]);
  await door.goto((await newLink('globex')).url);
  await heading(door, 'Set up sign-in');
  await door.getByRole('link', { name: 'Microsoft Entra ID' }).click();
  await door.getByText('App Federation Metadata Url').waitFor();
  await takePicture(door, `setup-steps-${name}`);
  expect(await findings()).toEqual([]);
  await door.getByLabel('By its metadata, pasted').check();
  await door.getByLabel('Metadata', { exact: true }).fill(metadata);
  await door.getByRole('button', { name: 'Check it' }).click();
  await heading(door, 'Is this right?');
  await takePicture(door, `setup-review-${name}`);
  expect(await findings()).toEqual([]);
  const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await door.evaluate(overflow)).toBe(0);
  await door.goBack();
  expect(await door.evaluate(overflow)).toBe(0);
  await door.goto(`${stage.origin('globex')}/sso/setup/attributes`);
  await takePicture(door, `setup-attributes-${name}`);
  expect(await findings()).toEqual([]);
  expect(await door.evaluate(overflow)).toBe(0);
  await door.context().addCookies(cookies);
  await door.goto(`${stage.worker.origin(null)}/console/tenants/globex/setup-links`);
  await takePicture(door, `setup-links-${name}`);
  expect(await findings()).toEqual([]);
  expect(await door.evaluate(overflow)).toBe(0);
  expect(door.complaints).toEqual([]);
});
