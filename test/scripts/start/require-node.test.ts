/** What stands before the TypeScript, run as npm runs it: in a fresh clone, and on a Node that is too old. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const GUARD = new URL('../../../scripts/start/require-node.cjs', import.meta.url).pathname;

let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'edge-saml-clone-'));
  mkdirSync(join(clone, 'scripts/start'), { recursive: true });
  cpSync(GUARD, join(clone, 'scripts/start/require-node.cjs'));
  writeFileSync(join(clone, 'entry.cjs'), "console.log('entered')");
  // Stands for an old Node: its version is all that the guard asks for.
  writeFileSync(
    join(clone, 'old.cjs'),
    "Object.defineProperty(process, 'versions', { value: { node: '20.19.2' } })",
  );
});
afterEach(() => rmSync(clone, { recursive: true }));

const run = (...args: string[]) =>
  spawnSync(process.execPath, [...args, '-r', './scripts/start/require-node.cjs', 'entry.cjs'], {
    cwd: clone,
    encoding: 'utf8',
  });

function install(): void {
  mkdirSync(join(clone, 'node_modules/wrangler'), { recursive: true });
  writeFileSync(join(clone, 'node_modules/wrangler/package.json'), '{}');
}

test('a clone without its packages is told how to install them', () => {
  expect(run()).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/^[^\n]*npm ci\n$/) });
});

test('an old Node is told which one is needed', () => {
  install();
  const { status, stdout, stderr } = run('-r', './old.cjs');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^[^\n]*20\.19\.2[^\n]*24[^\n]*\n$/);
});

test('with both nothing is said', () => {
  install();
  expect(run()).toMatchObject({ status: 0, stdout: 'entered\n', stderr: '' });
});

test('npm start goes through it', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  expect(scripts.start).toBe('node -r ./scripts/start/require-node.cjs scripts/start.ts');
});
