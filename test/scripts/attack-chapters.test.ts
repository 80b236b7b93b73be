/** The chapters of `npm run attacks`: they have every file of attacks, once. */
import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHAPTERS } from '../../scripts/attacks/chapters.ts';

test('every file of attacks is in one chapter', () => {
  const files = readdirSync(new URL('../attacks', import.meta.url))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => name.replace(/\.test\.ts$/, ''));
  expect(CHAPTERS.flatMap(({ files: listed }) => listed).sort()).toEqual(files.sort());
});

test('every file beside them is there, and in one chapter', () => {
  const beside = CHAPTERS.flatMap((chapter) => chapter.beside ?? []);
  expect(new Set(beside).size).toBe(beside.length);
  const missing = beside.filter((path) => !existsSync(new URL(`../${path}.test.ts`, import.meta.url)));
  expect(missing).toEqual([]);
});
