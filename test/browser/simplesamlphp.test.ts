/** SimpleSAMLphp's own pages in Chromium, with a browser's own rules for cookies: signing in and out from either side. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENGLISH } from '../../src/http/pages/messages/en.ts';
import { type SimpleSamlPhp, startSimpleSamlPhp } from '../support/simplesamlphp.ts';
import { testKey } from '../support/test-keys.ts';
import { readFacts, type Stage, setStage } from './stage.ts';

let stage: Stage;
let stranger: SimpleSamlPhp;
let origin: string;

beforeAll(async () => {
  [stage, stranger] = await Promise.all([setStage(), startSimpleSamlPhp(testKey('rsaA'))]);
  origin = stage.origin('stranger');
  const connection = { id: 'simplesamlphp', metadata: await stranger.metadata('stranger') };
  await stage.worker.putTenant('stranger', { connections: [connection] });
  await stranger.register(await (await stage.worker.fetch(`${origin}/sso/metadata`)).text());
  stranger.wish({ sign: ['Response', 'Assertion'] });
});
afterAll(async () => {
  stranger?.close();
  await stage?.close();
});

const LINK = '/docs/42?tab=notes#top';

async function enterPassword(page: Page): Promise<void> {
  await page.waitForURL(`${stranger.origin}/**`);
  await page.locator('input[name=username]').fill('alice');
  await page.locator('input[name=password]').fill('password');
  await page.locator('input[name=password]').press('Enter');
}

async function signedIn() {
  const visitor = await stage.visit();
  await visitor.page.goto(origin + LINK);
  await enterPassword(visitor.page);
  await visitor.page.getByRole('heading', { name: 'Logged in' }).waitFor();
  return visitor;
}

const sessionStatus = async (page: Page) => (await page.goto(`${origin}/sso/session`))?.status();

test('a deep link leads to its sign-in page and back to that very page', async () => {
  const { page, complaints } = await stage.visit();
  await page.goto(origin + LINK);
  await enterPassword(page);
  await page.waitForURL(origin + LINK);
  await page.getByRole('heading', { name: 'Logged in' }).waitFor();
  expect((await readFacts(page))['Identity provider']).toContain(stranger.origin);
  expect(complaints).toEqual([]);
});

test('a sign-in that begins there is begun anew here, and nobody is asked twice', async () => {
  const { page } = await stage.visit();
  const wish = new URLSearchParams({ spentityid: `${origin}/sso/metadata`, RelayState: '/docs/7' });
  await page.goto(`${stranger.origin}/saml2/idp/SSOService.php?${wish}`);
  await enterPassword(page);
  await page.waitForURL(`${origin}/docs/7`);
  expect(await sessionStatus(page)).toBe(200);
});

test('signing out here signs out there as well, and the page says so', async () => {
  const { page } = await signedIn();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${origin}/sso/logout`);
  await page.getByText(ENGLISH.signedOutThere.complete).waitFor();
  expect(await sessionStatus(page)).toBe(401);
  // Nobody is signed in there any more either: it asks for the password again.
  await page.goto(origin + LINK);
  await page.locator('input[name=password]').waitFor();
});

test('signing out there signs out here, and leads back', async () => {
  const { page, newTab } = await signedIn();
  const there = await newTab();
  await there.goto(`${stranger.origin}/saml2/idp/SingleLogoutService.php?ReturnTo=${origin}/sso/logout`);
  await there.getByRole('heading', { name: 'You are signed out' }).waitFor();
  expect(await sessionStatus(page)).toBe(401);
});
