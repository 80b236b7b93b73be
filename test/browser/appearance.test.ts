/**
 * Every page in four looks: wide and narrow, light and dark. The pictures go to test-results/ for people to look at;
 * what a machine can tell is checked: nothing overflows, nothing is complained about, all of it works by keyboard.
 */

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { choose, type Stage, setStage, signIn, takePicture } from './stage.ts';

// Each look opens every page.
vi.setConfig({ testTimeout: 240_000 });

let stage: Stage;
let acme: string;

beforeAll(async () => {
  stage = await setStage();
  acme = stage.origin('acme');
});
afterAll(() => stage.close());

/** How to get to each page. */
const PAGES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  'operator-find-organisation': (page) => page.goto(`${stage.worker.origin(null)}/`),
  'host-unknown': (page) => page.goto(`${stage.origin('nobody')}/`),
  'idp-list': (page) => page.goto(`${stage.idpOrigin}/`),
  'idp-people': (page) => page.goto(`${acme}/docs/42?tab=notes#top`),
  'idp-switches': async (page) => {
    await page.goto(`${stage.idpOrigin}/acme`);
    await page.getByText('What developers need to try').click();
  },
  refused: async (page) => {
    await page.goto(acme);
    await choose(page, 'alice', [['fault', 'wrong-audience']]);
    await page.locator('.reference').waitFor();
  },
  'signed-in': (page) => signIn(page, `${acme}/docs/42?tab=notes#top`),
  'signed-in-awkward': (page) => signIn(page, acme, 'boeb'),
  'signed-in-groups': (page) => signIn(page, acme, 'carol'),
  'sign-out': async (page) => {
    await signIn(page, acme);
    await page.goto(`${acme}/sso/logout`);
  },
  'signed-out': async (page) => {
    await signIn(page, acme);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  },
};

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([1280, 390])('%i pixels wide, no page overflows or complains', async (width) => {
    for (const [name, open] of Object.entries(PAGES)) {
      const { page, complaints } = await stage.visit({ colorScheme, viewport: { width, height: 800 } });
      await open(page);
      const { scroll, background } = await page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth,
        background: getComputedStyle(document.body).backgroundColor,
      }));
      expect({ name, scroll }).toEqual({ name, scroll: width });
      expect({ name, isDark: luminance(background) < 0.5 }).toEqual({ name, isDark: colorScheme === 'dark' });
      expect({ name, complaints }).toEqual({ name, complaints: [] });
      await takePicture(page, `${name}-${width}-${colorScheme}`);
      await page.context().close();
    }
  });
});

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
  await page.getByRole('heading', { name: 'Logged in' }).waitFor();
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
