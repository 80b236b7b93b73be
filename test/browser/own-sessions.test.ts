/** In Chromium, on a telephone: somebody sees where she is signed in, ends that elsewhere, and then signs out here. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, setStage, signIn, takePicture } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

test('a person ends her other sessions, one and then all, and keeps this one', async () => {
  const acme = stage.origin('acme');
  const { page, complaints } = await stage.visit({ viewport: { width: 390, height: 844 } });
  await signIn(page, `${acme}/`);
  for (let others = 3; others > 0; others -= 1) {
    const other = await stage.visit();
    await signIn(other.page, `${acme}/`);
    await other.page.context().close();
  }
  await page.getByRole('link', { name: 'Where you are signed in' }).click();
  const list = page.locator('main li');
  expect(await list.count()).toBe(4);
  expect(await list.first().innerText()).toContain('This browser');
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBe(390);
  await takePicture(page, 'own-sessions-390-light');
  await page.getByRole('button', { name: 'End', exact: true }).first().click();
  await page.getByRole('status').waitFor();
  expect(await list.count()).toBe(3);
  await page.getByRole('button', { name: 'End all others' }).click();
  await page.waitForURL(`${acme}/sso/sessions?ended`);
  expect(await list.count()).toBe(1);
  expect(await page.getByRole('button', { name: 'End all others' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  expect(complaints).toEqual([]);
});
