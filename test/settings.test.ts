import { describe, expect, test } from 'vitest';
import { type Env, readSettings } from '../src/settings.ts';
import type { RecordBindings } from '../src/stores/tenant-record/parts.ts';
import { keyPair, keyPairPem, signingKey } from './support/key-pairs.ts';
import { type TestKeyName, testKey } from './support/test-keys.ts';
import { listTokenKeys, tokenJwk } from './support/token-keys.ts';

const SECRET = 'A'.repeat(43);
/** With a slug of 63 letters it makes an entity ID of 256 characters. */
const LONGEST_BASE_DOMAIN = `${'a.'.repeat(84)}com`;
const GOOD = {
  BASE_DOMAIN: 'login.example.com',
  PRODUCT_NAME: 'Example SaaS',
  SUPPORT_NAME: 'Example support',
  SUPPORT_EMAIL: 'help@example.com',
  COOKIE_KEYS: `2026-11:${SECRET},older:${'_-'.repeat(22)}`,
  OPERATOR_TOKEN: 'o'.repeat(32),
};
type Name = Exclude<keyof Env, keyof RecordBindings | 'OPERATOR_ACCOUNTS' | 'API_STATE' | 'APP'>;
const read = (changes: Partial<Record<Name, string | undefined>> = {}) =>
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
      tokenKeys: [],
      operatorToken: 'o'.repeat(32),
      operatorSetupSecret: null,
      operatorTenant: null,
      spKeys: { signing: null, decrypting: [], published: { signing: [], encryption: [] } },
      blockedAlgorithms: new Set(),
      serverTiming: false,
      application: { origin: null, publicPaths: [], protectedPaths: [] },
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
    [LONGEST_BASE_DOMAIN, LONGEST_BASE_DOMAIN, 'https', false],
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
    `${LONGEST_BASE_DOMAIN}m`,
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

test('TOKEN_KEYS is a secret that may be missing, and is named when it is broken', () => {
  expect(settingsOf({ TOKEN_KEYS: listTokenKeys(tokenJwk('k1')) }).tokenKeys).toMatchObject([{ id: 'k1' }]);
  const broken = read({ TOKEN_KEYS: '{}' });
  expect(broken).toMatchObject({ ok: false, failure: [{ name: 'TOKEN_KEYS', kind: 'secret' }] });
});

describe('SP keys', () => {
  const pem = (name: TestKeyName) => keyPairPem(testKey(name));
  const base64 = (name: TestKeyName) => keyPair(name).certificate;

  const ACTIVE = { SP_KEY_1: pem('rsaA'), SP_KEY_ROLES: '1:active' };

  test('are none where none has a role', () => {
    expect(settingsOf({ SP_KEY_1: pem('rsaA') })).toEqual(settingsOf());
  });

  test('sign, decrypt and are published while they are active', () => {
    const { signing, decrypting, published } = settingsOf(ACTIVE).spKeys;
    expect(signing).toEqual(signingKey('rsaA'));
    expect(decrypting).toEqual([keyPair('rsaA')]);
    expect(published).toEqual({ signing: [base64('rsaA')], encryption: [base64('rsaA')] });
  });

  test('are used as their roles say, which a roll-over changes', () => {
    const keys = { SP_KEY_1: pem('rsaA'), SP_KEY_2: pem('rsaB'), SP_KEY_4: pem('p384') };
    const { signing, decrypting, published } = settingsOf({
      ...keys,
      SP_KEY_ROLES: ' 2:next , 4:retired,1:active ',
    }).spKeys;
    expect(signing).toEqual(signingKey('rsaA'));
    expect(decrypting).toEqual([keyPair('rsaA'), keyPair('rsaB')]);
    expect(published.signing).toEqual([base64('rsaA'), base64('rsaB'), base64('p384')]);
    expect(published.encryption).toEqual([base64('rsaA'), base64('rsaB')]);

    const after = settingsOf({ ...keys, SP_KEY_ROLES: '2:active,1:retired' }).spKeys;
    expect(after.signing).toEqual(signingKey('rsaB'));
    expect(after.decrypting).toEqual([keyPair('rsaB'), keyPair('rsaA')]);
    expect(after.published.encryption).toEqual([base64('rsaB')]);
  });

  test('of several active ones, the first signs: an elliptic one to sign, an RSA one to decrypt', () => {
    const { signing, published } = settingsOf({
      SP_KEY_1: pem('rsaA'),
      SP_KEY_2: pem('p256'),
      SP_KEY_ROLES: '2:active,1:active',
    }).spKeys;
    expect(signing).toEqual(signingKey('p256'));
    expect(published.encryption).toEqual([base64('rsaA')]);
  });

  test.each<[string, Partial<Record<Name, string>>, Name[]]>([
    ['a role that is none', { SP_KEY_ROLES: '1:primary' }, ['SP_KEY_ROLES']],
    ['a number without a role', { SP_KEY_ROLES: '1' }, ['SP_KEY_ROLES']],
    ['a number that no secret has', { SP_KEY_ROLES: '1:active,5:next' }, ['SP_KEY_ROLES']],
    ['one key in two roles', { SP_KEY_ROLES: '1:active,1:next' }, ['SP_KEY_ROLES']],
    ['no active key', { SP_KEY_ROLES: '1:next' }, ['SP_KEY_ROLES']],
    ['a key that is not there', { SP_KEY_ROLES: '1:active,3:next' }, ['SP_KEY_3']],
    ['a key that is broken', { SP_KEY_1: 'leaked' }, ['SP_KEY_1']],
    ['a key that is too small', { SP_KEY_1: pem('weakRsa') }, ['SP_KEY_1']],
  ])('refuse %s', (_title, changes, names) => {
    expect(problemsOf({ ...ACTIVE, ...changes })).toEqual(names);
  });

  test('that are named by no role are not even read', () => {
    expect(problemsOf({ ...ACTIVE, SP_KEY_2: 'broken' })).toEqual([]);
  });
});

describe('BLOCKED_ALGORITHMS', () => {
  const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
  const all = [256, 384, 512].map((bits) => `${MORE}rsa-sha${bits}`);

  test('are identifiers with spaces, line breaks or commas between them', () => {
    const value = `${MORE}rsa-sha384,\n  http://www.w3.org/2001/04/xmlenc#aes128-cbc `;
    expect([...settingsOf({ BLOCKED_ALGORITHMS: value }).blockedAlgorithms]).toEqual([
      `${MORE}rsa-sha384`,
      'http://www.w3.org/2001/04/xmlenc#aes128-cbc',
    ]);
  });

  test('have to be known, since a misspelt one would block nothing', () => {
    expect(problemsOf({ BLOCKED_ALGORITHMS: `${MORE}rsa-sha265` })).toEqual(['BLOCKED_ALGORITHMS']);
  });

  test('are never signed with, and leave something to sign with', () => {
    const key = { SP_KEY_1: keyPairPem(testKey('rsaA')), SP_KEY_ROLES: '1:active' };
    const { signing } = settingsOf({ ...key, BLOCKED_ALGORITHMS: all[0] }).spKeys;
    expect(signing?.algorithm.uri).toBe(all[1]);
    expect(problemsOf({ ...key, BLOCKED_ALGORITHMS: all.join(' ') })).toEqual(['BLOCKED_ALGORITHMS']);
    expect(problemsOf({ BLOCKED_ALGORITHMS: all.join(' ') })).toEqual([]);
  });
});

describe('DNS_RESOLVER_URL', () => {
  test('is an https address, or on localhost one of this machine', () => {
    const local = { BASE_DOMAIN: 'localhost:8787', DNS_RESOLVER_URL: 'http://127.0.0.1:8053/dns-query' };
    expect(problemsOf({ DNS_RESOLVER_URL: 'https://dns.example.net/dns-query' })).toEqual([]);
    expect(problemsOf(local)).toEqual([]);
    expect(problemsOf({ ...local, BASE_DOMAIN: GOOD.BASE_DOMAIN })).toEqual(['DNS_RESOLVER_URL']);
    expect(problemsOf({ DNS_RESOLVER_URL: 'dns.example.net' })).toEqual(['DNS_RESOLVER_URL']);
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
    const result = read({
      COOKIE_KEYS: 'leaked-id:leaked-key!,leaked',
      OPERATOR_TOKEN: 'leaked',
      SP_KEY_1: 'leaked',
      SP_KEY_ROLES: '1:active',
    });
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('leaked');
  });
});

describe('what the console asks for', () => {
  test('is optional', () => {
    expect(settingsOf()).toMatchObject({ operatorSetupSecret: null, operatorTenant: null });
    expect(settingsOf({ OPERATOR_SETUP_SECRET: ' ', OPERATOR_TENANT: ' ' })).toMatchObject({
      operatorSetupSecret: null,
      operatorTenant: null,
    });
  });

  test('is a set-up secret of 32 characters or more, and the slug of a tenant', () => {
    expect(settingsOf({ OPERATOR_SETUP_SECRET: 's'.repeat(32), OPERATOR_TENANT: 'staff' })).toMatchObject({
      operatorSetupSecret: 's'.repeat(32),
      operatorTenant: 'staff',
    });
    expect(problemsOf({ OPERATOR_SETUP_SECRET: 's'.repeat(31) })).toEqual(['OPERATOR_SETUP_SECRET']);
    expect(problemsOf({ OPERATOR_SETUP_SECRET: `${'s'.repeat(32)} s` })).toEqual(['OPERATOR_SETUP_SECRET']);
    for (const slug of ['Staff', 'a/b', 'console', '-']) {
      expect(problemsOf({ OPERATOR_TENANT: slug })).toEqual(['OPERATOR_TENANT']);
    }
  });
});
