/**
 * Never locked out, in Chromium: a way in is made in the set-up pages and used while the identity provider is down; whoever would
 * lock himself out is told; in a pilot one person goes to the identity provider, and another to the application's own page.
 */
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApiClient, type TenantInput } from '../../src/api-client/api-client.ts';
import { OPERATOR_TOKEN } from '../support/worker.ts';
import { seriousFindings } from './operator.ts';
import { choose, type Stage, setStage, signIn, takePicture } from './stage.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PASSWORD = 'violet anvil under the tide';
const APPLICATION = 'https://application.example/login';

let stage: Stage;
let api: ReturnType<typeof createApiClient>;
let metadata: string;

beforeAll(async () => {
  stage = await setStage();
  api = createApiClient({ origin: stage.worker.origin(null), token: OPERATOR_TOKEN });
  metadata = await (await fetch(`${stage.idpOrigin}/acme/metadata`)).text();
});
afterAll(() => stage.close());

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();

/** Puts a tenant's one connection and more. */
async function put(slug: string, changes: Partial<TenantInput>, idp = metadata) {
  const connections = [{ id: 'development', displayName: slug, metadata: idp }];
  await api.tenant(slug).put({ displayName: slug, connections, ...changes } as TenantInput);
}

test('recovery is set up, armed, and lets in with app and one-time code while the identity provider is down', async () => {
  const down = metadata.replaceAll(/Location="http:\/\/localhost:[0-9]+/g, 'Location="http://localhost:1');
  await put('initech', {}, down);
  const { body: link } = await api.tenant('initech').setupLinks.create({ note: 'Grace, IT' });
  const { page, complaints } = await stage.visit();
  await page.goto(link.url);
  await page.getByRole('link', { name: 'Recovery' }).click();
  await heading(page, 'Recovery');
  await page.getByRole('button', { name: 'Make the address' }).click();
  const address = (await page.locator('#recovery-address').textContent()) ?? '';
  expect(address).toMatch(new RegExp(`^${stage.origin('initech')}/sso/recovery/[\\w-]{43}$`));
  await page.getByRole('link', { name: 'I have kept it' }).click();

  await page.getByRole('link', { name: 'Add an account' }).click();
  await page.getByLabel('User name').fill('grace');
  await page.getByLabel('Password').fill(PASSWORD);
  const shown = (await page.locator('#totp-secret').textContent()) ?? '';
  const appOf = (at: number) =>
    new TOTP({ secret: Secret.fromBase32(shown.replaceAll(' ', '')) }).generate({ timestamp: at });
  await page.getByRole('textbox', { name: 'Code' }).fill(appOf(Date.now()));
  expect(await seriousFindings(page)).toEqual([]);
  await takePicture(page, 'recovery-account');
  await page.getByRole('button', { name: 'Add the account' }).click();
  await heading(page, 'Keep your one-time codes');
  const [oneTimeCode = ''] = await page.locator('.codes code').allTextContents();
  await page.getByRole('link', { name: 'I have kept them' }).click();
  expect((await page.goto(address))?.status()).toBe(404);
  await page.goBack();
  await page.getByRole('button', { name: 'Arm it' }).click();
  await page.locator('#recovery-armed').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await takePicture(page, 'recovery-armed');

  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const section of ['recovery', 'recovery/account', 'access']) {
    await page.goto(`${stage.origin('initech')}/sso/setup/${section}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect({ section, width, findings: await seriousFindings(page) }).toEqual({
      section,
      width: 390,
      findings: [],
    });
    await takePicture(page, `${section.replace('/', '-')}-390-dark`);
  }

  const other = await stage.visit();
  const lost = await other.page.goto(`${stage.origin('initech')}/sso/login`).catch((error) => String(error));
  expect(lost).toContain('ERR_UNSAFE_PORT');
  await vi.waitFor(async () => expect((await other.page.goto(address))?.status()).toBe(200), {
    timeout: 90_000,
    interval: 1_000,
  });
  expect(await seriousFindings(other.page)).toEqual([]);
  await takePicture(other.page, 'recovery-sign-in');
  const enter = async (code: string) => {
    await other.page.getByLabel('User name').fill('grace');
    await other.page.getByLabel('Password').fill(PASSWORD);
    await other.page.getByRole('textbox', { name: 'Code' }).fill(code);
    await other.page.getByRole('button', { name: 'Sign in' }).click();
  };
  await enter('000000');
  await other.page.getByRole('alert').getByText('Name, password or code is not right').waitFor();
  await enter(appOf(Date.now() + 30_000));
  await other.page.waitForURL(`${stage.origin('initech')}/sso/setup`);
  await other.page.locator('#recovery-armed').waitFor();

  const third = await stage.visit();
  await third.page.goto(address);
  await third.page.getByLabel('User name').fill('grace');
  await third.page.getByLabel('Password').fill(PASSWORD);
  await third.page.getByRole('textbox', { name: 'Code' }).fill(oneTimeCode);
  await third.page.getByRole('button', { name: 'Sign in' }).click();
  await third.page.waitForURL(`${stage.origin('initech')}/sso/setup`);
  expect([...complaints, ...other.complaints, ...third.complaints]).toEqual([]);
});

test('an administrator who is signed in is told before locking himself out, and SAML for everybody waits for recovery', async () => {
  await put('acme', { administrators: { addresses: ['alice@acme.example'] } });
  const { page, complaints } = await stage.visit();
  await signIn(page, `${stage.origin('acme')}/`);
  await page.goto(`${stage.origin('acme')}/sso/setup/access`);
  await heading(page, 'Who gets in');
  await page.locator('#of-everybody').check();
  await page.getByRole('button', { name: 'Save in the draft' }).click();
  await page.getByRole('alert').getByText('SAML cannot be required of everybody yet').waitFor();
  await page.locator('#of-nobody').check();
  await page.locator('#administratorAddresses').fill('bob@acme.example');
  await page.getByRole('button', { name: 'Save in the draft' }).click();
  await heading(page, 'You would lock yourself out');
  expect(await seriousFindings(page)).toEqual([]);
  await takePicture(page, 'access-lock-out');
  expect((await api.tenant('acme').read()).body.draft).toBeNull();
  await page.getByRole('button', { name: 'Save it all the same' }).click();
  await page.getByRole('status').getByText('Saved in the draft').waitFor();
  expect((await api.tenant('acme').read()).body.draft).not.toBeNull();
  expect(complaints).toEqual([]);
});

test('in a pilot one person is sent to the identity provider, and another to the application’s own page', async () => {
  const pilot = { of: 'pilot' as const, addresses: ['alice@globex.example'] };
  await put('globex', { samlRequired: pilot, fallbackLoginUrl: APPLICATION }, await globexMetadata());
  const { page, complaints } = await stage.visit();
  await page.route(`${APPLICATION}*`, (route) =>
    route.fulfill({ body: '<title>Own sign-in</title>', contentType: 'text/html' }),
  );
  const begin = async (email: string) => {
    await page.goto(`${stage.origin('globex')}/docs/42`);
    await page.getByLabel('Your work email').fill(email);
    await page.getByRole('button', { name: 'Continue' }).click();
  };
  await page.goto(`${stage.origin('globex')}/docs/42`);
  await page.getByLabel('Your work email').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await takePicture(page, 'pilot-asks');
  await begin('bob@globex.example');
  await page.waitForURL(`${APPLICATION}?email=bob%40globex.example`);
  await begin('Alice@globex.example');
  await choose(page, 'alice');
  await heading(page, 'Logged in');
  expect(page.url()).toBe(`${stage.origin('globex')}/docs/42`);
  expect(complaints).toEqual([]);
});

async function globexMetadata(): Promise<string> {
  return (await fetch(`${stage.idpOrigin}/globex/metadata`)).text();
}
