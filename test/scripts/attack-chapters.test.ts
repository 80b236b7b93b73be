/** The chapters of `npm run attacks`: they have every file of attacks, once. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHAPTERS } from '../../scripts/attacks/chapters.ts';

test('every file of attacks is in one chapter', () => {
  const files = readdirSync(new URL('../attacks', import.meta.url))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => name.replace(/\.test\.ts$/, ''));
  expect(CHAPTERS.flatMap(({ files: listed }) => listed).sort()).toEqual(files.sort());
});
