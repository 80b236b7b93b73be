import { describe, expect, test } from 'vitest';
import { readHostname } from '../../src/hostname.ts';
import { findLocationProblem } from '../../src/saml/sign-in-location.ts';
import { type Deployment, listTenantHosts, readHost } from '../../src/tenants/deployment.ts';
import { announcedSloUrl, serviceProvider } from '../../src/tenants/service-provider.ts';
import { isSlug } from '../../src/tenants/slug.ts';

const DEPLOYED: Deployment = { baseDomain: 'login.example.com', scheme: 'https', isLocal: false };
const LOCAL: Deployment = { baseDomain: 'localhost:8787', scheme: 'http', isLocal: true };

describe('a slug', () => {
  test.each(['a', 'acme', '0', 'a-b', 'a-b--c', 'x'.repeat(63), 'constructor', 'wwww'])(
    'may be %j',
    (slug) => {
      expect(isSlug(slug)).toBe(true);
    },
  );

  test.each([
    ['nothing', ''],
    ['capitals', 'Acme'],
    ['64 letters', 'x'.repeat(64)],
    ['a hyphen first', '-acme'],
    ['a hyphen last', 'acme-'],
    ['a dot', 'a.b'],
    ['a traversal', '..'],
    ['a slash', 'a/b'],
    ['an encoded slash', 'a%2fb'],
    ['a colon', 'a:b'],
    ['an underscore', '__proto__'],
    ['letters beyond ASCII', 'acmé'],
    ['the long s, which lower case leaves alone', 'acmeſ'],
    ['a line break at the end', 'acme\n'],
    ['punycode', 'xn--acm-dma'],
    ['a reserved name', 'www'],
    ['another', 'api'],
    ['a third', 'console'],
  ])('may not have %s', (_title, slug) => {
    expect(isSlug(slug)).toBe(false);
  });
});

describe('a hostname', () => {
  test.each([
    ['SSO.Acme.Example', 'sso.acme.example'],
    ['sso.acme.example.', 'sso.acme.example'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['localhost', 'localhost'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
  ])('%s is kept as %s', (text, canonical) => {
    expect(readHostname(text)).toBe(canonical);
  });

  test.each([
    '',
    '.',
    'a..b',
    '.a',
    'a.example..',
    '-a.example',
    'a_b.example',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(127)}b`,
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '[::1]',
    'a.example:443',
    'a.example/',
    'user@a.example',
    'a.example?b',
    'a.example#b',
    'a%2eexample',
    'a.example\\b',
    ' a.example',
    'a.example\n',
    'a.123',
  ])('is not %j', (text) => {
    expect(readHostname(text)).toBeNull();
  });
});

describe('the host of a request', () => {
  test.each([
    [DEPLOYED, 'login.example.com', { kind: 'operator', host: 'login.example.com' }],
    [DEPLOYED, 'acme.login.example.com', { kind: 'slug', slug: 'acme', host: 'acme.login.example.com' }],
    [DEPLOYED, 'ACME.Login.Example.COM.', { kind: 'slug', slug: 'acme', host: 'acme.login.example.com' }],
    [
      DEPLOYED,
      'sso.acme.example',
      { kind: 'hostname', hostname: 'sso.acme.example', host: 'sso.acme.example' },
    ],
    [
      DEPLOYED,
      'evillogin.example.com',
      { kind: 'hostname', hostname: 'evillogin.example.com', host: 'evillogin.example.com' },
    ],
    [LOCAL, 'localhost:8787', { kind: 'operator', host: 'localhost:8787' }],
    [LOCAL, 'acme.localhost:8787', { kind: 'slug', slug: 'acme', host: 'acme.localhost:8787' }],
    [
      LOCAL,
      'sso.acme.example:8787',
      { kind: 'hostname', hostname: 'sso.acme.example', host: 'sso.acme.example:8787' },
    ],
  ])('under %o, %s leads to %o', (deployment, host, owner) => {
    expect(readHost(host, deployment)).toEqual(owner);
  });

  test.each([
    [DEPLOYED, ''],
    [DEPLOYED, 'acme.login.example.com:8443'],
    [DEPLOYED, 'acme.login.example.com:'],
    [DEPLOYED, 'sso.acme.example:8443'],
    [DEPLOYED, 'a.b.login.example.com'],
    [DEPLOYED, '.login.example.com'],
    [DEPLOYED, 'www.login.example.com'],
    [DEPLOYED, '__proto__.login.example.com'],
    [DEPLOYED, 'acme%2f.login.example.com'],
    [DEPLOYED, '192.0.2.1'],
    [DEPLOYED, '[2001:db8::1]'],
    [LOCAL, 'acme.localhost'],
    [LOCAL, 'acme.localhost:8788'],
    [LOCAL, 'acme.localhost:8787:8787'],
  ])('under %o, %j leads nowhere', (deployment, host) => {
    expect(readHost(host, deployment)).toBeNull();
  });

  test('makes a service provider of each of a tenant’s hosts', () => {
    const hosts = listTenantHosts({ slug: 'acme', hostnames: ['sso.acme.example'] }, LOCAL);
    expect(hosts).toEqual(['acme.localhost:8787', 'sso.acme.example:8787']);
    expect(serviceProvider('acme.localhost:8787', LOCAL)).toEqual({
      entityId: 'http://acme.localhost:8787/sso/metadata',
      acsUrl: 'http://acme.localhost:8787/sso/acs',
    });
  });

  test('takes logouts on each host where there is a key to sign them with, and nowhere without', () => {
    const withKey = (signing: object | null) => ({ ...LOCAL, spKeys: { signing } });
    expect(announcedSloUrl('acme.localhost:8787', withKey({}))).toBe('http://acme.localhost:8787/sso/slo');
    expect(announcedSloUrl('acme.localhost:8787', withKey(null))).toBeNull();
  });
});

describe('a sign-in address', () => {
  test.each([
    'https://idp.example.com/sso?tenant=acme&x=%20',
    'https://10.0.0.1/adfs/ls',
    'https://localhost.example.com/',
    'https://idp.example.com:8443/',
    'https://bücher.example/',
    'https://idp_1.example.com./',
    'https://[2001:db8::1]:8443/',
  ])('may be %s on a deployed Worker', (location) => {
    expect(findLocationProblem(location, false)).toBeNull();
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'http://idp.example.com/',
    '//idp.example.com/',
    '/sso',
    '',
    'https://',
    'https://user@idp.example.com/',
    'https://user:pass@idp.example.com/',
    'https://idp.example.com/#fragment',
    'https://idp.example.com/#',
    'https://idp.example.com/a b',
    'https://idp.example.com/\r\nSet-Cookie:a',
    'https://*/',
    'https://*.example.com/',
    'https://idp.example.com;sandbox/',
    'https://idp.example.com%3Bsandbox/',
    "https://'none',*/",
    `https://idp.example.com/${'a'.repeat(2_000)}`,
  ])('may not be %j anywhere', (location) => {
    expect(findLocationProblem(location, false)).not.toBeNull();
    expect(findLocationProblem(location, true)).not.toBeNull();
  });

  test.each([
    'http://localhost:8788/sso',
    'https://localhost/sso',
    'https://LOCALHOST./sso',
    'http://idp.localhost:8788/sso',
    'http://127.0.0.1:8788/',
    'https://127.1/',
    'https://2130706433/',
    'https://0.0.0.0/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
  ])('may be %s on a developer’s machine alone', (location) => {
    expect(findLocationProblem(location, true)).toBeNull();
    expect(findLocationProblem(location, false)).not.toBeNull();
  });
});
