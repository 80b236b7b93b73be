/**
 * The console in Chromium: the first account with its app, keys made and revoked, with nothing but the keyboard where it
 * says so; every page wide and narrow, light and dark, judged by axe and kept as a picture for people to look at.
 */
import { readFileSync } from 'node:fs';
import { Secret, TOTP } from 'otpauth';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isJudged, SETUP_SECRET, seriousFindings } from './operator.ts';
import { choose, type Stage, setStage, takePicture } from './stage.ts';

vi.setConfig({ testTimeout: 240_000 });

const EMAIL = 'ada@example.com';
/** As the development identity provider of acme knows her. */
const ALICE = 'alice@acme.example';
const PASSWORD = 'wet otters juggle plums';

let stage: Stage;
let origin: string;
/** The app on Ada’s phone. */
let app: TOTP;
let recoveryCodes: readonly string[];

beforeAll(async () => {
  stage = await setStage({ OPERATOR_SETUP_SECRET: SETUP_SECRET, OPERATOR_TENANT: 'acme' });
  origin = stage.worker.origin(null);
});
afterAll(() => stage.close());

/** Each code counts once, so that the next one has to be waited for, or taken from the step ahead. */
let lastStep = 0;
function nextCode(): string {
  const step = Math.max(Math.floor(Date.now() / 30_000), lastStep + 1);
  lastStep = step;
  return app.generate({ timestamp: step * 30_000 });
}

async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.count()) === 0) continue;
    const words = await focused.evaluate((element) => {
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
      return [element.textContent, ...labels.map(({ textContent }) => textContent)].join(' ');
    });
    if (!words.includes(name)) continue;
    const outline = await focused.evaluate((element) => getComputedStyle(element).outlineStyle);
    expect({ name, outline }).toEqual({ name, outline: 'solid' });
    return;
  }
  throw new Error(`Tab never got to ${name}`);
}

async function signIn(page: Page, code: string): Promise<void> {
  await page.goto(`${origin}/console`);
  await page.getByLabel('Email address').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Tenants', exact: true }).waitFor();
  await page.goto(`${origin}/console/keys`);
}

test('the first account is made by keyboard alone, and its recovery codes are shown once', async () => {
  const { page, complaints } = await stage.visit();
  await page.goto(`${origin}/console/first-account`);
  for (const [label, text] of [
    ['Set-up secret', SETUP_SECRET],
    ['Email address', EMAIL],
    ['Your name', 'Ada Lovelace'],
    ['Password', PASSWORD],
  ] as const) {
    await tabTo(page, label);
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Set up your authenticator app' }).waitFor();
  const secret = (await page.locator('#totp-secret').textContent()) ?? '';
  app = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
  await takePicture(page, 'console-enrol-1280-light');
  await tabTo(page, 'Code');
  await page.keyboard.type('000000');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert');
  await tabTo(page, 'Code');
  await page.keyboard.type(nextCode());
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
  recoveryCodes = await page.locator('#recovery-codes code').allTextContents();
  expect(recoveryCodes).toHaveLength(8);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  expect(
    readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split('\n'),
  ).toEqual(recoveryCodes);
  await takePicture(page, 'console-recovery-codes-1280-light');
  await tabTo(page, 'I have kept them');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Tenants', exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

test('signing out and in takes nothing but the keyboard, and a code that was used is refused', async () => {
  const { page } = await stage.visit();
  await signIn(page, recoveryCodes[0] ?? '');
  await tabTo(page, 'Skip to the page');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('work');
  await page.goto(`${origin}/console/audit`);
  await tabTo(page, 'Sign out');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Sign in to the console' }).waitFor();
  for (const code of [recoveryCodes[0] ?? '', nextCode()]) {
    await tabTo(page, 'Email address');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(EMAIL);
    await tabTo(page, 'Password');
    await page.keyboard.type(PASSWORD);
    await tabTo(page, 'Code');
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    if (code === recoveryCodes[0]) await page.getByRole('alert').waitFor();
  }
  await page.getByRole('heading', { name: 'Tenants', exact: true }).waitFor();
});

test('a key is made, copied, shown once, and revoked', async () => {
  const { page, complaints } = await stage.visit({ permissions: ['clipboard-read', 'clipboard-write'] });
  await signIn(page, recoveryCodes[1] ?? '');
  await page.getByRole('button', { name: 'Make the key' }).waitFor();
  await page.getByLabel('Name').fill('Nightly import');
  await page.getByRole('button', { name: 'Make the key' }).click();
  await page.getByRole('alert').getByText('Tick what it may do').waitFor();
  await page.getByLabel('tenants:write').check();
  await page.getByRole('checkbox', { name: /^people:read/ }).check();
  await page.getByRole('button', { name: 'Make the key' }).click();
  const key = (await page.locator('#api-key').textContent()) ?? '';
  expect(key).toMatch(/^esk_/);
  await page.getByRole('button', { name: 'Copy the key' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await page.getByRole('link', { name: 'I have kept it' }).click();
  await page.getByRole('rowheader', { name: 'Nightly import' }).waitFor();
  expect(await page.content()).not.toContain(key);
  await page.getByRole('link', { name: 'Revoke Nightly import' }).click();
  await page.getByRole('button', { name: 'Revoke the key' }).click();
  await page.getByRole('status').getByText('The key is revoked.').waitFor();
  expect(complaints).toEqual([]);
});

test('an invitation’s link fills its form in, and leaves the address bar', async () => {
  const { page } = await stage.visit();
  await signIn(page, recoveryCodes[2] ?? '');
  await page.goto(`${origin}/console/operators`);
  await page.getByLabel('Email address').fill('grace@example.com');
  await page.getByRole('button', { name: 'Invite' }).click();
  const link = (await page.locator('#invitation-link').textContent()) ?? '';
  const { page: guest } = await stage.visit();
  await guest.goto(link);
  await expect.poll(() => guest.url()).toBe(`${origin}/console/join`);
  expect(await guest.getByLabel('Invitation code').inputValue()).toBe(link.split('#')[1]);
  await guest.getByLabel('Your name').fill('Grace Hopper');
  await guest.getByLabel('Password').fill(PASSWORD);
  await guest.getByRole('button', { name: 'Continue' }).click();
  await guest.getByRole('heading', { name: 'Set up your authenticator app' }).waitFor();
});

/** Every page, and what is to be done there before it is looked at. */
const PAGES: Readonly<Record<string, readonly [path: string, act?: (page: Page) => Promise<unknown>]>> = {
  keys: ['/console/keys'],
  'keys-wrong': [
    '/console/keys',
    async (page) => {
      await page.getByLabel('Name').fill('Reports');
      await page.getByRole('button', { name: 'Make the key' }).click();
    },
  ],
  'key-revoke': ['/console/keys', (page) => page.getByRole('link', { name: 'Revoke Billing' }).click()],
  operators: ['/console/operators'],
  audit: ['/console/audit'],
  account: ['/console/account'],
};
const DOORS = {
  'sign-in': '/console/sign-in',
  'first-account': '/console/first-account',
  join: '/console/join',
};

describe('every page, wide and narrow, light and dark, fits, complains of nothing, and axe finds nothing serious', () => {
  let cookies: Awaited<ReturnType<BrowserContext['cookies']>>;

  beforeAll(async () => {
    const { page } = await stage.visit();
    await signIn(page, recoveryCodes[3] ?? '');
    await page.getByLabel('Name').fill('Billing');
    await page.getByLabel('tenants:read').check();
    await page.getByRole('button', { name: 'Make the key' }).click();
    await takePicture(page, 'console-key-made-1280-light');
    cookies = await page.context().cookies();
  });

  test.each([
    ['light', 1280],
    ['light', 390],
    ['dark', 1280],
    ['dark', 390],
  ] as const)('%s, %i pixels', async (colorScheme, width) => {
    const { page, complaints } = await stage.visit({ colorScheme, viewport: { width, height: 800 } });
    const look = async (name: string) => {
      const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
      expect({ name, scroll }).toEqual({ name, scroll: width });
      await takePicture(page, `console-${name}-${width}-${colorScheme}`);
      if (!isJudged(colorScheme, width)) return;
      expect({ name, findings: await seriousFindings(page) }).toEqual({ name, findings: [] });
    };
    for (const [name, path] of Object.entries(DOORS)) {
      await page.goto(`${origin}${path}`);
      await look(name);
    }
    await page.context().addCookies(cookies);
    for (const [name, [path, act]] of Object.entries(PAGES)) {
      await page.goto(`${origin}${path}`);
      await act?.(page);
      await page.waitForLoadState();
      await look(name);
    }
    expect(complaints).toEqual([]);
  });
});

describe('operators who come by their own tenant', () => {
  test('are let in once they are invited, and nobody else is', async () => {
    const { page: ada } = await stage.visit();
    await signIn(ada, recoveryCodes[4] ?? '');

    const { page } = await stage.visit();
    await page.goto(`${origin}/console/sign-in`);
    await page.getByRole('link', { name: 'Sign in with your organisation' }).click();
    await choose(page, 'alice');
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();

    await ada.goto(`${origin}/console/operators`);
    await ada.getByLabel('Email address').fill(ALICE);
    await ada.getByLabel('your organisation').check();
    await ada.getByRole('button', { name: 'Invite' }).click();
    await ada.getByRole('status').waitFor();

    await page.goto(`${origin}/console/sign-in`);
    await page.getByRole('link', { name: 'Sign in with your organisation' }).click();
    await page.getByRole('heading', { name: 'Tenants', exact: true }).waitFor();
    expect(page.url()).toBe(`${origin}/console/tenants`);
    await page.goto(`${origin}/console/operators`);
    await page.getByRole('rowheader', { name: ALICE }).waitFor();
  });

  test('are not signed in by a page that another browser began, nor at another tenant', async () => {
    const { page } = await stage.visit();
    await page.goto(`${stage.origin('acme')}/sso/console?state=${'A'.repeat(43)}`);
    await choose(page, 'alice');
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
    const { page: other } = await stage.visit();
    const answer = await other.goto(`${stage.origin('globex')}/sso/console?state=${'A'.repeat(43)}`);
    expect(answer?.status()).toBe(404);
  });
});
