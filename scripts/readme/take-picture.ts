/**
 * Takes the README's picture, signed-in.png, of what a new developer sees: run `npm start` in one terminal and
 * `node scripts/readme/take-picture.ts` in another. I/O: Chromium, loopback, that one file.
 */
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const DEEP_LINK = 'http://acme.localhost:8787/docs/42?tab=notes#top';
const PICTURE_PATH = join(import.meta.dirname, 'signed-in.png');

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const page = await browser.newPage({
    viewport: { width: 860, height: 574 },
    deviceScaleFactor: 2,
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  await page.goto(DEEP_LINK);
  await page.getByRole('button', { name: 'Alice Andersen' }).click();
  await page.waitForURL(DEEP_LINK);
  await page.getByRole('heading', { name: 'Logged in' }).waitFor();
  await page.screenshot({ path: PICTURE_PATH });
} finally {
  await browser.close();
}
