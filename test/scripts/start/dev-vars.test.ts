/** The secrets of a developer's machine: made where they are missing, kept where they are, never quietly replaced. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareDevVars } from '../../../scripts/start/dev-vars.ts';
import { StartProblem } from '../../../scripts/start/start-problem.ts';
import { readTokenKeys } from '../../../src/token-key-settings.ts';
import { readKeyPair } from '../../../src/x509/key-pair.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edge-saml-dev-vars-'));
  path = join(folder, '.dev.vars');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is made besides the two that a test sets. */
const OTHERS = ['TOKEN_KEYS', 'OPERATOR_SETUP_SECRET', 'SP_KEY_ROLES', 'SP_KEY_1'];
const TOKEN = 'an-operator-token-of-this-very-test-0123';
const KEYS = `mine:${Buffer.alloc(32, 7).toString('base64url')}`;

function problemWith(text: string): string {
  writeFileSync(path, text);
  try {
    prepareDevVars(path);
  } catch (error) {
    expect(error).toBeInstanceOf(StartProblem);
    expect(readFileSync(path, 'utf8')).toBe(text);
    return error instanceof Error ? error.message : '';
  }
  throw new Error('there was no problem');
}

test('without a file all secrets are made, for this user alone', () => {
  const { operatorToken, operatorSetupSecret, made } = prepareDevVars(path);
  expect(made).toEqual(['COOKIE_KEYS', 'OPERATOR_TOKEN', ...OTHERS]);
  const variables = parseEnv(readFileSync(path, 'utf8'));
  expect(readKeyPair(variables['SP_KEY_1'] ?? '')).toMatchObject({ ok: true });
  expect(readTokenKeys(variables['TOKEN_KEYS'], () => {})).toHaveLength(1);
  expect(variables).toEqual({
    COOKIE_KEYS: expect.stringMatching(/^dev:[\w-]{43}$/),
    OPERATOR_TOKEN: operatorToken,
    OPERATOR_SETUP_SECRET: operatorSetupSecret,
    TOKEN_KEYS: expect.any(String),
    SP_KEY_ROLES: '1:active',
    SP_KEY_1: expect.any(String),
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('two files never get the same secrets', () => {
  prepareDevVars(path);
  prepareDevVars(`${path}.other`);
  const [one, other] = [path, `${path}.other`].map((file) => parseEnv(readFileSync(file, 'utf8')));
  for (const name of ['COOKIE_KEYS', 'TOKEN_KEYS', 'OPERATOR_TOKEN', 'OPERATOR_SETUP_SECRET']) {
    expect(one?.[name]).not.toBe(other?.[name]);
  }
});

test('a second time nothing is written', () => {
  const first = prepareDevVars(path);
  const text = readFileSync(path, 'utf8');
  expect(prepareDevVars(path)).toEqual({ ...first, made: [] });
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test.each([
  ['a line break at its end', `# mine\nOPERATOR_TOKEN=${TOKEN}\n`],
  ['none', `# mine\nOPERATOR_TOKEN=${TOKEN}`],
])('only what is missing is added to a file with %s', (_, text) => {
  writeFileSync(path, text);
  expect(prepareDevVars(path)).toMatchObject({ operatorToken: TOKEN, made: ['COOKIE_KEYS', ...OTHERS] });
  const after = readFileSync(path, 'utf8');
  expect(after.startsWith(text)).toBe(true);
  expect(after.slice(text.length)).toMatch(
    /^\n?COOKIE_KEYS=dev:[\w-]{43}\nTOKEN_KEYS='[^'\n]+'\nOPERATOR_SETUP_SECRET=[\w-]{43}\nSP_KEY_ROLES=1:active\nSP_KEY_1=-----BEGIN PRIVATE KEY-----[^\n]+\n$/,
  );
});

test('a secret that is commented out counts as missing', () => {
  writeFileSync(path, '#COOKIE_KEYS=k1:\n#OPERATOR_TOKEN=\n');
  expect(prepareDevVars(path).made).toEqual(['COOKIE_KEYS', 'OPERATOR_TOKEN', ...OTHERS]);
});

test('quotes, spaces, export, Windows line ends and other variables are as wrangler takes them', () => {
  writeFileSync(
    path,
    `export OPERATOR_TOKEN = "${TOKEN}"\r\nCOOKIE_KEYS='${KEYS}'\r\n\r\nPRODUCT_NAME=My SaaS\r\n`,
  );
  expect(prepareDevVars(path)).toMatchObject({ operatorToken: TOKEN, made: [...OTHERS] });
});

test('a line that is no NAME=value is named by its number', () => {
  expect(problemWith(`COOKIE_KEYS=${KEYS}\nOPERATOR_TOKEN ${TOKEN}\n`)).toContain('line 2 ');
});

test.each([
  ['COOKIE_KEYS', 'empty', ''],
  ['COOKIE_KEYS', 'without an id', KEYS.slice(5)],
  ['COOKIE_KEYS', 'too short', `k1:${Buffer.alloc(31).toString('base64url')}`],
  ['OPERATOR_TOKEN', 'empty', ''],
  ['OPERATOR_TOKEN', 'one letter too short', 'x'.repeat(31)],
])('%s is named when it is %s, its value is not shown, and nothing is written', (name, _, value) => {
  const other = name === 'COOKIE_KEYS' ? '' : `COOKIE_KEYS=${KEYS}\n`;
  const problem = problemWith(`${other}${name}=${value}\n`);
  expect(problem).toContain(`${name} in .dev.vars`);
  expect(problem).not.toContain('\n');
  if (value !== '') expect(problem).not.toContain(value);
});

test('a file that cannot be read is a problem, not a reason to make new secrets', () => {
  expect(() => prepareDevVars(folder)).toThrow(StartProblem);
});
