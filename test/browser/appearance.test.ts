/**
 * Every page that everybody sees, in every language and four looks: wide and narrow, light and dark. The pictures go to
 * test-results/ for people to look at; what a machine can tell is checked: nothing overflows, nothing is complained about,
 * axe finds nothing serious, all of it works by keyboard, and languages are changed without script.
 */

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ENGLISH } from '../../src/http/pages/messages/en.ts';
import { findLanguage, LANGUAGES } from '../../src/http/pages/messages/languages.ts';
import { samplesIn } from '../http/pages/samples.tsx';
import { tenantConnection } from '../support/worker.ts';
import { isJudged, seriousFindings } from './operator.ts';
import { choose, type Stage, setStage, takePicture } from './stage.ts';

// Each language opens every page.
vi.setConfig({ testTimeout: 240_000 });

const LOGO = `data:image/svg+xml;base64,${Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 40"><circle cx="20" cy="20" r="18" fill="#c2185b"/><path d="M12 27l8-15 8 15z" fill="#fff"/><path d="M52 14h78M52 26h52" stroke="#c2185b" stroke-width="6"/></svg>',
).toString('base64')}`;

let stage: Stage;
let acme: string;
let umbrella: string;

beforeAll(async () => {
  stage = await setStage();
  acme = stage.origin('acme');
  umbrella = stage.origin('umbrella');
  const other = (id: string, displayName: string, emailDomains: readonly string[] = []) =>
    tenantConnection({ id, displayName, emailDomains }, { entityId: `https://${id}.example/idp` });
  await stage.worker.putTenant('umbrella', {
    displayName: 'Umbrella Health',
    logoUrl: LOGO,
    branding: { colour: '#c2185b' },
    connections: [
      other('staff', 'Microsoft Entra ID', ['umbrella.example', 'umbrella-health.example']),
      other('clinics', 'Clinics and laboratories'),
      other('zurich', 'Research in Zürich', ['zurich.umbrella.example']),
    ],
  } as object);
  await stage.worker.putTenant('sunny', {
    displayName: 'Sunny Side Logistics',
    branding: { colour: '#ffd600' },
    connections: [],
  } as object);
});
afterAll(() => stage.close());

/** Answers nothing to whatever the page goes on to by itself, so that it stays. */
async function holdAt(page: Page, next: string, address: string): Promise<void> {
  await page.route(next, (route) => route.fulfill({ status: 204 }));
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator('footer').waitFor();
}

/** How to get to each page, in one browser and in this order: those at the end need that somebody signed in before. */
const PAGES: Readonly<Record<string, (page: Page, language: string) => Promise<unknown>>> = {
  'find-organisation': (page) => page.goto(`${stage.worker.origin(null)}/`),
  'find-organisation-error': async (page) => {
    await page.locator('#who').fill('ada@nobody.example');
    await page.locator('main button').click();
    await page.locator('.error').waitFor();
  },
  'host-unknown': (page) => page.goto(`${stage.origin('nobody')}/`),
  'page-unknown': (page) => page.goto(`${umbrella}/sso/none`),
  chooser: (page) => page.goto(`${umbrella}/sso/login?returnTo=/docs/42`),
  'chooser-error': (page) => page.goto(`${umbrella}/sso/login?email=ada@elsewhere.example`),
  'refused-not-connected': (page) => page.goto(`${stage.origin('sunny')}/sso/login`),
  'signed-out-yellow': (page) => page.goto(`${stage.origin('sunny')}/sso/logout`),
  'signed-out-branded': (page) => page.goto(`${umbrella}/sso/logout`),
  interstitial: (page) => holdAt(page, '**/sso/login?*', `${acme}/docs/42`),
  'post-form': (page) => holdAt(page, `${stage.idpOrigin}/**`, `${stage.origin('poster')}/sso/login`),
  unconfigured: (page, language) =>
    page.setContent(String(samplesIn(findLanguage(language) ?? ENGLISH)['unconfigured'])),
  refused: async (page) => {
    await page.goto(`${acme}/docs/42`);
    await choose(page, 'alice', [['fault', 'wrong-audience']]);
    await page.locator('.reference').waitFor();
  },
  'signed-in': async (page) => {
    await page.locator('main .button').click();
    await page.locator('.person').waitFor();
  },
  'own-sessions': (page) => page.goto(`${acme}/sso/sessions`),
  'sign-out': (page) => page.goto(`${acme}/sso/logout`),
  'signed-out': async (page) => {
    await page.locator('main button').click();
    await page.waitForURL(`${acme}/sso/logout`);
  },
  'signed-in-groups': async (page) => {
    await page.context().clearCookies();
    await page.goto(acme);
    await choose(page, 'carol');
    await page.locator('.person').waitFor();
  },
};

/** In an order in which each needs but one change, and only two need the page laid out anew. */
const LOOKS = [
  ['light', 1280],
  ['dark', 1280],
  ['dark', 390],
  ['light', 390],
] as const;

test.each(LANGUAGES.map(({ ownName, language }) => [ownName, language]))(
  'in %s every page fits, complains of nothing and can be used by everybody',
  async (_, language) => {
    const { page, newTab, complaints } = await stage.visit({ locale: language });
    let current = page;
    for (const [name, open] of Object.entries(PAGES)) {
      if (['interstitial', 'post-form', 'unconfigured', 'refused'].includes(name)) current = await newTab();
      await open(current, language);
      expect
        .soft({ name, language: await current.locator('html').getAttribute('lang') })
        .toEqual({ name, language });
      await lookAt(current, `${name}-${language}`);
    }
    expect(complaints).toEqual([]);
  },
);

test('the pages of the development identity provider, too', async () => {
  const { page, complaints } = await stage.visit();
  await page.goto(`${stage.idpOrigin}/`);
  await lookAt(page, 'idp-list');
  await page.goto(`${stage.idpOrigin}/acme`);
  await lookAt(page, 'idp-people');
  await page.getByText('What developers need to try').click();
  await lookAt(page, 'idp-switches');
  expect(complaints).toEqual([]);
});

test('without script a language is chosen on a page, and kept there and elsewhere on this host', async () => {
  const { page, complaints } = await stage.visit({ locale: 'fr-FR', javaScriptEnabled: false });
  const lang = () => page.locator('html').getAttribute('lang');
  const address = `${umbrella}/sso/login?returnTo=/docs/42`;
  await page.goto(address);
  expect(await lang()).toBe('en');
  expect(await page.context().cookies()).toEqual([]);
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await page.waitForURL(address);
  await page.getByRole('heading', { name: 'Wie möchten Sie sich anmelden?' }).waitFor();
  await page.goto(`${umbrella}/sso/none`);
  expect(await lang()).toBe('de');
  await page.goto(`${stage.worker.origin(null)}/`);
  expect(await lang()).toBe('en');
  expect(complaints).toEqual([]);
});

test('a refused sign-in is told again in the language that is chosen there, and trying again signs in', async () => {
  const { page, complaints } = await stage.visit();
  await page.goto(`${acme}/docs/42?tab=notes`);
  await choose(page, 'alice', [['fault', 'wrong-audience']]);
  const reference = await page.locator('.reference').textContent();
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await page.getByRole('heading', { name: 'Ihre IT-Abteilung muss die Anmeldung überprüfen' }).waitFor();
  expect(await page.locator('.reference').textContent()).toBe(reference);
  expect(await page.locator('time').textContent()).toMatch(/ um /);
  await page.getByRole('link', { name: 'Erneut versuchen' }).click();
  await page.waitForURL(`${acme}/docs/42?tab=notes`);
  await page.getByRole('heading', { name: 'Sie sind angemeldet' }).waitFor();
  expect(complaints).toEqual([]);
});

/** Looks at a page that is open, wide and narrow, in light and dark. */
async function lookAt(page: Page, name: string): Promise<void> {
  for (const [colorScheme, width] of LOOKS) {
    const look = `${name}-${width}-${colorScheme}`;
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    const { scroll, background } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      background: getComputedStyle(document.body).backgroundColor,
    }));
    const isDark = luminance(background) < 0.5;
    expect.soft({ look, scroll, isDark }).toEqual({ look, scroll: width, isDark: colorScheme === 'dark' });
    await takePicture(page, look);
    if (!isJudged(colorScheme, width)) continue;
    expect.soft({ look, findings: await seriousFindings(page) }).toEqual({ look, findings: [] });
  }
}

/** From 0, black, to 1, white: near enough to tell paper from night. */
function luminance(color: string): number {
  const channels =
    color
      .match(/[\d.]+/g)
      ?.slice(0, 3)
      .map(Number) ?? [];
  const whole = color.startsWith('rgb') ? 255 : 1;
  return channels.reduce((sum, channel) => sum + channel / whole, 0) / channels.length;
}

test('signing in and out takes nothing but Tab and Enter', async () => {
  const { page } = await stage.visit();
  await page.goto(`${acme}/docs/42?tab=notes#top`);
  await page.waitForURL(`${stage.idpOrigin}/acme/sso?*`);
  await tabTo(page, 'Alice Andersen');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${acme}/docs/42?tab=notes#top`);
  await page.getByRole('heading', { name: 'Logged in' }).waitFor();
  await tabTo(page, 'Sign out');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await tabTo(page, 'Sign in again');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${stage.idpOrigin}/acme/sso?*`);
});

/** Presses Tab until what has the focus says this, and shows that it has it. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus-visible');
    if ((await focused.count()) === 0 || !(await focused.textContent())?.includes(text)) continue;
    const outline = await focused.evaluate((element) => getComputedStyle(element).outlineStyle);
    expect(outline).not.toBe('none');
    return;
  }
  throw new Error(`Tab never got to ${text}`);
}
