/** What `npm run mutation` asks: every test of a folder whose code it changes, or a word on why not. */
import { existsSync, globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { NOT_ASKED, PARTS } from '../../scripts/mutation/parts.ts';

const ROOT = join(import.meta.dirname, '../..');
const asked = PARTS.flatMap(({ tests }) => tests);
const notAsked = NOT_ASKED.flatMap(({ tests }) => tests);
const folders = new Set(PARTS.flatMap(({ mutate }) => mutate.map((path) => basename(dirname(path)))));

// What runs inside workerd is no test of a part: Stryker runs in Node.
const isOfNode = (path: string) => path.endsWith('.test.ts') && !path.endsWith('.workerd.test.ts');

test.each([...folders])('each test of %s is asked by a part, or it is said why not', (folder) => {
  const tests = globSync(`test/${folder}/**/*.test.ts`, { cwd: ROOT }).filter(isOfNode);
  expect(tests.length).toBeGreaterThan(0);
  const named = tests.filter((path) => asked.includes(path) !== notAsked.includes(path));
  expect(tests.filter((path) => !named.includes(path))).toEqual([]);
});

test('each test that is named is there, and each glob finds code', () => {
  expect([...asked, ...notAsked].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const globs = PARTS.flatMap(({ mutate }) => mutate);
  expect(globs.filter((glob) => globSync(glob, { cwd: ROOT }).length === 0)).toEqual([]);
});

test('no two parts change the same code', () => {
  const changed = PARTS.flatMap(({ mutate }) => mutate).flatMap((glob) => globSync(glob, { cwd: ROOT }));
  expect(changed.length).toBe(new Set(changed).size);
});
