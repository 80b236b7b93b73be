import { describe, expect, test } from 'vitest';
import type { CertificateSummary, IdentityProvider } from '../../src/saml/identity-provider.ts';
import { signingKeyWarnings, tenantWarnings } from '../../src/tenants/warnings.ts';
import { connection, tenant } from '../support/tenants.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY = 86_400_000;
const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

const [key] = connection().identityProvider.keys as [CertificateSummary];

function warningsOf(changes: Parameters<typeof connection>[0]) {
  return tenantWarnings(tenant({ connections: [connection(), connection(changes)] }), NOW).map(
    ({ code, path }) => [code, path],
  );
}

const withProvider = (changes: Partial<IdentityProvider>) => ({
  identityProvider: { ...connection().identityProvider, ...changes },
});

describe('warnings', () => {
  test('are none about a tenant that is as it should be', () => {
    expect(tenantWarnings(tenant(), NOW)).toEqual([]);
  });

  test('tell of a tenant that nobody can sign in to', () => {
    expect(tenantWarnings(tenant({ connections: [] }), NOW)).toMatchObject([
      { code: 'no_connection', path: 'connections' },
    ]);
  });

  test('tell of every dangerous option', () => {
    const { response } = connection();
    const dangerous = { allowSha1: true, allowUnauthenticatedCbc: true, unsolicited: 'accept' } as const;
    expect(warningsOf({ response: { ...response, ...dangerous } })).toEqual([
      ['sha1_allowed', 'connections[1].response.allowSha1'],
      ['unauthenticated_cbc_allowed', 'connections[1].response.allowUnauthenticatedCbc'],
      ['unsolicited_accepted', 'connections[1].response.unsolicited'],
    ]);
  });

  test('tell that refused responses are kept, for as long as they are', () => {
    expect(warningsOf({ keepEvidenceHours: 1 })).toEqual([
      ['evidence_kept', 'connections[1].keepEvidenceHours'],
    ]);
    expect(warningsOf({ keepEvidenceHours: 0 })).toEqual([]);
  });

  test.each([
    ['none are known', undefined, undefined, ['scopes_unbound']],
    ['none is understood', [], undefined, ['scope_unusable']],
    ['the metadata has some', ['acme.example'], undefined, []],
    ['the connection has some', undefined, ['acme.example'], []],
    ['the connection has some where none is understood', [], ['acme.example'], []],
  ] as const)('tell how scopes bind a scoped account key: %s', (_words, stated, scopes, codes) => {
    const { identityProvider } = connection();
    const name = 'urn:oasis:names:tc:SAML:attribute:pairwise-id';
    const bound = {
      identityProvider: stated ? { ...identityProvider, scopes: stated } : identityProvider,
      scopes,
    };
    const account = { key: { from: 'attribute', name } } as const;
    expect(warningsOf({ ...bound, account })).toEqual(codes.map((code) => [code, 'connections[1].scopes']));
    expect(warningsOf({ ...bound, account: { key: { from: 'attribute', name: 'uid' } } })).toEqual([]);
    expect(warningsOf(bound)).toEqual([]);
  });

  test('tell of connections that want a key which the deployment lacks', () => {
    const { request } = connection();
    const signing = connection({ request: { ...request, sign: 'always' } });
    const warnings = signingKeyWarnings(tenant({ connections: [connection(), signing] }));
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([
      ['signing_key_missing', 'connections[1].request.sign'],
    ]);
  });

  test('tell of logouts that end nothing at the identity provider, for want of a key', () => {
    const location = 'https://idp.example.com/slo';
    const logoutEndpoints = [{ binding: 'redirect', location, responseLocation: null }] as const;
    const warnings = signingKeyWarnings(
      tenant({ connections: [connection(withProvider({ logoutEndpoints }))] }),
    );
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([
      ['logout_key_missing', 'connections[0].identityProvider'],
    ]);
  });

  test('tell of requests that are unsigned against the wish of the identity provider', () => {
    const { request } = connection();
    const wanting = withProvider({ wantAuthnRequestsSigned: true });
    expect(warningsOf({ ...wanting, request: { ...request, sign: 'never' } })).toEqual([
      ['signed_requests_wanted', 'connections[1].request.sign'],
    ]);
    expect(warningsOf(wanting)).toEqual([]);
    expect(warningsOf({ request: { ...request, sign: 'never' } })).toEqual([]);
  });

  test.each([
    [-1, 'certificate_expired'],
    [0, 'certificate_expired'],
    [1, 'certificate_expires_soon'],
    [60 * DAY, 'certificate_expires_soon'],
  ])('tell of a certificate that ends %i ms from now: %s', (left, code) => {
    const keys = [key, { ...key, notAfter: iso(NOW + left) }];
    expect(warningsOf(withProvider({ keys }))).toEqual([
      [code, 'connections[1].identityProvider.certificates[1]'],
    ]);
  });

  test('leave a certificate alone that ends in 60 days and a millisecond', () => {
    expect(warningsOf(withProvider({ keys: [{ ...key, notAfter: iso(NOW + 60 * DAY + 1) }] }))).toEqual([]);
  });

  test.each([
    [-1, 0],
    [0, 0],
    [1, 1],
  ])('tell of a certificate that begins %i ms from now', (ahead, count) => {
    expect(warningsOf(withProvider({ keys: [{ ...key, notBefore: iso(NOW + ahead) }] }))).toHaveLength(count);
  });

  test.each([
    [-1, ['metadata_expired']],
    [0, ['metadata_expired']],
    [1, ['metadata_expires_soon']],
    [60 * DAY, ['metadata_expires_soon']],
    [60 * DAY + 1, []],
  ])('tell of metadata that ends %i ms from now: %j', (left, codes) => {
    expect(warningsOf(withProvider({ notAfter: iso(NOW + left) })).map(([code]) => code)).toEqual(codes);
  });

  test('tell of signed metadata that may be sent again for good, and of no other', () => {
    const withSource = (signed: boolean, maxValidityDays: number | null) => ({
      metadataSource: {
        url: 'https://idp.example.com/metadata',
        signingCertificates: signed ? [key] : [],
        maxValidityDays,
      },
    });
    expect(warningsOf(withSource(true, null))).toEqual([
      ['metadata_replayable', 'connections[1].metadataMaxValidityDays'],
    ]);
    for (const fine of [withSource(true, 14), withSource(false, null), { metadataSource: null }])
      expect(warningsOf(fine)).toEqual([]);
  });

  test('take a date that cannot be read for past', () => {
    expect(warningsOf(withProvider({ notAfter: 'soon' })).map(([code]) => code)).toEqual([
      'metadata_expired',
    ]);
  });
});

test('refusing all but proven domains without having any shuts everybody out', () => {
  const codes = (changes: Parameters<typeof tenant>[0]) =>
    tenantWarnings(tenant(changes), NOW).map(({ code }) => code);
  expect(codes({ unprovenEmails: 'refuse' })).toEqual(['proven_domain_missing']);
  expect(codes({ unprovenEmails: 'refuse', provenDomains: ['acme.example'] })).toEqual([]);
  expect(codes({ unprovenEmails: 'accept' })).toEqual([]);
  expect(codes({ dangerouslyNamePeopleInEvents: true })).toEqual(['people_named_in_events']);
  expect(codes({ dangerouslyNamePeopleInEvents: false })).toEqual([]);
});
