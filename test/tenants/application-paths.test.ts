import { describe, expect, test } from 'vitest';
import { asksForSession, isPathPattern, mayReadAsOwn } from '../../src/tenants/application-paths.ts';

const rules = (publicPaths: string[] = [], protectedPaths: string[] = []) => ({
  publicPaths,
  protectedPaths,
});

/** Other spellings of /admin, and of what is below it, that some server or other reads as that. */
const SPELLINGS_OF_ADMIN = [
  '/admin',
  '/admin/',
  '/admin/users',
  '/ADMIN/users',
  '/Admin',
  '/%61dmin',
  '/%41DMIN/users',
  '/%2561dmin',
  '/%252561dmin',
  '/%u0061dmin',
  '/%c1%a1dmin',
  '//admin',
  '/.//admin',
  '/./admin',
  '/%2e/admin',
  '/x/../admin',
  '/x/%2e%2e/admin',
  '/x/.%2E/admin',
  '/x/%252e%252e/admin',
  '/x/..;/admin',
  '/x/..;a=b/admin',
  '/x/..%2fadmin',
  '/x/..%5cadmin',
  '/x/..\\admin',
  '/\\admin',
  '/x%2f..%2fadmin',
  '/x%5c..%5cadmin',
  '/admin%2fusers',
  '/admin%2Fusers',
  '/admin%5cusers',
  '/admin\\users',
  '/admin%252fusers',
  '/admin;/users',
  '/admin;x=1',
  '/;/admin',
  '/;x/admin',
  '/admin%3bx',
  '/admin%3f',
  '/admin%3fx=1',
  '/admin%23',
  '/admin%00',
  '/admin%00.css',
  '/admin%0a',
  '/%0aadmin',
  '/%09admin',
  '/admin%20',
  '/admin%20/users',
  '/%20admin',
  '/admin.',
  '/admin./users',
  '/admin%2e',
  '/admin.json',
  '/admin.css',
  '/admin:x',
  '/admin,x',
  '/admin~',
  '/admin::$DATA',
  '/admin%c2%a0',
  '/admin%',
  '/admin%zz',
  '/%ff/admin',
  '/%EF%BD%81dmin',
  '/adm%C4%B1n',
  '/%E2%93%90dmin',
  '/adm%E2%80%8Bin',
  '/ad%C2%ADmin',
  '/x/%EF%BC%8E%EF%BC%8E/admin',
  '/x/%E2%80%A5/admin',
  '/%EF%BC%8Fadmin',
  '/x%EF%BC%8F..%EF%BC%8Fadmin',
  '/a//../admin',
  'admin',
  '',
  '*',
];

describe('by default', () => {
  test.each(['/', '/docs', '/docs/42', '/caf%C3%A9', '/a%20b', ...SPELLINGS_OF_ADMIN])('%j asks', (path) => {
    expect(asksForSession(path, rules())).toBe(true);
  });
});

describe('where paths are open', () => {
  const open = rules(['/', '/health', '/docs/*', '/café/*', '/assets/*']);

  test.each([
    '/',
    '/health',
    '/docs',
    '/docs/',
    '/docs/42',
    '/docs/a/b/c.html',
    '/docs/a%20b',
    '/docs/%61',
    '/docs/a:b,c=d@e!f$g&h(i)+j*k',
    '/docs/%E2%9C%93',
    '/caf%C3%A9/menu',
    '/assets/x.y.js',
  ])('%j is', (path) => {
    expect(asksForSession(path, open)).toBe(false);
  });

  test.each([
    '/health/',
    '/health/x',
    '/Health',
    '/HEALTH',
    '/healthz',
    '/health.json',
    '/docsx',
    '/Docs/42',
    '/docs//42',
    '/docs/../admin',
    '/docs/%2e%2e/admin',
    '/docs/..%2fadmin',
    '/docs/%252e%252e/admin',
    '/docs/..;/admin',
    '/docs/..\\admin',
    '/docs/.',
    '/docs/x;y',
    '/docs/x%00',
    '/docs/%EF%BC%8E%EF%BC%8E/admin',
    '/docs/%E2%80%A5/admin',
    '/docs/x%EF%BC%8F..%EF%BC%8Fadmin',
    '/docs/.%E2%80%8B./admin',
    '/docs/%2e%2e%2f%2e%2e%2fadmin',
    ...SPELLINGS_OF_ADMIN,
  ])('%j asks', (path) => {
    expect(asksForSession(path, open)).toBe(true);
  });
});

describe('where paths are protected', () => {
  test.each(SPELLINGS_OF_ADMIN)('/admin/* takes in %j', (path) => {
    expect(asksForSession(path, rules([], ['/admin/*']))).toBe(true);
  });

  test.each(SPELLINGS_OF_ADMIN)('/admin takes in %j', (path) => {
    expect(asksForSession(path, rules([], ['/admin']))).toBe(true);
  });

  test.each(SPELLINGS_OF_ADMIN)('/ADMIN, as it may be written, takes in %j', (path) => {
    expect(asksForSession(path, rules([], ['/ADMIN/*']))).toBe(true);
  });

  test.each([
    '/',
    '/docs',
    '/administrators',
    '/admin-guide',
    '/admin_x',
    '/admin2',
    '/x/admin',
    '/caf%C3%A9',
    '/admin%C3%A9',
    '/a%20b.c',
  ])('/admin/* leaves %j open', (path) => {
    expect(asksForSession(path, rules([], ['/admin/*']))).toBe(false);
  });

  // As databases compare by default, utf8mb4_0900_ai_ci of MySQL for one, and Java where it speaks Turkish.
  test.each([
    '/\u00e1dmin',
    '/%C3%81dmin',
    '/a\u0301dmin',
    '/a%CC%81dmin',
    '/ADM\u0130N',
    '/admin\u034f',
    '/a\u034fdmin',
    '/ad\u115fmin',
    '/a\u0111min',
  ])('/admin takes in %j, which is the same without accents', (path) => {
    expect(asksForSession(path, rules([], ['/admin']))).toBe(true);
    expect(asksForSession(path, rules(['/admin'], ['/admin']))).toBe(true);
    expect(asksForSession('/admin', rules([], [decodeURIComponent(path)]))).toBe(true);
  });

  test('whatever letter of Europe a comparison by base letters takes for one of ours is protected with it', () => {
    const { compare } = new Intl.Collator('en', { sensitivity: 'base' });
    const letters = Array.from({ length: 0x250 - 0x80 }, (_, index) => String.fromCodePoint(0x80 + index));
    const alike = letters.flatMap((letter) =>
      [...'abcdefghijklmnopqrstuvwxyz'].flatMap((base) =>
        compare(letter, base) === 0 ? [[letter, base]] : [],
      ),
    );
    expect(alike.length).toBeGreaterThan(200);
    const open = alike.filter(([letter, base]) => !asksForSession(`/x${letter}y`, rules([], [`/x${base}y`])));
    expect(open).toEqual([]);
  });

  test('the front page can be protected alone', () => {
    expect(asksForSession('/', rules([], ['/']))).toBe(true);
    expect(asksForSession('/docs', rules([], ['/']))).toBe(false);
    expect(asksForSession('/docs', rules([], ['/*']))).toBe(true);
    expect(asksForSession('/', rules([], ['/*']))).toBe(true);
  });

  test('a part of what is protected can be open, by its exact spelling alone', () => {
    const nested = rules(['/admin/assets/*'], ['/admin/*']);
    expect(asksForSession('/admin/assets/a.css', nested)).toBe(false);
    expect(asksForSession('/admin/Assets/a.css', nested)).toBe(true);
    expect(asksForSession('/admin/assets/../users', nested)).toBe(true);
    expect(asksForSession('/admin/assets/..%2fusers', nested)).toBe(true);
    expect(asksForSession('/about', nested)).toBe(false);
  });
});

test.each([
  '/sso',
  '/sso/acs',
  '/SSO/acs',
  '/%73so/acs',
  '/%2573so/acs',
  '/sso%2facs',
  '/sso;x/acs',
  '/;/sso/acs',
  '//sso/acs',
  '/./sso/acs',
  '/x/../sso/acs',
  '/x/%2e%2e/sso/acs',
  '/x/..%2fsso%2facs',
  '/\\sso\\acs',
  '/%EF%BD%93so/acs',
  '/%25252573so',
])('%j may be read as one of ours', (path) => {
  expect(mayReadAsOwn(path)).toBe(true);
});

test.each([
  '/',
  '/docs/sso',
  '/ssops',
  '/sso-help',
  '/lessons',
  '/a%20b',
  '/docs/100%25',
  '/%',
  '/x/../docs',
])('%j may not', (path) => {
  expect(mayReadAsOwn(path)).toBe(false);
});

test.each(['/', '/*', '/health', '/docs/*', '/docs/', '/café/*', '/a:b@c/*', '/v1.2/x'])(
  '%j is a pattern',
  (text) => {
    expect(isPathPattern(text)).toBe(true);
  },
);

test.each([
  '',
  '*',
  'docs',
  'docs/*',
  '/docs*',
  '/docs/*/x',
  '/*/x',
  '/**',
  '/docs/**',
  '//',
  '//docs',
  '/docs//x',
  '/./x',
  '/a/../b',
  '/docs?x',
  '/docs#x',
  '/a%20b',
  '/a;b',
  '/a\\b',
  '/a b ',
  '/a./b',
  '/a\u0000',
  '/sso',
  '/sso/*',
  '/SSO/x',
  'https://app.example.com/docs',
])('%j is not', (text) => {
  expect(isPathPattern(text)).toBe(false);
});
