import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { deploymentNotices, listDeploymentExpiries } from '../../src/administration/deployment-expiries.ts';
import { testKey } from '../support/test-keys.ts';

const certificate = new X509Certificate(testKey('spA').certificatePem);
const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
const EXPIRES_AT = Date.parse(certificate.validTo);
const published = { signing: [certificate.raw.toString('base64')], encryption: [] };
const key = (id: string, expiresAt: number | null, revokedAt: number | null = null) => ({
  id,
  name: `Key ${id}`,
  expiresAt,
  revokedAt,
});

test('lists certificates and API keys, the next to lapse first', () => {
  const keys = [key('late', EXPIRES_AT + 1), key('soon', 5)];
  expect(listDeploymentExpiries({ published }, keys)).toEqual([
    { what: 'api-key', id: 'soon', name: 'Key soon', expiresAt: 5 },
    { what: 'service-provider-certificate', id: fingerprint, name: 'CN=spA.test', expiresAt: EXPIRES_AT },
    { what: 'api-key', id: 'late', name: 'Key late', expiresAt: EXPIRES_AT + 1 },
  ]);
});

test('a key that is revoked or never expires is not in it', () => {
  const keys = [key('revoked', 5, 4), key('eternal', null)];
  expect(listDeploymentExpiries({ published: { signing: [], encryption: [] } }, keys)).toEqual([]);
});

test('an API key is told as a secret, a certificate as a certificate, each by what people know it by', () => {
  expect(deploymentNotices(listDeploymentExpiries({ published }, [key('a', 5)]))).toEqual([
    {
      key: 'api-key a 5',
      type: 'secret.expiring',
      about: { what: 'api-key', keyId: 'a', name: 'Key a' },
      expiresAt: 5,
    },
    {
      key: `service-provider-certificate ${fingerprint} ${EXPIRES_AT}`,
      type: 'certificate.expiring',
      about: { what: 'service-provider-certificate', sha256: fingerprint, subject: 'CN=spA.test' },
      expiresAt: EXPIRES_AT,
    },
  ]);
});
