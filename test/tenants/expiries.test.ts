import { expect, test } from 'vitest';
import { daysLeft, endOfNotice, listExpiries } from '../../src/tenants/expiries.ts';
import { accepted, B, idp, NOW, signingKey } from '../support/idp-metadata.ts';
import { connection } from '../support/tenants.ts';

const DAY = 86_400_000;
const [metadataSigner] = accepted(idp({ keys: signingKey(B) })).identityProvider.keys;
if (metadataSigner === undefined) throw new Error('no key');

const until = (milliseconds: number) => new Date(NOW + milliseconds).toISOString();
const { identityProvider } = connection();

test('lists metadata and both kinds of certificates, the next to lapse first', () => {
  const signingCertificates = [{ ...metadataSigner, notAfter: until(2 * DAY) }];
  const source = { url: 'https://idp.example.com/metadata', signingCertificates, maxValidityDays: null };
  const connections = [
    connection(),
    connection({
      id: 'other',
      identityProvider: { ...identityProvider, keys: [], notAfter: until(DAY) },
      metadataSource: source,
    }),
  ];
  expect(listExpiries({ connections })).toEqual([
    {
      what: 'metadata',
      connectionId: 'other',
      subject: null,
      fingerprint: null,
      expiresAt: NOW + DAY,
    },
    {
      what: 'metadata-signing-certificate',
      connectionId: 'other',
      subject: 'CN=rsaB.test',
      fingerprint: metadataSigner.key.fingerprint,
      expiresAt: NOW + 2 * DAY,
    },
    expect.objectContaining({ what: 'signing-certificate', connectionId: 'idp', subject: 'CN=rsaA.test' }),
  ]);
});

test.each([
  [DAY, 1],
  [DAY - 1, 0],
  [0, 0],
  [-1, -1],
])('%i ms before its end there are %i days left', (left, expected) => {
  expect(daysLeft({ expiresAt: NOW + left }, NOW)).toBe(expected);
});

test('sixty days are the time of notice', () => {
  expect(endOfNotice(NOW)).toBe(NOW + 60 * DAY);
});

test('a date that cannot be read has passed', () => {
  const connections = [connection({ identityProvider: { ...identityProvider, keys: [], notAfter: 'soon' } })];
  expect(listExpiries({ connections })[0]?.expiresAt).toBe(0);
});

test('a tenant with nothing that lapses has none', () => {
  expect(listExpiries({ connections: [] })).toEqual([]);
});
