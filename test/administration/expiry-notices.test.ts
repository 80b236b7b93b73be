import { expect, test } from 'vitest';
import { listExpiries, reachedThreshold } from '../../src/administration/expiry-notices.ts';
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
  const expiries = listExpiries({
    connections: [idp, connection({ id: 'second', identityProvider: { ...identityProvider, notAfter } })],
  });
  expect(expiries.map(({ type, connectionId }) => `${type} ${connectionId}`)).toEqual([
    'certificate.expiring idp',
    'certificate.expiring second',
    'metadata.expiring second',
  ]);
  expect(new Set(expiries.map(({ subject }) => subject)).size).toBe(3);
  expect(expiries[0]).toMatchObject({
    fingerprint: certificate?.key.fingerprint,
    expiresAt: Date.parse(certificate?.notAfter ?? ''),
  });
});

test('a date that cannot be read is past', () => {
  const { identityProvider } = connection();
  const broken = connection({ identityProvider: { ...identityProvider, notAfter: 'soon' } });
  const [, metadata] = listExpiries({ connections: [broken] });
  expect(metadata && reachedThreshold(metadata, NOW)).toBe(0);
});
