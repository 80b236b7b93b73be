import { describe, expect, test } from 'vitest';
import { type Env, readSettings } from '../src/settings.ts';

const SECRET = 'A'.repeat(43);
const GOOD = {
  BASE_DOMAIN: 'login.example.com',
  PRODUCT_NAME: 'Example SaaS',
  SUPPORT_NAME: 'Example support',
  SUPPORT_EMAIL: 'help@example.com',
  COOKIE_KEYS: `2026-11:${SECRET},older:${'_-'.repeat(22)}`,
  OPERATOR_TOKEN: 'o'.repeat(32),
};
const read = (changes: Partial<Record<keyof typeof GOOD, string | undefined>> = {}) =>
  readSettings({ ...GOOD, ...changes } as unknown as Env);

function settingsOf(changes: Parameters<typeof read>[0] = {}) {
  const result = read(changes);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

function problemsOf(changes: Parameters<typeof read>[0]) {
  const result = read(changes);
  return result.ok ? [] : result.failure.map(({ name }) => name);
}

describe('a complete deployment', () => {
  test('is read', () => {
    expect(settingsOf()).toEqual({
      baseDomain: 'login.example.com',
      scheme: 'https',
      isLocal: false,
      productName: 'Example SaaS',
      support: { name: 'Example support', email: 'help@example.com' },
      cookieKeys: [
        { id: '2026-11', secret: new Uint8Array(32) },
        { id: 'older', secret: expect.any(Uint8Array) },
      ],
      operatorToken: 'o'.repeat(32),
    });
  });

  test('decodes base64url, the letters that base64 has not included', () => {
    const { cookieKeys } = settingsOf();
    expect(Buffer.from(cookieKeys[1]?.secret ?? []).toString('base64url')).toBe('_-'.repeat(22));
  });

  test('is read once for each environment object', () => {
    const env = { ...GOOD } as unknown as Env;
    expect(readSettings(env)).toBe(readSettings(env));
    expect(readSettings({ ...env })).not.toBe(readSettings(env));
  });
});

describe('BASE_DOMAIN', () => {
  test.each([
    ['login.example.com', 'login.example.com', 'https', false],
    ['Login.Example.COM.', 'login.example.com', 'https', false],
    ['login.example.com:443', 'login.example.com', 'https', false],
    ['login.example.com:8443', 'login.example.com:8443', 'https', false],
    ['localhost:8787', 'localhost:8787', 'http', true],
    ['localhost:80', 'localhost', 'http', true],
    ['sso.localhost:443', 'sso.localhost:443', 'http', true],
    ['notlocalhost', 'notlocalhost', 'https', false],
    ['localhost.example.com', 'localhost.example.com', 'https', false],
  ])('%s serves %s by %s', (value, baseDomain, scheme, isLocal) => {
    expect(settingsOf({ BASE_DOMAIN: value })).toMatchObject({ baseDomain, scheme, isLocal });
  });

  test.each([
    undefined,
    '',
    '127.0.0.1:8787',
    '[::1]:8787',
    'https://login.example.com',
    'login.example.com/',
    'login.example.com:0',
    'login.example.com:65536',
    'login.example.com:',
    'a_b.example.com',
    `${'a.'.repeat(95)}com`,
  ])('refuses %j', (value) => {
    expect(problemsOf({ BASE_DOMAIN: value })).toEqual(['BASE_DOMAIN']);
  });
});

describe('COOKIE_KEYS', () => {
  test.each([
    ['nothing', undefined],
    ['white space', '  '],
    ['no id', SECRET],
    ['an empty id', `:${SECRET}`],
    ['an id with a dot', `a.b:${SECRET}`],
    ['31 octets', `a:${'A'.repeat(42)}`],
    ['a length that base64url cannot have', `a:${'A'.repeat(45)}`],
    ['plain base64', `a:${'+'.repeat(44)}`],
    ['a trailing comma', `a:${SECRET},`],
    ['one id twice', `a:${SECRET},a:${SECRET}`],
  ])('refuses %s', (_title, value) => {
    expect(problemsOf({ COOKIE_KEYS: value })).toEqual(['COOKIE_KEYS']);
  });

  test('keeps its order, so that the first signs', () => {
    const { cookieKeys } = settingsOf({ COOKIE_KEYS: `new:${SECRET}, old:${SECRET}` });
    expect(cookieKeys.map(({ id }) => id)).toEqual(['new', 'old']);
  });
});

describe('what is missing or broken', () => {
  test.each([31, 32])('takes an operator token from 32 characters on: %i', (length) => {
    expect(problemsOf({ OPERATOR_TOKEN: 't'.repeat(length) })).toEqual(length < 32 ? ['OPERATOR_TOKEN'] : []);
  });

  test.each([
    ['OPERATOR_TOKEN', `${'t'.repeat(32)} t`],
    ['SUPPORT_EMAIL', 'nobody'],
    ['SUPPORT_EMAIL', 'a@b@c'],
    ['SUPPORT_NAME', 'a\u0000b'],
    ['PRODUCT_NAME', 'p'.repeat(81)],
  ] as const)('refuses a %s like %j', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([name]);
  });

  test('is named all at once, with the command for each secret', () => {
    const result = readSettings({} as unknown as Env);
    const problems = result.ok ? [] : result.failure;
    expect(problems.map(({ name, kind }) => [name, kind])).toEqual([
      ['BASE_DOMAIN', 'variable'],
      ['PRODUCT_NAME', 'variable'],
      ['SUPPORT_NAME', 'variable'],
      ['SUPPORT_EMAIL', 'variable'],
      ['COOKIE_KEYS', 'secret'],
      ['OPERATOR_TOKEN', 'secret'],
    ]);
    expect(problems.map(({ remedy }) => remedy)).toContain('Run: wrangler secret put COOKIE_KEYS');
  });

  test('never shows what a secret holds', () => {
    const result = read({ COOKIE_KEYS: 'leaked-id:leaked-key!,leaked', OPERATOR_TOKEN: 'leaked' });
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('leaked');
  });
});
