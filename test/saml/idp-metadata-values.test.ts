import { describe, expect, it } from 'vitest';
import { BINDING_POST, BINDING_REDIRECT } from '../../src/saml/names.ts';
import {
  accepted,
  aggregate,
  codeOf,
  ENTITY_ID,
  endpoint,
  entity,
  idp,
  NOW,
  POST_URL,
  REDIRECT_URL,
  spRole,
} from '../support/idp-metadata.ts';

describe('sign-in endpoints', () => {
  it('are the first of each binding', () => {
    const endpoints = endpoint(BINDING_POST, POST_URL) + endpoint(BINDING_POST, 'https://other.example.com/');
    expect(accepted(idp({ endpoints })).identityProvider.signInEndpoints).toEqual([
      { binding: 'post', location: POST_URL },
    ]);
  });

  it.each([
    ['none', ''],
    ['other bindings', endpoint('urn:oasis:names:tc:SAML:2.0:bindings:SOAP', 'https://idp.example.com/')],
    ['logout', `<md:SingleLogoutService Binding="${BINDING_POST}" Location="https://idp.example.com/"/>`],
  ])('are refused where there are %s', (_title, endpoints) => {
    expect(codeOf(idp({ endpoints }))).toBe('sign_in_endpoint_missing');
  });

  it.each([
    'http://idp.example.com/sso',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '/sso',
    '//idp.example.com/sso',
    '',
    ' https://idp.example.com/sso',
    'https://idp.example.com/sso&#10;x',
    'java&#9;script:alert(1)',
    'https://user:secret@idp.example.com/sso',
    'https://user@idp.example.com/sso',
    'https://',
    'http://localhost.idp.example.com/sso',
    'http://127.0.0.1.idp.example.com/sso',
  ])('may not be %s, on a developer machine or elsewhere', (location) => {
    for (const binding of [BINDING_REDIRECT, BINDING_POST]) {
      const endpoints = endpoint(binding, location) + endpoint(BINDING_REDIRECT, REDIRECT_URL);
      expect(codeOf(idp({ endpoints }), true)).toBe('sign_in_endpoint_forbidden');
      expect(codeOf(idp({ endpoints }), false)).toBe('sign_in_endpoint_forbidden');
    }
  });

  it.each([
    'http://localhost:9000/sso',
    'http://idp.localhost/sso',
    'http://127.0.0.1:9000/sso',
    'https://localhost/sso',
  ])('may be %s on a developer machine alone', (location) => {
    const xml = idp({ endpoints: endpoint(BINDING_REDIRECT, location) });
    expect(accepted(xml, true).identityProvider.signInEndpoints).toEqual([{ binding: 'redirect', location }]);
    expect(codeOf(xml, false)).toBe('sign_in_endpoint_forbidden');
  });
});

describe('the entity ID', () => {
  it('may be a URN, and has up to 1024 characters', () => {
    const longest = `urn:${'x'.repeat(1020)}`;
    expect(accepted(idp({ entityAttributes: `entityID="${longest}"` })).identityProvider.entityId).toBe(
      longest,
    );
    expect(codeOf(idp({ entityAttributes: `entityID="${longest}x"` }))).toBe('entity_id_invalid');
  });

  it.each([
    ['absent', ''],
    ['empty', 'entityID=""'],
    ['white space', 'entityID="  "'],
    ['led by white space', `entityID=" ${ENTITY_ID}"`],
    ['followed by a line break', `entityID="${ENTITY_ID}&#10;"`],
    ['in another namespace', `md:entityID="${ENTITY_ID}"`],
    ['in other case', `entityId="${ENTITY_ID}"`],
  ])('may not be %s', (_title, entityAttributes) => {
    expect(codeOf(idp({ entityAttributes }))).toBe('entity_id_invalid');
  });
});

describe('validUntil', () => {
  const validUntil = (ms: number) => `validUntil="${new Date(ms).toISOString()}"`;

  it('is kept, and past it nothing is taken', () => {
    const xml = idp({ entityAttributes: `entityID="${ENTITY_ID}" ${validUntil(NOW)}` });
    expect(accepted(xml, false, NOW - 1).identityProvider.notAfter).toBe('2026-11-21T12:00:00.000Z');
    expect(codeOf(xml, false, NOW)).toBe('metadata_expired');
    expect(codeOf(xml, false, NOW + 1)).toBe('metadata_expired');
  });

  it('counts on every level, and the earliest decides', () => {
    const entityAttributes = `entityID="${ENTITY_ID}" ${validUntil(NOW + 3_000)}`;
    const inner = idp({ entityAttributes, roleAttributes: validUntil(NOW + 2_000) });
    expect(accepted(inner).identityProvider.notAfter).toBe('2026-11-21T12:00:02.000Z');
    expect(accepted(aggregate(inner, validUntil(NOW + 1_000))).identityProvider.notAfter).toBe(
      '2026-11-21T12:00:01.000Z',
    );
    expect(codeOf(aggregate(inner, validUntil(NOW)))).toBe('metadata_expired');
    expect(codeOf(idp({ roleAttributes: validUntil(NOW) }))).toBe('metadata_expired');
  });

  it('of an aggregate does not come from an entity beside', () => {
    const expired = entity(spRole(), `entityID="https://sp.example.com" ${validUntil(NOW - 1)}`);
    expect(accepted(aggregate(expired + idp())).identityProvider.notAfter).toBeNull();
  });

  it('may be far away', () => {
    const xml = idp({ entityAttributes: `entityID="${ENTITY_ID}" validUntil="9999-12-31T23:59:59Z"` });
    expect(accepted(xml).identityProvider.notAfter).toBe('9999-12-31T23:59:59.000Z');
  });

  it.each([
    '',
    'never',
    '2099-01-01',
    '2099-01-01T00:00:00',
    '99999-01-01T00:00:00Z',
    '2099-02-30T00:00:00Z',
    'P1D',
  ])('is refused as "%s"', (text) => {
    expect(codeOf(idp({ entityAttributes: `entityID="${ENTITY_ID}" validUntil="${text}"` }))).toBe(
      'valid_until_invalid',
    );
  });
});
