/** Where an identity provider takes logouts, out of its metadata: threat F7 among what may stand there. */
import { describe, expect, test } from 'vitest';
import { logoutEndpointsOf } from '../../src/saml/identity-provider.ts';
import { BINDING_POST, BINDING_REDIRECT } from '../../src/saml/names.ts';
import { accepted, codeOf, idp, logoutEndpoint } from '../support/idp-metadata.ts';

const SOAP = 'urn:oasis:names:tc:SAML:2.0:bindings:SOAP';
const SLO = 'https://idp.example.com/slo?tenant=acme';
const ANSWERS = 'https://idp.example.com/slo/answers';

const read = (logout: string, allowLocalhost = false) => accepted(idp({ logout }), allowLocalhost);
const endpointsOf = (logout: string, allowLocalhost = false) =>
  logoutEndpointsOf(read(logout, allowLocalhost).identityProvider);

describe('logout endpoints', () => {
  test('are none where there are none, and none is kept of that', () => {
    expect(endpointsOf('')).toEqual([]);
    expect(read('').identityProvider).not.toHaveProperty('logoutEndpoints');
    const record = { ...read('').identityProvider };
    expect(logoutEndpointsOf(record)).toEqual([]);
  });

  test('are the first of each binding that we speak, Redirect before POST, with where answers go', () => {
    const logout =
      logoutEndpoint(SOAP, 'https://idp.example.com/soap') +
      logoutEndpoint(BINDING_POST, SLO, `ResponseLocation="${ANSWERS}"`) +
      logoutEndpoint(BINDING_REDIRECT, SLO) +
      logoutEndpoint(BINDING_REDIRECT, 'https://other.example.com/');
    expect(endpointsOf(logout)).toEqual([
      { binding: 'redirect', location: SLO, responseLocation: null },
      { binding: 'post', location: SLO, responseLocation: ANSWERS },
    ]);
    expect(read(logout).warnings).toEqual([]);
  });

  test('of other bindings alone are passed over in silence', () => {
    expect(read(logoutEndpoint(SOAP, 'javascript:alert(1)'))).toEqual(read(''));
  });

  test.each([
    'http://idp.example.com/slo',
    'javascript:alert(1)',
    'data:text/html,x',
    '/slo',
    '',
    'https://user:secret@idp.example.com/slo',
    'https://idp.example.com/slo#x',
    'java&#9;script:alert(1)',
  ])('may not be %j, for requests or answers: they are left out and told, and sign-in stays', (address) => {
    for (const logout of [
      logoutEndpoint(BINDING_REDIRECT, address),
      logoutEndpoint(BINDING_REDIRECT, SLO, `ResponseLocation="${address}"`),
    ]) {
      const other = logoutEndpoint(BINDING_POST, SLO);
      expect(codeOf(idp({ logout }))).toBeNull();
      expect(endpointsOf(logout)).toEqual([]);
      expect(endpointsOf(logout + other).map(({ binding }) => binding)).toEqual(['post']);
      expect(read(logout).warnings.map(({ code }) => code)).toEqual(['logout_endpoint_unusable']);
    }
  });

  test('may be on this machine for a developer alone', () => {
    const logout = logoutEndpoint(BINDING_REDIRECT, 'http://localhost:9000/slo');
    expect(endpointsOf(logout, true)).toHaveLength(1);
    expect(endpointsOf(logout, false)).toEqual([]);
  });
});
