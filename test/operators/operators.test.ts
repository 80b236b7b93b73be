import { Secret, TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { readEmailAddress } from '../../src/email-address.ts';
import { formatApiKey, isUsable, makeApiKey, readApiKey } from '../../src/operators/api-key.ts';
import { checkApiKeyInput } from '../../src/operators/api-key-input.ts';
import { nameBrowser } from '../../src/operators/browser-name.ts';
import { addressKey, countAttempt, DELAYS, nextAttemptAt } from '../../src/operators/delays.ts';
import { readOperatorName } from '../../src/operators/operator.ts';
import {
  currentParameters,
  derivePassword,
  isOutdated,
  isSameDerivedKey,
} from '../../src/operators/password-hash.ts';
import { findPasswordProblem } from '../../src/operators/password-policy.ts';
import { makeRecoveryCode, readRecoveryCode } from '../../src/operators/recovery-codes.ts';
import { grantsScope, SCOPES } from '../../src/operators/scopes.ts';
import { operatorSessionEnd } from '../../src/operators/session-limits.ts';
import { acceptTotp, makeTotpSecret, totpUri } from '../../src/operators/totp.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('passwords', () => {
  const context = {
    email: 'ada.lovelace@engine.example',
    displayName: 'Ada Lovelace',
    productName: 'Analytical Engine',
  };
  const problemOf = (password: string) => findPasswordProblem(password, context);

  test('twelve characters are enough, eleven are not, whatever their kind', () => {
    expect(problemOf('qvmtzhgrwkbx')).toBeNull();
    expect(problemOf('qvmtzhgrwkb')).toBe('password_too_short');
    expect(problemOf('𝒬𝓋𝓂𝓉𝓏𝒽𝓰𝓇𝓌𝓀𝒷')).toBe('password_too_short');
    expect(problemOf('wet otters juggle plums')).toBeNull();
  });

  test('256 characters are taken, 257 are not', () => {
    const long = 'kvzr wqxj tmbh '.repeat(18);
    expect(problemOf(long.slice(0, 256))).toBeNull();
    expect(problemOf(long.slice(0, 257))).toBe('password_too_long');
  });

  test.each([
    'password1234',
    'Passw0rd!2026',
    'qwertyuiop123',
    '123456789012',
    'aaaaaaaaaaaa',
    'abababababab',
    'ada.lovelace1',
    'AdaLovelace2026',
    'AnalyticalEngine!',
    'engine.example',
    'ＰＡＳＳＷＯＲＤ１２３４',
    'letmein-welcome-admin',
  ])('%s is obvious', (password) => {
    expect(problemOf(password)).toBe('password_obvious');
  });
});

describe('hashes of passwords', () => {
  test('are scrypt as RFC 7914 has it: its second test vector', async () => {
    const salt = Buffer.from('NaCl').toString('base64');
    const derived = await derivePassword('password', { salt, logN: 10, r: 8, p: 16 });
    const vector = 'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162';
    expect(Buffer.from(derived, 'base64').toString('hex')).toBe(vector);
  });

  test('are the same however the same letters are written, and differ by salt', async () => {
    const parameters = { ...currentParameters(new Uint8Array(16)), logN: 4 };
    expect(await derivePassword('café ①', parameters)).toBe(await derivePassword('cafe\u0301 1', parameters));
    const other = { ...currentParameters(new Uint8Array(16).fill(1)), logN: 4 };
    expect(await derivePassword('x', parameters)).not.toBe(await derivePassword('x', other));
  });

  test('are outdated when any parameter differs from OWASP’s', () => {
    const today = currentParameters(new Uint8Array(16));
    expect(today).toMatchObject({ logN: 14, r: 8, p: 5 });
    expect(isOutdated(today)).toBe(false);
    for (const change of [{ logN: 13 }, { r: 4 }, { p: 1 }])
      expect(isOutdated({ ...today, ...change })).toBe(true);
  });

  test('compare by their octets; what is no hash equals nothing', () => {
    expect(isSameDerivedKey('AAAA', 'AAAA')).toBe(true);
    for (const other of ['AAAB', 'AAAAAAAA', '', '*']) expect(isSameDerivedKey(other, 'AAAA')).toBe(false);
  });
});

describe('codes from an app', () => {
  // RFC 6238, appendix B, SHA-1; the last six of eight digits.
  const secret = makeTotpSecret(new TextEncoder().encode('12345678901234567890'));

  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ])('at %i seconds %s is right', (seconds, code) => {
    expect(acceptTotp(secret, code, 0, seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  test('a code is taken from the step before to the step after, to the millisecond', () => {
    const begin = 1_111_111_080_000;
    const code = '081804';
    expect(acceptTotp(secret, code, 0, begin - 30_000 - 1)).toBeNull();
    expect(acceptTotp(secret, code, 0, begin - 30_000)).not.toBeNull();
    expect(acceptTotp(secret, code, 0, begin + 60_000 - 1)).not.toBeNull();
    expect(acceptTotp(secret, code, 0, begin + 60_000)).toBeNull();
  });

  test('a step counts once, and none before it any more', () => {
    const step = Math.floor(1_111_111_109 / 30);
    expect(acceptTotp(secret, '081804', step - 1, 1_111_111_109_000)).toBe(step);
    expect(acceptTotp(secret, '081804', step, 1_111_111_109_000)).toBeNull();
    expect(acceptTotp(secret, '081804', step + 1, 1_111_111_109_000)).toBeNull();
  });

  test.each(['', '08180', '0818044', '08180４', ' 081804', '-81804', '8.1804'])('%j is no code', (code) => {
    expect(acceptTotp(secret, code, 0, 1_111_111_109_000)).toBeNull();
  });

  test('the address that the app scans has issuer, account and secret', () => {
    const uri = new URL(totpUri(secret, 'Example SaaS', 'ada@example.com'));
    expect(uri.protocol).toBe('otpauth:');
    expect(decodeURIComponent(uri.pathname)).toContain('Example SaaS:ada@example.com');
    expect(uri.searchParams.get('secret')).toBe(secret);
    const app = new TOTP({ secret: Secret.fromBase32(secret) });
    expect(acceptTotp(secret, app.generate({ timestamp: NOW }), 0, NOW)).not.toBeNull();
  });
});

test('a recovery code is read as people type it', () => {
  const code = makeRecoveryCode(Uint8Array.from({ length: 16 }, (_, index) => index * 2));
  expect(code).toBe('0246-8ACE-GJMP-RTWY');
  expect(readRecoveryCode(' o246 8ace-gjmprtwy')).toBe(code);
  for (const wrong of ['', '123456', `${code}0`, code.replace('R', 'U')])
    expect(readRecoveryCode(wrong)).toBeNull();
});

describe('delays', () => {
  const after = (count: number, kind: keyof typeof DELAYS) =>
    nextAttemptAt({ count, lastAt: NOW }, DELAYS[kind], NOW) - NOW;

  test('grow from nothing to their longest', () => {
    expect([0, 3, 4, 5, 6, 11, 12, 1_000_000].map((count) => after(count, 'account'))).toEqual([
      0,
      0,
      5_000,
      10_000,
      20_000,
      640_000,
      15 * MINUTE,
      15 * MINUTE,
    ]);
  });

  test('are over at the very instant, and forgotten after a day', () => {
    const failures = { count: 4, lastAt: NOW };
    const { account } = DELAYS;
    expect(nextAttemptAt(failures, account, NOW + 4_999)).toBe(NOW + 5_000);
    expect(nextAttemptAt(failures, account, NOW + 5_000)).toBe(NOW + 5_000);
    expect(countAttempt(failures, account, NOW + 24 * HOUR - 1).count).toBe(5);
    expect(countAttempt(failures, account, NOW + 24 * HOUR).count).toBe(1);
  });

  test.each([
    [null, 'none'],
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
    ['2001:DB8::1', '2001:db8:0:0::/64'],
    ['2001:0db8:0000:0000::ffff', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s is counted as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});

describe('API keys', () => {
  const key = makeApiKey(new Uint8Array(12).fill(31), new Uint8Array(32).fill(255));

  test.each(['', 'S'.repeat(22)])('are read as they are written, with the seal %j', (seal) => {
    const text = formatApiKey({ ...key, seal });
    expect(text).toMatch(/^esk_z{12}_[A-Za-z0-9_-]{43}S*$/);
    expect(readApiKey(text)).toEqual({ ...key, seal });
  });

  test.each(['esk_', 'ESK_', ' ', 'x'])('another text is none: %j', (before) => {
    for (const seal of ['', 'S'.repeat(22)]) {
      expect(readApiKey(`${before}${formatApiKey({ ...key, seal })}`)).toBeNull();
      expect(readApiKey(`${formatApiKey({ ...key, seal })}${before}x`)).toBeNull();
    }
  });

  test('are over at the instant of their expiry, and when revoked', () => {
    for (const [expiresAt, usable] of [
      [NOW - 1, false],
      [NOW, false],
      [NOW + 1, true],
      [null, true],
    ] as const) {
      expect(isUsable({ expiresAt, revokedAt: null }, NOW)).toBe(usable);
    }
    expect(isUsable({ expiresAt: null, revokedAt: NOW + 1 }, NOW)).toBe(false);
  });

  test('get no scope that their maker does not have', () => {
    const input = { name: ' import ', scopes: ['tenants:read', 'tenants:read'], expiresInDays: 30 };
    const ok = checkApiKeyInput(input, ['tenants:write']);
    expect(ok).toEqual({ ok: true, value: { name: 'import', scopes: ['tenants:read'], expiresInDays: 30 } });
    const beyond = checkApiKeyInput({ ...input, scopes: ['tenants:write'] }, ['tenants:read', 'keys:write']);
    expect(beyond).toMatchObject({ ok: false, failure: [{ path: 'scopes' }] });
  });

  test.each([
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(81) }, 'name'],
    [{ name: 'a\nb' }, 'name'],
    [{ name: 7 }, 'name'],
    [{ scopes: [] }, 'scopes'],
    [{ scopes: 'tenants:read' }, 'scopes'],
    [{ scopes: ['tenants:read', '__proto__'] }, 'scopes'],
    [{ expiresInDays: 0 }, 'expiresInDays'],
    [{ expiresInDays: 1.5 }, 'expiresInDays'],
    [{ expiresInDays: Number.NaN }, 'expiresInDays'],
    [{ expiresInDays: 3_651 }, 'expiresInDays'],
    [{ expiresInDays: '30' }, 'expiresInDays'],
  ])('%j is refused', (change, path) => {
    const input = { name: 'x', scopes: ['tenants:read'], expiresInDays: null, ...change };
    expect(checkApiKeyInput(input, SCOPES)).toMatchObject({ ok: false, failure: [{ path }] });
  });
});

test('who may write may read the same and nothing else', () => {
  expect(grantsScope(['tenants:write'], 'tenants:read')).toBe(true);
  expect(grantsScope(['tenants:read'], 'tenants:write')).toBe(false);
  expect(grantsScope(['events:write'], 'people:read')).toBe(false);
  expect(grantsScope([], 'tenants:read')).toBe(false);
});

test('a session ends after 30 idle minutes or 12 hours, whichever comes first', () => {
  expect(operatorSessionEnd({ signedInAt: NOW, lastSeenAt: NOW })).toBe(NOW + 30 * MINUTE);
  const busy = { signedInAt: NOW, lastSeenAt: NOW + 12 * HOUR - 1 };
  expect(operatorSessionEnd(busy)).toBe(NOW + 12 * HOUR);
});

test.each([
  [" Siobhan.O'Brien@example.com", "siobhan.o'brien@example.com"],
  ["ada@exa'mple.com", null],
  [' Ada@Example.COM ', 'ada@example.com'],
  ['ada', null],
  ['ada@localhost', null],
  ['a@b@c.example', null],
  ['ada lovelace@example.com', null],
  [`${'a'.repeat(250)}@b.example`, null],
  // The kelvin sign and the Greek varia are made ASCII letters by NFC alone: nobody is somebody else by them.
  ['mar\u212a@example.com', null],
  ['mark@boo\u212a.example', null],
  ['o\u1fefbrien@example.com', null],
  ['jose\u0301@example.com', 'jos\u00e9@example.com'],
])('the address %j is %j', (text, email) => {
  expect(readEmailAddress(text)).toBe(email);
});

test('a name has one to 80 characters and no control characters', () => {
  expect(readOperatorName(' Ada ')).toBe('Ada');
  for (const wrong of ['', ' ', 'x'.repeat(81), 'a\u0007b']) expect(readOperatorName(wrong)).toBeNull();
});

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0',
    'Edge on Windows',
  ],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1', 'Safari on iPhone'],
  ['<script>', 'A browser on an unknown system'],
])('%s is %s', (userAgent, name) => {
  expect(nameBrowser(userAgent)).toBe(name);
});
