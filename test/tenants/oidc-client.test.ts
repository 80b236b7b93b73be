/** Where people may be sent to with a code. */
import { describe, expect, test } from 'vitest';
import { isRedirectUri } from '../../src/tenants/oidc-client.ts';

describe('an address that people may be sent to', () => {
  test.each([
    'https://wiki.example/callback',
    'https://wiki.example:8443/callback?tenant=acme&x=%20',
    'http://localhost:3000/callback',
    'http://acme.localhost/callback',
    'http://127.0.0.1:49152/',
    'http://[::1]:49152/',
  ])('%s', (uri) => {
    for (const isPublic of [true, false]) expect(isRedirectUri(uri, isPublic)).toBe(true);
  });

  test.each(['com.example.app:/signed-in', 'com.example.app://signed-in'])(
    '%s, for a public client',
    (uri) => {
      expect(isRedirectUri(uri, true)).toBe(true);
      expect(isRedirectUri(uri, false)).toBe(false);
    },
  );
});

describe('no such address', () => {
  test.each([
    'http://wiki.example/callback',
    'http://localhost.example/',
    'http://127.0.0.1.example/',
    'https://wiki.example/#fragment',
    'https://wiki.example/#',
    'https://user@wiki.example/',
    'https://user:pass@wiki.example/',
    'https://wiki.example\\@evil.example/',
    'https://wiki.example/\u00e9',
    'https://wiki.example/ x',
    'https://wiki.example/"><script>',
    '//wiki.example/',
    '/callback',
    'https://',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'urn:ietf:wg:oauth:2.0:oob',
    '',
  ])('%j', (uri) => {
    for (const isPublic of [true, false]) expect(isRedirectUri(uri, isPublic)).toBe(false);
  });
});
