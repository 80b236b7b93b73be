import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judge } from '../../scripts/conformance/judge.ts';
import {
  must,
  notApplicable,
  notYet,
  shown,
  type TestName,
  testNames,
} from '../../scripts/conformance/profile.ts';
import { IIP } from '../conformance/iip.ts';
import { SDP } from '../conformance/sdp.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** The titles in the sources, as vitest finds them without running anything: `file: title`. */
function titlesInSources(files: readonly string[]): ReadonlySet<string> {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-list-'));
  const list = join(folder, 'list.json');
  try {
    spawnSync('vitest', ['list', '-c', 'test/vitest.config.ts', `--json=${list}`, ...files], { cwd: ROOT });
    const tests: readonly { file: string; name: string }[] = JSON.parse(readFileSync(list, 'utf8'));
    // Quotes inside a title come as the source escapes them.
    return new Set(
      tests.map(({ file, name }) => `${file.slice(`${ROOT}test/`.length)}: ${name.replaceAll('\\"', '"')}`),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whether the source has the title as a string of its own, as tables of tests have it, which vitest does not see. */
function isInTable([file, title]: TestName): boolean {
  const source = readFileSync(join(ROOT, 'test', file), 'utf8');
  return source.includes(`'${title.split(' > ').at(-1)}'`);
}

test('every test that the conformance table names is there', () => {
  const names = testNames([IIP, SDP]);
  const titles = titlesInSources([...new Set(names.map(([file]) => `test/${file}`))]);
  const missing = names.filter((name) => !titles.has(name.join(': ')) && !isInTable(name));
  expect(missing).toEqual([]);
});

test.each([IIP, SDP])('$name: every code is there once', ({ requirements }) => {
  const codes = requirements.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.length).toBeGreaterThan(45);
});

const assertion = (title: string, status: string) => ({ ancestorTitles: ['it'], title, status, meta: {} });
const report = (...assertionResults: ReturnType<typeof assertion>[]) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  testResults: [{ name: '/somewhere/test/a.test.ts', status: 'passed', assertionResults }],
});
const verdictOf = (title: string, ...results: ReturnType<typeof assertion>[]) =>
  judge({ name: '', requirements: [must('X', '', shown(['a.test.ts', title]))] }, report(...results)).map(
    ({ verdict }) => verdict,
  );

test('what a passed test shows is shown; what a failed or missing one should show is broken', () => {
  expect(verdictOf('it > works', assertion('works', 'passed'))).toEqual(['shown']);
  expect(verdictOf('it > works', assertion('works', 'failed'))).toEqual(['broken']);
  expect(verdictOf('it > works', assertion('works well', 'passed'))).toEqual(['broken']);
  expect(verdictOf('it > works')).toEqual(['broken']);
});

test('a title with parameters stands for all that it makes', () => {
  expect(verdictOf('it > takes %s (a.b)', assertion('takes x (a.b)', 'passed'))).toEqual(['shown']);
  expect(
    verdictOf('it > takes $name', assertion('takes x', 'passed'), assertion('takes y', 'failed')),
  ).toEqual(['broken']);
});

test('what is not yet, or not applicable, is never shown', () => {
  const requirements = [must('X', '', notYet('a')), must('Y', '', notApplicable('b'))];
  const verdicts = judge({ name: '', requirements }, null).map(({ verdict }) => verdict);
  expect(verdicts).toEqual(['not yet', 'not applicable']);
});
