/** `npm run keygen` as a process: a key that the settings take, for its owner alone, and the steps that lead to its use. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KeygenProblem } from '../../scripts/keygen/keygen-problem.ts';
import { rollTokenKeys } from '../../scripts/keygen/token-keys.ts';
import { readSettings } from '../../src/settings.ts';
import { readTokenKeys } from '../../src/token-key-settings.ts';
import { readKeyPair } from '../../src/x509/key-pair.ts';

const SCRIPT = new URL('../../scripts/keygen.ts', import.meta.url).pathname;

let folder: string;
let out: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edge-saml-keygen-'));
  out = join(folder, 'new', 'key.pem');
});
afterEach(() => rmSync(folder, { recursive: true }));

function keygen(...args: string[]) {
  return spawnSync(process.execPath, [SCRIPT, '--out', out, ...args], { encoding: 'utf8' });
}

/** The values that SP_KEY_ROLES takes, in order. */
const rolesIn = (text: string) => [...text.matchAll(/SP_KEY_ROLES = "([^"]*)"/g)].map(([, roles]) => roles);

test.each([
  ['RSA-3072', { type: 'RSA', modulusBits: 3072 }],
  ['RSA-4096', { type: 'RSA', modulusBits: 4096 }],
  ['P-256', { type: 'EC', curve: 'P-256' }],
  ['P-384', { type: 'EC', curve: 'P-384' }],
  ['P-521', { type: 'EC', curve: 'P-521' }],
])('a key of type %s fits into a secret, is its owner’s alone, and is never printed', (type, publicKey) => {
  const made = keygen('--type', type, '--roles', '');
  expect([made.status, made.stderr]).toEqual([0, '']);
  const pem = readFileSync(out, 'utf8');
  expect(readKeyPair(pem)).toMatchObject({ ok: true, value: { publicKey } });
  // What Cloudflare takes for one secret.
  expect(pem.length).toBeLessThanOrEqual(5 * 1024);
  expect(statSync(out).mode & 0o777).toBe(0o600);
  expect(made.stdout).not.toContain('BEGIN');
  expect(made.stdout).toContain(`wrangler secret put SP_KEY_1 < `);
});

test('RSA of 3072 bits is what one gets without asking', () => {
  keygen('--roles', '');
  expect(readKeyPair(readFileSync(out, 'utf8'))).toMatchObject({
    value: { publicKey: { modulusBits: 3072 } },
  });
});

test('a file that is there is never overwritten', () => {
  keygen('--type', 'P-256', '--roles', '');
  const first = readFileSync(out, 'utf8');
  const second = keygen('--type', 'P-256', '--roles', '');
  expect(second.status).toBe(1);
  expect(second.stderr.trim().split('\n')).toHaveLength(1);
  expect(readFileSync(out, 'utf8')).toBe(first);
});

describe('the steps', () => {
  const steps = (...args: string[]) => rolesIn(keygen('--type', 'P-256', ...args).stdout);

  test.each<[string, string, string[]]>([
    ['use the first key at once', '', ['1:active']],
    ['publish, switch over, drop', '1:active', ['1:active, 2:next', '2:active, 1:retired', '2:active']],
    ['take a number that is free', '2:active', ['2:active, 1:next', '1:active, 2:retired', '1:active']],
    [
      'keep what is retired from before',
      '1:retired, 2:active',
      ['1:retired, 2:active, 3:next', '1:retired, 3:active, 2:retired', '1:retired, 3:active'],
    ],
  ])('%s', (_title, roles, expected) => {
    expect(steps('--roles', roles)).toEqual(expected);
  });

  test('replace one of several active keys, in its place', () => {
    expect(steps('--roles', '1:active, 2:active', '--replaces', '1')).toEqual([
      '1:active, 2:active, 3:next',
      '3:active, 2:active, 1:retired',
      '3:active, 2:active',
    ]);
  });
});

test.each([
  ['--type', 'RSA-1024'],
  ['--type', 'RSA-2048'],
  ['--roles', '1:active, 2:active'],
  ['--roles', '1:active', '--replaces', '2'],
  ['--roles', '1:active, 2:retired, 3:next, 4:retired'],
  ['--unknown'],
])('%s %s is refused, and makes no key', (...args) => {
  const refused = keygen('--type', 'P-256', ...args);
  expect(refused.status).toBe(1);
  expect(refused.stderr).not.toContain('    at ');
  expect(() => statSync(out)).toThrow();
});

test('--operator prints a secret that the settings take, another one each time, and writes nothing', () => {
  const secrets = [1, 2].map(() => {
    const made = keygen('--operator');
    expect([made.status, made.stderr]).toEqual([0, '']);
    expect(made.stdout).toContain('wrangler secret put OPERATOR_SETUP_SECRET');
    return /^ {2}([\w-]{43})$/m.exec(made.stdout)?.[1] ?? '';
  });
  expect(new Set(secrets).size).toBe(2);
  for (const secret of secrets) {
    const settings = readSettings({ OPERATOR_SETUP_SECRET: secret });
    const names = settings.ok ? [] : settings.failure.map(({ name }) => name);
    expect(names).not.toContain('OPERATOR_SETUP_SECRET');
  }
  expect(existsSync(out)).toBe(false);
});

describe('--token', () => {
  const keys = () => {
    const { keys: found } = JSON.parse(readFileSync(out, 'utf8')) as { keys: { kid: string }[] };
    return found.map(({ kid }) => kid);
  };

  test('makes a key that the settings take, for its owner alone, and never prints it', () => {
    const made = keygen('--token');
    expect([made.status, made.stderr]).toEqual([0, '']);
    const text = readFileSync(out, 'utf8');
    const [key] = readTokenKeys(text, expect.unreachable);
    expect(key?.algorithm).toBe('ES256');
    expect(made.stdout).not.toContain(key?.privateJwk.d);
    expect(made.stdout).toContain('wrangler secret put TOKEN_KEYS < ');
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  test('rolls over: the new key is published, signs, and is alone', () => {
    keygen('--token');
    const [old] = keys();
    keygen('--token', '--type', 'Ed25519');
    const [signing, next] = keys();
    expect([signing, next]).toEqual([old, expect.any(String)]);
    expect(keygen('--token', '--switch').stdout).toContain('--drop');
    expect(keys()).toEqual([next, old]);
    keygen('--token', '--drop');
    expect(keys()).toEqual([next]);
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  test('refuses an unknown type, and a step without the file that it starts from', () => {
    for (const args of [['--type', 'RSA-3072'], ['--switch']]) {
      const refused = keygen('--token', ...args);
      expect([refused.status, refused.stderr.trim().split('\n').length]).toEqual([1, 1]);
    }
    expect(existsSync(out)).toBe(false);
  });

  const made = () => ({ kid: 'made' });
  const [one, two] = [{ kid: 'one' }, { kid: 'two' }];

  test.each<[Parameters<typeof rollTokenKeys>[1], object[], object[] | null]>([
    ['publish', [one], [one, made()]],
    ['publish', [one, two], null],
    ['switch', [one], null],
    ['switch', [one, two], [two, one]],
    ['drop', [one], null],
    ['drop', [two, one], [two]],
  ])('%s, from %j, leads to %j', (step, keys, expected) => {
    const roll = () => rollTokenKeys(keys, step, made);
    if (expected === null) expect(roll).toThrow(KeygenProblem);
    else expect(roll()).toEqual(expected);
  });
});
