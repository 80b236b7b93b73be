/** The vendors of the guided set-up: each recognised by what it really calls itself, and with every word that the pages need. */
import { describe, expect, test } from 'vitest';
import { VendorGuide } from '../../../src/http/setup/vendor-guide.tsx';
import { findVendor, VENDORS, vendorOf } from '../../../src/http/setup/vendors/vendors.ts';

const known = (entityId: string, location = 'https://login.example/sso') =>
  vendorOf({ entityId, signInEndpoints: [{ binding: 'redirect', location }] }).id;

describe('a vendor is recognised', () => {
  test.each([
    ['okta', 'http://www.okta.com/exk1fxbp8yHcGhBEf0h8'],
    ['entra', 'https://sts.windows.net/2a1c6a6e-6c5e-4d4e-9d2f-0f6cf7f2a8f1/'],
    ['google', 'https://accounts.google.com/o/saml2?idpid=C01abcdef'],
    ['ad-fs', 'http://adfs.example.com/adfs/services/trust'],
    ['onelogin', 'https://app.onelogin.com/saml/metadata/6b1f2a3c-0000-4c5d-8e9f-a0b1c2d3e4f5'],
    ['ping', 'https://auth.pingone.eu/5a1b2c3d-0000-4e5f-8a9b-c0d1e2f3a4b5'],
    ['keycloak', 'https://id.example.com/realms/acme'],
    ['shibboleth', 'https://idp.example.edu/idp/shibboleth'],
  ])('as %s by its entity ID', (id, entityId) => {
    expect(known(entityId)).toBe(id);
  });

  test.each([
    ['okta', 'https://acme.okta.com/app/acme_app_1/exk1/sso/saml'],
    ['entra', 'https://login.microsoftonline.com/2a1c6a6e/saml2'],
    ['ad-fs', 'https://adfs.example.com/adfs/ls/'],
    ['jumpcloud', 'https://sso.jumpcloud.com/saml2/acme'],
    ['ping', 'https://sso.example.com/idp/SSO.saml2'],
    ['keycloak', 'https://id.example.com/auth/realms/acme/protocol/saml'],
    ['shibboleth', 'https://idp.example.edu/idp/profile/SAML2/Redirect/SSO'],
  ])('as %s by where it signs people in, whatever it calls itself', (id, location) => {
    expect(known('urn:example:of-their-own', location)).toBe(id);
  });

  test.each([['https://idp.example.com/metadata'], ['https://notokta.community/'], ['urn:realms:acme']])(
    'as none that is known, where it is none: %s',
    (entityId) => {
      expect(known(entityId)).toBe('other');
    },
  );
});

test('every vendor has an id of its own, by which it is found, and all words that the pages show', () => {
  expect(new Set(VENDORS.map(({ id }) => id)).size).toBe(VENDORS.length);
  for (const vendor of VENDORS) {
    expect(vendor.id).toMatch(/^[a-z-]+$/);
    expect(findVendor(vendor.id)).toBe(vendor);
    const { name, steps, entityId, acsUrl, nameId, signing, encryption, people, attributes, metadata } =
      vendor;
    const words = [name, ...steps, entityId, acsUrl, attributes.where, metadata.where];
    const pairs = [nameId, signing, encryption, people, ...attributes.sent];
    expect(vendor.sloUrl ?? 'none').toMatch(/\S/);
    for (const word of [...words, ...pairs.flat(), ...vendor.pitfalls]) expect(word).toMatch(/\S/);
    expect(attributes.sent.length).toBe(4);
    expect(steps.length).toBeGreaterThan(0);
  }
  expect(findVendor('')).toBeNull();
  expect(findVendor('constructor')).toBeNull();
});

test('our logout URL is shown in the vendor’s word for it, where there is one, and where logouts are served', () => {
  const serviceProvider = {
    entityId: 'https://acme.example/sso/metadata',
    acsUrl: 'https://acme.example/sso/acs',
  };
  const guide = (id: string, sloUrl: string | null) =>
    String(VendorGuide({ vendor: findVendor(id), serviceProvider, sloUrl })).replaceAll('<wbr/>', '');
  const served = 'https://acme.example/sso/slo';
  expect(guide('entra', served)).toContain(served);
  expect(guide('entra', served)).toContain('Logout Url (Optional)');
  expect(guide('', served)).toContain(served);
  expect(guide('google', served)).not.toContain(served);
  expect(guide('entra', null)).not.toContain('Logout Url');
});
