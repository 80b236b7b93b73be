/** An operator in Chromium: signs in with a first account, and looks at pages as somebody with a screen reader or a keyboard would. */
import axe from 'axe-core';
import { Secret, TOTP } from 'otpauth';
import type { BrowserContext, Page } from 'playwright-core';
import type { Stage } from './stage.ts';

export const SETUP_SECRET = 'a-set-up-secret-of-the-browser-tests-0123';

const PASSWORD = 'wet otters juggle plums';

/** What a signed-in browser holds. */
export type OperatorCookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** Makes the first account, and gives the cookies of its session. */
export async function makeFirstAccount(stage: Stage, name: string): Promise<OperatorCookies> {
  const { page } = await stage.visit();
  await page.goto(`${stage.worker.origin(null)}/console/first-account`);
  await page.getByLabel('Set-up secret').fill(SETUP_SECRET);
  await page.getByLabel('Email address').fill('ada@example.com');
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();
  const secret = (await page.locator('#totp-secret').textContent()) ?? '';
  const app = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
  await page.getByRole('textbox', { name: 'Code' }).fill(app.generate());
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
  return page.context().cookies();
}

/** What axe finds that keeps somebody from using the page. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { result } = await session.send('Runtime.evaluate', {
    expression: `${(await hasAxe(page)) ? '' : axe.source};axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => JSON.stringify(
      violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | '))))`,
    awaitPromise: true,
  });
  await session.detach();
  return JSON.parse(String(result.value));
}

/** Whether axe is to judge a look: colours do not hang on the width, nor places on the colours, so that two looks show what four would. */
export function isJudged(colorScheme: 'light' | 'dark', width: number): boolean {
  return (colorScheme === 'light') === (width === 1280);
}

/** Whether an earlier look at this very page has brought axe into it. */
function hasAxe(page: Page): Promise<boolean> {
  return page.evaluate(() => 'axe' in globalThis);
}

/** Presses Tab until something with this name has the focus, and finds that it can be seen to have it. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.count()) === 0) continue;
    const { words, outline } = await focused.evaluate((element) => {
      const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
      const said = [
        element.getAttribute('aria-label'),
        element.textContent,
        ...labels.map((each) => each.textContent),
      ];
      return { words: said.join(' '), outline: getComputedStyle(element).outlineStyle };
    });
    if (!words.includes(name)) continue;
    if (outline !== 'solid') throw new Error(`${name} has the focus, which nobody can see`);
    return;
  }
  throw new Error(`Tab never got to ${name}`);
}
