/** Whose host a request is for, asked for many hosts and by two deployments. */
import { expect, test } from 'vitest';
import { hostOwner } from '../../src/http/host-owner.ts';
import { readSettings, type Settings } from '../../src/settings.ts';

function settingsOf(baseDomain: string): Settings {
  const settings = readSettings({
    BASE_DOMAIN: baseDomain,
    PRODUCT_NAME: 'Example',
    SUPPORT_NAME: 'Support',
    SUPPORT_EMAIL: 'support@example.com',
    COOKIE_KEYS: `k1:${'A'.repeat(43)}`,
    OPERATOR_TOKEN: 'operator-token-of-the-tests-0123456789',
  });
  if (!settings.ok) throw new Error(JSON.stringify(settings.failure));
  return settings.value;
}

const settings = settingsOf('sso.example');
const ownerOf = (url: string, of = settings) => hostOwner(new Request(url), of);

test('is told by the host of the URL alone, the first time and later', () => {
  for (let time = 1; time <= 2; time++) {
    expect(ownerOf('https://sso.example/')).toEqual({ kind: 'operator', host: 'sso.example' });
    expect(ownerOf('https://acme.sso.example/a?b=https://globex.sso.example')).toEqual({
      kind: 'slug',
      slug: 'acme',
      host: 'acme.sso.example',
    });
    expect(ownerOf('https://login.acme.example/')).toMatchObject({ kind: 'hostname' });
    expect(ownerOf('https://a.b.sso.example/')).toBeNull();
    expect(ownerOf('https://acme.sso.example:8443/')).toBeNull();
  }
});

/** As the runtime hands a request over: the Host header as it was sent, which no URL parser has seen. */
const ownerAsSent = (host: string, path = '/') =>
  hostOwner({ url: `https://${host}${path}` } as Request, settings);

test('is the same however the host is written', () => {
  for (const host of ['ACME.sso.example', 'acme.sso.example:443', 'somebody@acme.sso.example']) {
    expect(ownerAsSent(host)).toMatchObject({ slug: 'acme' });
  }
});

test('is nobody where there is no host, whatever the path says', () => {
  for (const host of ['', '[', 'a b', '?', '#', '\\']) {
    expect(ownerAsSent(host, '/acme.sso.example/')).toBeNull();
  }
});

test('is another for another deployment', () => {
  expect(ownerOf('https://acme.sso.example/')).toMatchObject({ kind: 'slug' });
  expect(ownerOf('https://acme.sso.example/', settingsOf('acme.sso.example'))).toMatchObject({
    kind: 'operator',
  });
});

test('stays right when more hosts were asked for than are remembered', () => {
  for (let index = 0; index < 1_100; index++) ownerOf(`https://made-up-${index}.sso.example/`);
  expect(ownerOf('https://made-up-3.sso.example/')).toMatchObject({ slug: 'made-up-3' });
  expect(ownerOf('https://sso.example/')).toMatchObject({ kind: 'operator' });
});
