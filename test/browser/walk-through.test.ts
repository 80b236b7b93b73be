/** The README's walk-through, walked: from the set-up link to a sign-in that is live, and the pictures that the README shows of it. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
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
  await stage.worker.putTenant('globex', { displayName: 'Globex', connections: [] });
});
afterAll(() => stage.close());

test('an administrator comes from his link to what is live, and people sign in by it', async () => {
  const api = createApiClient({ origin: stage.worker.origin(null), token: OPERATOR_TOKEN });
  const { body } = await api.tenant('globex').setupLinks.create({ note: 'Grace, IT' });
  const { page, complaints } = await stage.visit(WINDOW);
  mkdirSync(FOLDER, { recursive: true });
  await walkThrough({
    page,
    setupLink: body.url,
    metadataUrl: `${stage.idpOrigin}/globex/metadata`,
    person: 'alice',
    async onPicture(name) {
      await takeWebp(page, join(FOLDER, `${name}.webp`));
      expect(await seriousFindings(page)).toEqual([]);
    },
  });
  expect(complaints).toEqual([]);
  const { page: person } = await stage.visit();
  await signIn(person, `${stage.origin('globex')}/docs/42`);
});

test('the README shows each of its pictures, which are small', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const files = PICTURES.map((name) => `${name}.webp`);
  expect(readdirSync(PICTURE_FOLDER).sort()).toEqual([...files].sort());
  for (const file of files) expect(readme).toContain(`(scripts/readme/pictures/${file})`);
  const bytes = files.map((file) => statSync(join(PICTURE_FOLDER, file)).size);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_PICTURE_BYTES);
});
