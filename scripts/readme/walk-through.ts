/**
 * The README's walk-through: a customer's administrator, from his set-up link to what is live. test/browser/walk-through.test.ts
 * runs it, so that it shows what there is; with UPDATE_PICTURES=1 in its environment the pictures are taken anew. I/O:
 * Chromium, loopback, the pictures.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export const PICTURE_FOLDER = join(import.meta.dirname, 'pictures');
/** In the order of the walk. */
export const PICTURES = ['guide', 'review', 'test', 'live'] as const;
export const WINDOW = { viewport: { width: 1040, height: 760 } } as const;

const WEBP_QUALITY = 72;

export interface Walk {
  readonly page: Page;
  readonly setupLink: string;
  /** Fills in the form for the identity provider. */
  enter(page: Page): Promise<void>;
  /** Of the development identity provider. */
  readonly person: string;
  /** Called where a picture is due; what it shows is in sight. */
  onPicture(name: (typeof PICTURES)[number]): Promise<void>;
}

/** Walks all of it. */
export async function walkThrough({ page, setupLink, enter, person, onPicture }: Walk): Promise<void> {
  const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  await page.goto(setupLink);
  await title('Set up sign-in');
  await page.getByRole('link', { name: 'Okta' }).click();
  await page.getByText('Audience URI (SP Entity ID)').waitFor();
  await page.getByRole('heading', { name: '1. Enter our values' }).evaluate((heading) => {
    heading.scrollIntoView();
    scrollBy(0, -40);
  });
  await onPicture('guide');

  await enter(page);
  await page.getByRole('button', { name: 'Check it' }).click();
  await title('Is this right?');
  await onPicture('review');
  await page.getByRole('button', { name: 'Save it' }).click();
  await page.getByRole('status').getByText('Saved as a draft').waitFor();

  await page.getByRole('link', { name: 'Test it, then go live' }).click();
  await page.getByRole('button', { name: /^Test signing in/ }).click();
  await page.locator(`button[name=person][value=${person}]`).click();
  await title('The test passed');
  await page.getByText(/checks passed$/).click();
  await onPicture('test');

  await page.getByRole('link', { name: 'Back to the draft' }).click();
  await page.getByRole('button', { name: /^Go live as version/ }).click();
  await page.getByRole('status').getByText('The draft is live').waitFor();
  await page.getByRole('navigation', { name: 'Set-up' }).getByText('Identity provider').click();
  await page.getByRole('heading', { name: 'Sign-in is live' }).waitFor();
  await onPicture('live');
}

/** Takes what is in sight, as WebP, which Playwright itself does not. */
export async function takeWebp(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: WEBP_QUALITY });
  await session.detach();
  await writeFile(path, Buffer.from(data, 'base64'));
}
