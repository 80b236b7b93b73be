/** The POST binding, and browsers whose script is switched off: buttons do what script does. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { choose, type Stage, setStage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

const LINK = '/docs/42?tab=notes#top';

test('by the POST binding a sign-in goes by itself, fragment included', async () => {
  const { page, complaints } = await stage.visit();
  await page.goto(stage.origin('poster') + LINK);
  await page.waitForURL(`${stage.idpOrigin}/poster/sso`);
  await choose(page, 'alice');
  await page.waitForURL(stage.origin('poster') + LINK);
  await page.getByRole('heading', { name: 'Logged in' }).waitFor();
  expect(complaints).toEqual([]);
});

test.each([
  ['Redirect', 'acme'],
  ['POST', 'poster'],
])(
  'without script a sign-in by the %s binding works with buttons, the fragment apart',
  async (binding, slug) => {
    const { page, complaints } = await stage.visit({ javaScriptEnabled: false });
    await page.goto(stage.origin(slug) + LINK);
    if (binding === 'POST') {
      await page.waitForURL(`${stage.origin(slug)}/sso/login?*`);
      await page.getByRole('button', { name: 'Continue' }).click();
    }
    await page.waitForURL(`${stage.idpOrigin}/${slug}/sso*`);
    await choose(page, 'alice');
    await page.getByRole('button', { name: /^Continue to/ }).click();
    await page.waitForURL(`${stage.origin(slug)}/docs/42?tab=notes`);
    await page.getByRole('heading', { name: 'Logged in' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect(complaints).toEqual([]);
  },
);
