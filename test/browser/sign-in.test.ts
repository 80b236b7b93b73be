/** Signing in as a person does it, in Chromium: deep links, sign-out, other tenants, several tabs, strange cookies. */

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { choose, readFacts, type Stage, setStage, signIn } from './stage.ts';

let stage: Stage;
let acme: string;

beforeAll(async () => {
  stage = await setStage();
  acme = stage.origin('acme');
});
afterAll(() => stage.close());

const LINK = '/docs/42?tab=notes#top';

/** 200 for somebody who is signed in to this tenant, else 401. */
const sessionStatus = async (page: Page, origin = acme) =>
  (await page.goto(`${origin}/sso/session`))?.status();

test('a deep link leads to the identity provider and back to that very page, fragment included', async () => {
  const { page, complaints } = await stage.visit();
  await page.goto(acme + LINK);
  await page.waitForURL(`${stage.idpOrigin}/acme/sso?*`);
  await choose(page, 'alice');
  await page.waitForURL(acme + LINK);

  await page.getByRole('heading', { name: 'Logged in' }).waitFor();
  expect(await page.locator('.name').textContent()).toBe('Alice Andersen');
  expect(await page.getByText('You are at').textContent()).toContain('/docs/42?tab=notes');
  const facts = await readFacts(page);
  expect(facts['NameID']).toBe('alice@acme.example');
  expect(facts['NameID format']).toContain('urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress');
  expect(facts['Identity provider']).toContain('Acme Directory');
  expect(facts['Identity provider']).toContain(`${stage.idpOrigin}/acme/metadata`);
  expect(facts['Signed in']).toMatch(/just now/);
  expect(facts['Until']).toMatch(/in \d+ hours/);
  const attributes = page.getByRole('region', { name: /Attributes/ });
  for (const value of [
    'alice@acme.example',
    'Alice',
    'Andersen',
    'engineering',
    'on-call',
    'everyone',
    'en',
  ]) {
    expect(await attributes.getByText(value, { exact: true }).count(), value).toBeGreaterThan(0);
  }
  expect(complaints).toEqual([]);
});

test('signing out ends the session, at the identity provider as well, which asks again who it is', async () => {
  const { page, newTab, complaints } = await stage.visit();
  await signIn(page, acme + LINK);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await page.getByText('signed out at your organisation’s sign-in service as well').waitFor();
  const tab = await newTab();
  expect(await sessionStatus(tab)).toBe(401);
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await page.waitForURL(`${stage.idpOrigin}/acme/sso?*`);
  expect(complaints).toEqual([]);
});

test('signing out at the identity provider ends the session here', async () => {
  const { page, complaints } = await stage.visit();
  await signIn(page, acme + LINK);
  await page.goto(`${stage.idpOrigin}/acme`);
  await page.getByRole('button', { name: /out here and at the application/ }).click();
  await page.getByText('says that it has signed you out as well').waitFor();
  expect(await sessionStatus(page)).toBe(401);
  expect((await page.context().cookies(acme)).map(({ name }) => name)).not.toContain('__Host-session');
  await page.goto(acme + LINK);
  await page.waitForURL(`${stage.idpOrigin}/acme/sso?*`);
  expect(complaints).toEqual([]);
});

test('a start at the identity provider lands where its RelayState says', async () => {
  const { page, complaints } = await stage.visit();
  await page.goto(`${stage.idpOrigin}/acme`);
  await choose(page, 'ada');
  await page.waitForURL(`${acme}/reports/weekly?from=idp`);
  expect(await page.locator('.name').textContent()).toBe('Ada Adeyemi');
  expect(complaints).toEqual([]);
});

test('signed in to one tenant, another one still asks', async () => {
  const { page } = await stage.visit();
  await signIn(page, acme);
  await page.goto(`${stage.origin('globex')}/`);
  await page.waitForURL(`${stage.idpOrigin}/globex/sso?*`);
  expect(await sessionStatus(page, stage.origin('globex'))).toBe(401);
  expect(await sessionStatus(page, acme)).toBe(200);
});

test('two tabs that sign in at once both land on their own deep links', async () => {
  const { page: one, newTab } = await stage.visit();
  const other = await newTab();
  await one.goto(`${acme}/one?tab=1#first`);
  await other.goto(`${acme}/other?tab=2#second`);
  await Promise.all([one, other].map((page) => page.getByText('What developers need to try').waitFor()));
  await choose(one, 'alice');
  await one.waitForURL(`${acme}/one?tab=1#first`);
  await choose(other, 'ada');
  await other.waitForURL(`${acme}/other?tab=2#second`);
  expect(await other.locator('.name').textContent()).toBe('Ada Adeyemi');
});

test('a session cookie that was tampered with signs nobody in', async () => {
  const { page } = await stage.visit();
  await signIn(page, acme);
  const context = page.context();
  const cookie = (await context.cookies(acme)).find(({ name }) => name === '__Host-session');
  if (cookie === undefined) throw new Error('there is no session cookie');
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });
  const middle = Math.floor(cookie.value.length / 2);
  const letter = cookie.value[middle] === 'A' ? 'B' : 'A';
  const value = cookie.value.slice(0, middle) + letter + cookie.value.slice(middle + 1);
  await context.addCookies([{ ...cookie, value }]);
  expect(await sessionStatus(page)).toBe(401);
  await context.addCookies([cookie]);
  expect(await sessionStatus(page)).toBe(200);
});

test('a Response that is posted a second time gets a friendly page, whose way on is the page one is signed in to', async () => {
  const { page } = await stage.visit();
  await page.goto(acme + LINK);
  const posted = page.waitForRequest(`${acme}/sso/acs`);
  await choose(page, 'alice');
  const body = (await posted).postData() ?? '';
  await page.waitForURL(acme + LINK);
  await page.route(`${acme}/again`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" action="/sso/acs">${[...new URLSearchParams(body)]
        .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
        .join('')}<button>again</button></form>`,
    }),
  );
  await page.goto(`${acme}/again`);
  await page.getByRole('button', { name: 'again' }).click();
  await page.waitForURL(`${acme}/sso/acs`);
  await page.locator('.reference').waitFor();
  await page.getByRole('link', { name: /Continue|Try again/ }).click();
  await page.getByRole('heading', { name: 'Logged in' }).waitFor();
});

test('somebody in 400 groups signs in and sees all of them', async () => {
  const { page, complaints } = await stage.visit();
  await signIn(page, acme, 'carol');
  const groups = page.locator('dd', { hasText: 'project-0001-contributors' });
  await groups.locator('summary').click();
  expect(await groups.locator('li:visible').count()).toBe(400);
  expect(await groups.locator('li').last().textContent()).toBe(
    'cn=project-0400-contributors,ou=groups,dc=acme,dc=example',
  );
  await page.reload();
  expect(await page.locator('dd', { hasText: 'project-0001-contributors' }).locator('li').count()).toBe(400);
  expect(complaints).toEqual([]);
});

test('somebody without an email address signs in', async () => {
  const { page } = await stage.visit();
  await signIn(page, acme, 'dave');
  expect(await page.locator('.name').textContent()).toBe('Dave Dubois');
  expect(await page.locator('main').textContent()).not.toContain('@');
});

test('text of every script is shown as it was sent, markup included', async () => {
  const { page, complaints } = await stage.visit();
  await signIn(page, acme, 'boeb');
  expect(await page.locator('.name').textContent()).toBe('Böb Łukasiewicz 🦊');
  const values = await page.locator('dd li').allTextContents();
  for (const value of ['בּוֹבּ', '鮑伯', '𝓑𝓸𝓫', '<b>Bob</b> & "Söhne"', "O'Böb", 'Vertrieb & Märkte', 'שיווק']) {
    expect(values).toContain(value);
  }
  expect(complaints).toEqual([]);
});
