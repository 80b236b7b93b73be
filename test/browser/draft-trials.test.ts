/**
 * A customer's administrator tries a draft out in Chromium: a test that does not pass and one that does, the shadow, going live and
 * back, and a refused sign-in that is tried again; and attributes, by the names that came in the test.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApiClient } from '../../src/api-client/api-client.ts';
import { OPERATOR_TOKEN } from '../support/worker.ts';
import { seriousFindings } from './operator.ts';
import { choose, type Stage, setStage, takePicture } from './stage.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let stage: Stage;
let acme: string;
let api: ReturnType<ReturnType<typeof createApiClient>['tenant']>;

beforeAll(async () => {
  stage = await setStage();
  acme = stage.origin('acme');
  api = createApiClient({ origin: stage.worker.origin(null), token: OPERATOR_TOKEN }).tenant('acme');
  await api.connections.patch('development', { response: { requireSigned: 'response' } });
});
afterAll(() => stage.close());

const ASSERTION_ONLY = [['sign', 'assertion']] as const;
const RESPONSE_ONLY = [['sign', 'response']] as const;
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

async function saveHours(page: Page, hours: string) {
  await page.goto(`${acme}/sso/setup/sign-ins`);
  await page.getByText('Keep refused responses, to try them again').click();
  await page.getByLabel('Acme Directory').selectOption(hours);
  await page.getByRole('button', { name: 'Save in the draft' }).click();
  await page.getByRole('status').getByText('Saved in the draft').waitFor();
}

/** Signs somebody in who has a browser of his own, and gives the page that it ends at. */
async function visitAs(person: string, wrong: Parameters<typeof choose>[2]) {
  const { page } = await stage.visit();
  await page.goto(`${acme}/docs/1`);
  await choose(page, person, wrong);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

test('a draft is tested, tried in the shadow, made live and taken back, and a refused sign-in passes by it', async () => {
  const { body: link } = await api.setupLinks.create({ note: 'Grace, IT' });
  const { page, complaints } = await stage.visit();
  await page.goto(link.url);
  await page.getByRole('link', { name: 'Test and go live' }).waitFor();

  // What is kept of refused sign-ins decides about none, and needs no test.
  await saveHours(page, '8');
  await page.getByRole('button', { name: /^Go live as version/ }).click();
  await page.getByRole('status').getByText('The draft is live').waitFor();

  const refused = await visitAs('ada', ASSERTION_ONLY);
  const reference = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await refused.locator('main').innerText())?.[0] ?? '';
  expect(reference).not.toBe('');

  await api.draft.connections.patch('development', { response: { requireSigned: 'either' } });
  await page.goto(`${acme}/sso/setup/test`);
  await page.getByText('The operator saved this draft last').waitFor();
  await saveHours(page, '24');

  await page.goto(`${acme}/sso/setup/sign-ins`);
  await page.getByRole('link', { name: reference }).click();
  await page.getByText('signature_required').waitFor();
  await takePicture(page, 'trial-refused-sign-in');
  await page.getByRole('button', { name: 'Try it again by the draft' }).click();
  await page.getByRole('heading', { name: 'It would pass: tried again by the draft' }).waitFor();
  expect(await page.locator('main').innerText()).not.toContain('ada@');
  expect(await seriousFindings(page)).toEqual([]);

  await page.goto(`${acme}/sso/setup/test`);
  await page.getByRole('button', { name: /^Go live as version/ }).click();
  await page.getByRole('alert').getByText('It was not tested as it is now').waitFor();
  await page.getByRole('button', { name: /^Test signing in/ }).click();
  await choose(page, 'alice', [['fault', 'wrong-audience']]);
  await heading(page, 'The test did not pass');
  await page.getByText('https://another-service.example/metadata').waitFor();
  await page.getByText('alice@acme.example').first().waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await takePicture(page, 'trial-test-failed');
  await page.getByRole('link', { name: 'Back to the draft' }).click();
  await page.getByText('did not pass').waitFor();
  await page.getByRole('button', { name: /^Test signing in/ }).click();
  // The identity provider's own session is still there, so that it asks nothing.
  await heading(page, 'The test passed');
  await takePicture(page, 'trial-test-passed');
  await page.getByRole('link', { name: 'Back to the draft' }).click();
  await page.getByText('passed', { exact: true }).waitFor();
  expect(await page.locator('main').innerText()).not.toContain('alice');
  expect(
    (
      await page
        .context()
        .newPage()
        .then((tab) => tab.goto(`${acme}/sso/session`))
    )?.status(),
  ).toBe(401);

  await page.getByRole('button', { name: 'Switch it on' }).click();
  await page.getByText('Nobody has signed in since').waitFor();
  const live = await visitAs('alice', RESPONSE_ONLY);
  await live.getByRole('heading', { name: 'Logged in' }).waitFor();
  await expect
    .poll(
      async () => {
        await page.reload();
        return page.getByText('would sign in').count();
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  expect(await seriousFindings(page)).toEqual([]);
  await takePicture(page, 'trial-draft');

  await page.getByRole('button', { name: /^Go live as version/ }).click();
  await page.getByRole('status').getByText('The draft is live').waitFor();
  const now = await visitAs('ada', ASSERTION_ONLY);
  await now.getByRole('heading', { name: 'Logged in' }).waitFor();

  await page.getByRole('link', { name: 'History' }).click();
  await page.getByText('is “either” instead of “response”').waitFor();
  await takePicture(page, 'trial-history');
  await page.getByRole('button', { name: 'Go back to version 3' }).click();
  await page.getByRole('status').getByText('The earlier version is live again').waitFor();
  expect((await api.read()).body.connections[0]?.response.requireSigned).toBe('response');
  // On a phone, in the dark.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await width()).toBe(390);
  await takePicture(page, 'trial-history-phone');
  for (const name of ['Sign-ins', 'People', 'Events', 'Audit', 'Certificates']) {
    if (name === 'Sign-ins') await page.goto(`${acme}/sso/setup/sign-ins`);
    else await page.getByRole('navigation', { name: 'Pages of this section' }).getByText(name).click();
    await heading(page, name);
    expect(await seriousFindings(page)).toEqual([]);
    expect([name, await width()]).toEqual([name, 390]);
    await takePicture(page, `trial-${name.toLowerCase()}-phone`);
  }
  await page.getByText('SHA-256 fingerprint').first().waitFor();
  expect(complaints).toEqual([]);
});

test('attributes are chosen by the names of the last test; who lacks one, or a group, is helped on, and roles arrive', async () => {
  const { body: link } = await api.setupLinks.create({ note: 'Grace, IT' });
  const { page, complaints } = await stage.visit();
  await page.goto(link.url);
  await page.getByRole('link', { name: 'Attributes and groups' }).click();
  await heading(page, 'Attributes of Acme Directory');
  await page.getByText('What came in the last test').click();
  await page.locator('details').getByText('preferredLanguage').waitFor();
  expect(await page.locator('#seen option[value="givenName"]').count()).toBe(1);
  await page.getByLabel('Name (optional)', { exact: true }).fill('givenName');
  await page.getByRole('checkbox', { name: 'Email address' }).check();
  await page.getByLabel('Other required attributes').fill('employeeNumber');
  await page.getByLabel('Group 1', { exact: true }).fill('administrators');
  await page.getByLabel('Roles of group 1').fill('admin and more!');
  await page.getByRole('button', { name: 'Save in the draft' }).click();
  await page.getByRole('link', { name: /^Roles of group 1: entry 3 must be/ }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await takePicture(page, 'attributes-wrong');
  await page.getByLabel('Roles of group 1').fill('admin');
  await page.getByRole('button', { name: 'Save in the draft' }).click();
  await page.getByText('the attribute with the name is “givenName” instead of nothing').waitFor();
  await publish();

  const lacking = await visitAs('alice', []);
  await heading(lacking, 'Something is missing from your account');
  await lacking.getByText('employeeNumber').waitFor();
  expect(await seriousFindings(lacking)).toEqual([]);
  await takePicture(lacking, 'attribute-missing');

  const rules = { attributes: { required: null }, groupRules: { anyOf: ['administrators', 'IT'] } };
  await api.connections.patch('development', rules);
  const outside = await visitAs('alice', []);
  await heading(outside, 'You have no access to this site yet');
  await takePicture(outside, 'group-missing');
  const inside = await visitAs('ada', []);
  await inside.getByRole('heading', { name: 'Logged in' }).waitFor();
  const session = await (await inside.goto(`${acme}/sso/session`))?.json();
  expect(session.identity).toMatchObject({
    displayName: 'Ada',
    groups: ['administrators', 'everyone'],
    roles: ['admin'],
  });
  await page.goto(`${acme}/sso/setup/attributes`);
  await takePicture(page, 'attributes');
  expect(complaints).toEqual([]);
});

async function publish() {
  const { etag } = await api.draft.read();
  if (etag === null) throw new Error('the draft has no ETag');
  await api.draft.publish({ ifMatch: etag, untested: true });
}
