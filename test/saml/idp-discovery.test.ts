import { describe, expect, test } from 'vitest';
import {
  buildDiscoveryRequest,
  readDiscoveryAnswer,
  takesDiscoveryRequest,
} from '../../src/saml/idp-discovery.ts';

const REQUEST = {
  spEntityId: 'https://acme.example.com/sso/metadata',
  responseUrl: 'https://acme.example.com/sso/chosen',
  returnTo: '/docs/42?tab=notes&entityID=https://evil.example&x=%26#top',
};

/** The parameters of an address, each as often as it is there. */
const parametersOf = (url: string) => [...new URL(url).searchParams];

describe('a request', () => {
  test('says who asks and where to come back to, with the deep link and nothing else', () => {
    const url = buildDiscoveryRequest('https://ds.example/pick', REQUEST);
    expect(url.startsWith('https://ds.example/pick?')).toBe(true);
    const returnUrl = `${REQUEST.responseUrl}?${new URLSearchParams({ returnTo: REQUEST.returnTo })}`;
    expect(parametersOf(url)).toEqual([
      ['entityID', REQUEST.spEntityId],
      ['return', returnUrl],
      ['isPassive', 'false'],
    ]);
    expect(parametersOf(returnUrl)).toEqual([['returnTo', REQUEST.returnTo]]);
  });

  test('leaves what the address of the service says itself', () => {
    const url = buildDiscoveryRequest(
      'https://ds.example:8443/ds/?lang=de&isPassive=true&policy=urn:x',
      REQUEST,
    );
    expect(url.startsWith('https://ds.example:8443/ds/?')).toBe(true);
    expect(parametersOf(url).map(([name]) => name)).toEqual([
      'lang',
      'isPassive',
      'policy',
      'entityID',
      'return',
    ]);
    expect(new URL(url).searchParams.get('isPassive')).toBe('true');
  });

  test.each([
    'https://ds.example/',
    'https://ds.example/?lang=de&entityid=x&returnTo=y',
    'https://ds.example/#entityID=x',
  ])('may go to %s', (url) => {
    expect(takesDiscoveryRequest(url)).toBe(true);
  });

  test.each([
    'https://ds.example/?entityID=x',
    'https://ds.example/?lang=de&return',
    'https://ds.example/?returnIDParam=idp',
    'https://ds.example/?%72eturn=https://evil.example/',
    'no address',
  ])('may not go to %s', (url) => {
    expect(takesDiscoveryRequest(url)).toBe(false);
  });
});

describe('an answer', () => {
  test.each([
    ['returnTo=/docs&entityID=https%3A%2F%2Fidp.example%2F%3Fa%3D1%26b%3D2', 'https://idp.example/?a=1&b=2'],
    ['entityID=urn:idp', 'urn:idp'],
    ['returnTo=/docs', null],
    ['returnTo=%26entityID%3Durn:idp', null],
    ['entityid=urn:idp&idp=urn:idp', null],
    ['entityID=', ''],
    ['entityID=urn:idp&entityID=urn:other', ''],
    ['entityID=urn:idp&%65ntityID=urn:idp', ''],
  ])('%s is %j', (query, expected) => {
    expect(readDiscoveryAnswer(new URLSearchParams(query))).toBe(expected);
  });
});
