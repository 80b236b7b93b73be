import { describe, expect, test } from 'vitest';
import { checkReturnTo, MAX_RETURN_TO_BYTES } from '../../src/sign-in/return-to.ts';

const ORIGIN = 'https://acme.example.com';
const check = (link: string | null) => checkReturnTo(link, ORIGIN);

describe('a deep link on this host is kept to the letter', () => {
  test.each([
    '/',
    '/docs/42?tab=notes#top',
    '/docs/42?next=https://other.example/..//x&y=%2F%2f#/a/../b',
    '/docs//42/',
    '/search?q=CORP\\alice#C:\\temp',
    '/projects/group%2Fname',
    '/caf%C3%A9/%E6%96%87',
    '/100%',
    '/100%25',
    '/50%25%20off',
    '/a.b/..c/d..',
    '/ssology',
    '/sso/console?state=abc',
    '/sso/sessions',
    '/sso/oidc/authorize?client_id=wiki&redirect_uri=https%3A%2F%2Fwiki.example%2F',
    '/x/sso/login',
    '/?sso/login',
    '/#//evil.example',
    "/it's(fine)*~!$&,;=:@",
  ])('%s', (link) => {
    expect(check(link)).toBe(link);
    expect(check(ORIGIN + link)).toBe(link);
  });

  test('up to its greatest length', () => {
    const longest = `/${'x'.repeat(MAX_RETURN_TO_BYTES - 1)}`;
    expect(check(longest)).toBe(longest);
    expect(check(`${longest}x`)).toBe('/');
  });
});

describe('whatever names another host leads to /', () => {
  test.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\\/evil.example',
    '/\t/evil.example',
    '/%09/evil.example',
    '/%0a/evil.example',
    '/%5cevil.example',
    '/%5Cevil.example',
    '/%2fevil.example',
    '/%2Fevil.example',
    '/%252fevil.example',
    '/%25252fevil.example',
    '/%2%66evil.example',
    '/%2525252525252fevil.example',
    '/%EF%BC%8Fevil.example',
    '/%EF%BC%BCevil.example',
    '/\uff0fevil.example',
    '/\uff3cevil.example',
    '/%ff%2fx/../..//evil.example',
    '/a/..//evil.example',
    '/a/%2e%2e//evil.example',
    'https:evil.example',
    'https:/evil.example',
    'https://evil.example/',
    'http://acme.example.com/',
    'https://acme.example.com.evil.example/',
    'https://acme.example.com:444/',
    'https://acme.example.com@evil.example/',
    'https://user@acme.example.com/',
    'https://ACME.example.com.evil.example/',
    'https://globex.example.com/',
    'https://acme.example.com//evil.example',
    'https://acme.example.com/\\evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'evil.example',
    '@evil.example',
    '.evil.example',
    '?x=/docs',
    '#top',
  ])('%j', (link) => {
    expect(check(link)).toBe('/');
  });
});

describe('what a header, a page or a server further on could misread leads to /', () => {
  test.each([
    '/docs\r\nSet-Cookie: a=b',
    '/docs%0d%0aSet-Cookie:%20a=b',
    '/docs%250d%250ax',
    '/docs\u0000',
    '/docs%00',
    '/docs%C2%85',
    '/docs 42',
    ' /docs',
    '/docs ',
    '/caf\u00e9',
    '/docs/\u202e',
    '/docs\u2028',
    '/..',
    '/../x',
    '/a/../b',
    '/a/./b',
    '/a/..',
    '/a/%2e%2e/b',
    '/a/.%2E/b',
    '/a/%252e%252e/b',
    '/a/%EF%BC%8E%EF%BC%8E/b',
    '/a/..\\b',
  ])('%j', (link) => {
    expect(check(link)).toBe('/');
  });
});

describe('our own endpoints lead to /, since coming back there would go round in circles', () => {
  test.each([
    '/sso',
    '/sso/',
    '/sso/login?returnTo=/sso/login',
    '/sso/logout',
    '/sso/acs',
    '/SSO/acs',
    '/%73so/acs',
    '/%2573so/acs',
    '/sso%2Facs',
    '/sso?x',
    '/sso#x',
    '/sso/setup',
    '/sso/console/',
    '/sso/oidc/authorize/',
    '/sso/oidc/authorize/../token',
    '/sso/OIDC/authorize',
    '/sso/oidc/logout',
    '/sso/Console',
    '/sso/%63onsole',
    '/sso/console/../logout',
    `${ORIGIN}/sso/logout`,
  ])('%s', (link) => {
    expect(check(link)).toBe('/');
  });
});

test('nothing at all leads to /', () => {
  expect(check(null)).toBe('/');
  expect(check('')).toBe('/');
  expect(check(ORIGIN)).toBe('/');
});

test('what comes out is always one path on this host, however it is read', () => {
  const parts = [
    '/',
    '\\',
    '%2f',
    '%5c',
    '%25',
    '2f',
    '.',
    '..',
    '%2e',
    '\t',
    '%09',
    '@',
    ':',
    '?',
    '#',
    'sso',
    'a',
    '%',
    '\uff0f',
  ];
  let state = 42;
  const pick = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return parts[Math.floor((state / 2 ** 31) * parts.length)] ?? '';
  };
  for (let round = 0; round < 20_000; round += 1) {
    const out = check(Array.from({ length: 2 + (round % 7) }, pick).join(''));
    const url = new URL(out, ORIGIN);
    expect(url.origin).toBe(ORIGIN);
    expect(out).toMatch(/^\/(?![/\\])/);
    expect(url.pathname.split('/')[1]).not.toBe('sso');
    expect(check(out)).toBe(out);
  }
});
