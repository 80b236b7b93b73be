import { describe, expect, test } from 'vitest';
import {
  chooseWay,
  fallbackAfterSignIn,
  type SamlRequired,
  writeFallbackUrl,
} from '../../src/tenants/saml-required.ts';

const URL = 'https://app.example/login';
const to = (address: string) => ({ fallbackUrl: `${URL}?email=${encodeURIComponent(address)}` });

const pilot = (changes: Partial<SamlRequired> = {}, fallbackLoginUrl: string | null = URL) => ({
  samlRequired: {
    of: 'pilot',
    addresses: ['ada@acme.example'],
    domains: ['pilot.example'],
    groups: [],
    ...changes,
  } as const,
  fallbackLoginUrl,
});

describe('before the sign-in', () => {
  test.each([
    ['ada@acme.example', 'identity-provider'],
    ['ADA@Acme.Example', 'identity-provider'],
    ['anybody@pilot.example', 'identity-provider'],
    ['anybody@PILOT.example', 'identity-provider'],
    ['bob@acme.example', to('bob@acme.example')],
    ['anybody@sub.pilot.example', to('anybody@sub.pilot.example')],
    ['anybody@pilot.example.evil.example', to('anybody@pilot.example.evil.example')],
    ['ada@acme.example@evil.example', 'ask'],
    ['ada', 'ask'],
    ['', 'ask'],
    [null, 'ask'],
  ])('in a pilot “%s” goes to %j', (email, way) => {
    expect(chooseWay(pilot(), email)).toEqual(way);
  });

  test('with groups in a pilot, whoever is not listed is asked of the identity provider', () => {
    expect(chooseWay(pilot({ groups: ['IT'] }), 'bob@acme.example')).toBe('identity-provider');
    expect(chooseWay(pilot({ groups: ['IT'] }), null)).toBe('ask');
  });

  test('everybody goes by SAML where everybody has to, and nobody where nobody has to', () => {
    expect(chooseWay(pilot({ of: 'everybody' }), 'bob@acme.example')).toBe('identity-provider');
    expect(chooseWay(pilot({ of: 'nobody' }), 'ada@acme.example')).toEqual(to('ada@acme.example'));
    expect(chooseWay(pilot({ of: 'nobody' }), null)).toEqual({ fallbackUrl: URL });
  });

  test.each(['nobody', 'pilot', 'everybody'] as const)(
    'without another sign-in page everybody goes by SAML, of %s',
    (of) => {
      expect(chooseWay(pilot({ of }, null), 'bob@acme.example')).toBe('identity-provider');
      expect(fallbackAfterSignIn(pilot({ of }, null), { email: null, groups: [] })).toBeNull();
    },
  );

  test('a record from before there was a choice goes by SAML', () => {
    expect(chooseWay({}, null)).toBe('identity-provider');
    expect(fallbackAfterSignIn({}, { email: null, groups: [] })).toBeNull();
  });
});

describe('after the sign-in', () => {
  const ada = { email: 'Ada@acme.example', groups: [] };
  const bob = { email: 'bob@acme.example', groups: ['Sales', 'IT'] };

  test.each([
    ['listed by address', pilot(), ada, null],
    ['of no listed group', pilot({ groups: ['it'] }), bob, `${URL}?email=bob%40acme.example`],
    ['of a listed group', pilot({ groups: ['IT'] }), bob, null],
    ['without an address', pilot(), { email: null, groups: [] }, URL],
    ['where nobody has to', pilot({ of: 'nobody' }), bob, null],
    ['where everybody has to', pilot({ of: 'everybody' }), bob, null],
  ])('somebody %s', (_words, tenant, person, url) => {
    expect(fallbackAfterSignIn(tenant, person)).toBe(url);
  });
});

describe('the address of the other page', () => {
  test.each([
    [
      'https://app.example/login?user={email}&x=1',
      'a+b&c@d.example',
      'https://app.example/login?user=a%2Bb%26c%40d.example&x=1',
    ],
    ['https://app.example/login?user={email}', null, 'https://app.example/login'],
    ['https://app.example/login?email=old', 'a@d.example', 'https://app.example/login?email=a%40d.example'],
    ['https://app.example/{email}', 'a@d.example', 'https://app.example/%7Bemail%7D?email=a%40d.example'],
    ['https://app.example/#top', 'a@d.example', 'https://app.example/?email=a%40d.example#top'],
  ])('%s for %s', (url, email, expected) => {
    expect(writeFallbackUrl(url, email)).toBe(expected);
  });
});
