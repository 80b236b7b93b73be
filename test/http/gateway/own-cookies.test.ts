/** No cookie of ours reaches an application, or is set by one: whatever it is called, and however it is spelt. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isOwnCookie, stripOwnCookies, stripOwnSetCookies } from '../../../src/http/gateway/own-cookies.ts';
import { pendingCookieName } from '../../../src/sign-in/pending-request.ts';

const SOURCE = new URL('../../../src/', import.meta.url);

/** Every name that a literal of the source has: who adds a cookie finds it here. */
function namesInSource(): readonly string[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(new URL(file, SOURCE), 'utf8'));
  return texts.flatMap((text) =>
    [...text.matchAll(/'(__(?:Host|Secure)-[\w-]+)'/g)].map(([, name = '']) => name),
  );
}

const PENDING = pendingCookieName(`_${'0'.repeat(32)}`) ?? '';
const NAMES = namesInSource().map((name) => (PENDING.startsWith(`${name}_`) ? PENDING : name));

test('the names are found where they are', () => {
  expect(NAMES).toEqual(
    expect.arrayContaining(['__Host-session', '__Host-logout', '__Host-operator', PENDING]),
  );
});

describe.each(NAMES)('%s', (name) => {
  test.each([
    ['alone', `${name}=x`],
    ['last', `a=1; ${name}=x`],
    ['in other letters', `a=1; ${name.toUpperCase()}=x`],
    ['without a space', `a=1;${name}=x`],
    ['with spaces', `a=1;  ${name} = x`],
    ['behind a tab', `a=1;\t${name}=x`],
    ['behind a comma', `${name}=x, b=2; a=1`],
    ['in quotes', `a=1; "${name}"="x"`],
    ['as the value of none', `a=1; =${name}=x`],
    ['without a value', `a=1; ${name}`],
  ])('is kept back %s', (_where, header) => {
    expect(stripOwnCookies(header) ?? 'a=1').toBe('a=1');
  });

  test('is set by nobody else', () => {
    const lines = [
      `${name}=x; Path=/`,
      ` ${name} =x`,
      `=${name}=x`,
      `${name.toLowerCase()}=x`,
      'a=1; Path=/',
    ];
    expect(stripOwnSetCookies(lines)).toEqual(['a=1; Path=/']);
  });

  test('is no reason to keep back what merely reads like it', () => {
    for (const other of [
      `${name}s=1`,
      `my${name}=1`,
      `${name}-2=1`,
      `${name.replace('__Host-', '__Secure-')}=1`,
    ])
      expect(isOwnCookie(other), other).toBe(false);
  });
});

test('a header without any of ours is left as it is', () => {
  expect(stripOwnCookies('a=1;b=2;  c="3"')).toBe('a=1;b=2;  c="3"');
  expect(stripOwnCookies('')).toBe('');
});
