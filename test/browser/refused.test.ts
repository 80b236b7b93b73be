/** What a person sees when a sign-in is refused: what happened, what to say, a way on; nothing out of the message. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { choose, type Stage, setStage } from './stage.ts';

let stage: Stage;
let acme: string;

beforeAll(async () => {
  stage = await setStage();
  acme = stage.origin('acme');
});
afterAll(() => stage.close());

test.each([
  ['for another application', 'audience_mismatch', ['fault', 'wrong-audience']],
  ['for another address', 'destination_mismatch', ['fault', 'wrong-recipient']],
  ['that has expired', 'assertion_expired', ['fault', 'expired']],
  ['that was changed after it was signed', 'signature_digest_mismatch', ['fault', 'tampered']],
  ['that nobody signed', 'signature_required', ['sign', 'none']],
  ['signed with a key that is not in the metadata', 'signature_invalid', ['key', 'rogue']],
  ['signed with SHA-1', 'signature_algorithm_forbidden', ['hash', 'SHA-1']],
  ['from a clock that is half an hour fast', 'assertion_not_yet_valid', ['clock', '1800']],
  ['that says that it did not work', 'status_not_success', ['fault', 'authn-failed']],
] as const)('an answer %s is refused, and trying again signs in', async (_, code, wrong) => {
  const { page, complaints } = await stage.visit();
  await page.goto(`${acme}/docs/42?tab=notes`);
  stage.worker.takeLog();
  await choose(page, 'alice', [wrong]);
  const reference = (await page.locator('.reference').textContent()) ?? '';
  expect(page.url()).toBe(`${acme}/sso/acs`);
  expect(reference).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  expect(await page.locator('h1').textContent()).not.toBe('');
  expect(stage.worker.takeLog().map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ code, reference, tenant: 'acme', connectionId: 'development' }),
  ]);
  const shown = await page.locator('html').innerHTML();
  expect(shown).not.toMatch(/alice|andersen|saml:|samlp:|&lt;|another-service|SAMLResponse/i);
  expect(await page.context().cookies(acme)).not.toContainEqual(
    expect.objectContaining({ name: '__Host-session' }),
  );

  await page.getByRole('link', { name: 'Try again' }).click();
  // The identity provider's session makes the second try seamless.
  await page.waitForURL(`${acme}/docs/42?tab=notes`);
  await page.getByRole('heading', { name: 'Logged in' }).waitFor();
  expect(complaints).toEqual([]);
});

test('an address without a tenant is a friendly page that leads to the operator', async () => {
  const { page, complaints } = await stage.visit();
  const answer = await page.goto(`${stage.origin('nobody')}/docs/42`);
  expect(answer?.status()).toBe(404);
  await page.locator('main a').first().click();
  await page.waitForURL(`${stage.worker.origin(null)}/`);
  await page.getByRole('textbox').fill('acme');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${stage.idpOrigin}/acme/sso?*`);
  expect(complaints).toEqual([]);
});
