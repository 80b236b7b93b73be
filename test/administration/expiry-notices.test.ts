import { expect, test } from 'vitest';
import { describeNotice, reachedThreshold, tenantNotices } from '../../src/administration/expiry-notices.ts';
import { connection } from '../support/tenants.ts';

const NOW = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;

test.each([
  [60 * DAY + 1, null],
  [60 * DAY, 60],
  [30 * DAY + 1, 60],
  [30 * DAY, 30],
  [14 * DAY, 14],
  [7 * DAY, 7],
  [3 * DAY, 3],
  [DAY + 1, 3],
  [DAY, 1],
  [1, 1],
  [0, 0],
  [-1, 0],
  [-400 * DAY, 0],
])('with %d ms left the threshold is %s days', (left, expected) => {
  expect(reachedThreshold({ expiresAt: NOW + left }, NOW)).toBe(expected);
});

test('certificates and metadata lapse, each under a name of its own', () => {
  const idp = connection();
  const { identityProvider } = idp;
  const [certificate] = identityProvider.keys;
  const notAfter = '2027-01-01T00:00:00Z';
  const signingCertificates = identityProvider.keys;
  const notices = tenantNotices({
    connections: [
      idp,
      connection({
        id: 'second',
        identityProvider: { ...identityProvider, notAfter },
        metadataSource: { url: 'https://idp.example.com/', signingCertificates, maxValidityDays: null },
      }),
    ],
  });
  const told = notices.map(({ type, about }) => `${type} ${about['connectionId']} ${about['what']}`);
  expect(told.sort()).toEqual([
    'certificate.expiring idp signing-certificate',
    'certificate.expiring second metadata-signing-certificate',
    'certificate.expiring second signing-certificate',
    'metadata.expiring second metadata',
  ]);
  expect(new Set(notices.map(({ key }) => key)).size).toBe(4);
  expect(notices.find(({ about }) => about['connectionId'] === 'idp')).toMatchObject({
    about: { sha256: certificate?.key.fingerprint, subject: certificate?.subject },
    expiresAt: Date.parse(certificate?.notAfter ?? ''),
  });
});

test('the same thing with another end has another name', () => {
  const { identityProvider } = connection();
  const keyOf = (notAfter: string) =>
    tenantNotices({
      connections: [connection({ identityProvider: { ...identityProvider, keys: [], notAfter } })],
    })[0]?.key;
  expect(keyOf('2027-01-01T00:00:00Z')).toBe(keyOf('2027-01-01T00:00:00Z'));
  expect(keyOf('2027-01-01T00:00:00Z')).not.toBe(keyOf('2027-01-02T00:00:00Z'));
});

test.each([
  [1, false],
  [0, true],
  [-1, true],
])('%d ms before its end an event says that it has expired: %s', (left, isExpired) => {
  const notice = {
    key: 'a',
    type: 'metadata.expiring',
    about: { what: 'x' },
    expiresAt: NOW + left,
  } as const;
  expect(describeNotice(notice, NOW)).toEqual({
    what: 'x',
    expiresAt: new Date(NOW + left).toISOString(),
    isExpired,
  });
});

test('a date that cannot be read is past', () => {
  const { identityProvider } = connection();
  const broken = connection({ identityProvider: { ...identityProvider, notAfter: 'soon' } });
  const metadata = tenantNotices({ connections: [broken] }).find(({ type }) => type === 'metadata.expiring');
  expect(metadata && reachedThreshold(metadata, NOW)).toBe(0);
});
