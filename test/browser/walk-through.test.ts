/** The README's walk-through, walked: from the set-up link to a sign-in that is live, and the pictures that the README shows of it. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  PICTURE_FOLDER,
  PICTURES,
  takeWebp,
  WINDOW,
  walkThrough,
} from '../../scripts/readme/walk-through.ts';
import { createApiClient } from '../../src/api-client/api-client.ts';
import { OPERATOR_TOKEN } from '../support/worker.ts';
import { seriousFindings } from './operator.ts';
import { type Stage, setStage, signIn } from './stage.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const MAX_PICTURE_BYTES = 300_000;
const FOLDER =
  process.env['UPDATE_PICTURES'] === '1'
    ? PICTURE_FOLDER
    : new URL('../../test-results/', import.meta.url).pathname;

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

const buttonOf = (way: string) =>
  ({ url: 'By the address', file: 'as a file', paste: 'pasted', hand: 'By hand' })[way] ?? '';

/** Fills in the form in one of the ways that there are. */
async function enter(page: Page, way: string): Promise<void> {
  const metadataUrl = `${stage.idpOrigin}/globex/metadata`;
  const metadata = await (await fetch(metadataUrl)).text();
  await page.getByRole('radio', { name: buttonOf(way) }).check();
  if (way === 'url') await page.getByLabel('Address of the metadata').fill(metadataUrl);
  if (way === 'paste') await page.getByLabel('Metadata', { exact: true }).fill(metadata);
  if (way === 'file') {
    const file = { name: 'idp.xml', mimeType: 'text/xml', buffer: Buffer.from(metadata) };
    await page.getByLabel('Metadata file').setInputFiles(file);
  }
  if (way !== 'hand') return;
  await page.getByLabel('Entity ID', { exact: true }).fill(metadataUrl);
  await page.getByLabel('Sign-in URL', { exact: true }).fill(`${stage.idpOrigin}/globex/sso`);
  await page.getByLabel('It wants our requests to be signed').check();
  const certificates = metadata.match(/(?<=<(?:\w+:)?X509Certificate>)[^<]+/g) ?? [];
  const pem = certificates.map((each) => `-----BEGIN CERTIFICATE-----\n${each}\n-----END CERTIFICATE-----`);
  await page.getByLabel('Certificates', { exact: true }).fill(pem.join('\n'));
}

test.each(['url', 'file', 'paste', 'hand'])(
  'an administrator comes from his link to what is live, by %s, and people sign in by it',
  async (way) => {
    await stage.worker.putTenant('globex', { displayName: 'Globex', connections: [] });
    const api = createApiClient({ origin: stage.worker.origin(null), token: OPERATOR_TOKEN });
    const { body } = await api.tenant('globex').setupLinks.create({ note: 'Grace, IT' });
    const { page, complaints } = await stage.visit(WINDOW);
    mkdirSync(FOLDER, { recursive: true });
    await walkThrough({
      page,
      setupLink: body.url,
      enter: () => enter(page, way),
      person: 'alice',
      async onPicture(name) {
        if (way !== 'url') return;
        await takeWebp(page, join(FOLDER, `${name}.webp`));
        expect(await seriousFindings(page)).toEqual([]);
      },
    });
    expect(complaints).toEqual([]);
    const { page: person } = await stage.visit();
    await signIn(person, `${stage.origin('globex')}/docs/42`);
  },
);

test('the README shows each of its pictures, which are small', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const files = PICTURES.map((name) => `${name}.webp`);
  expect(readdirSync(PICTURE_FOLDER).sort()).toEqual([...files].sort());
  for (const file of files) expect(readme).toContain(`(scripts/readme/pictures/${file})`);
  const bytes = files.map((file) => statSync(join(PICTURE_FOLDER, file)).size);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_PICTURE_BYTES);
});
