/** Refused Responses as they are kept: for their own sign-in alone, under the deployment's keys. */
import { describe, expect, test } from 'vitest';
import { deriveEncryptionKeys } from '../../src/session/purpose-keys.ts';
import { type Evidence, openEvidence, sealEvidence } from '../../src/sign-in/evidence.ts';
import { cookieSecret } from '../support/tenants.ts';

const keys = await deriveEncryptionKeys([cookieSecret('a', 1)], 'edge-saml/evidence/1');
const owner = { tenantId: 'tenant-acme', reference: '7Q2M-XK4D' };
const evidence: Evidence = {
  connectionId: 'idp',
  at: 1_700_000_000_000,
  octets: new TextEncoder().encode('<Response>alice@acme.example \u{1f600}</Response>'),
  request: null,
  serviceProvider: { entityId: 'https://sp.example', acsUrl: 'https://sp.example/acs' },
};
const sealed = await sealEvidence(evidence, owner, keys);

describe('evidence', () => {
  test('opens for the sign-in that it is of, octet by octet', async () => {
    expect(await openEvidence(sealed, owner, keys)).toEqual(evidence);
  });

  test('shows nothing to those without the key', () => {
    const seen = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    expect(seen.join()).not.toMatch(/alice|idp|tenant-acme|7Q2M/);
  });

  test.each([
    ['another tenant', { ...owner, tenantId: 'tenant-globex' }],
    ['another sign-in', { ...owner, reference: '7Q2M-XK4E' }],
  ])('does not open for %s', async (_words, other) => {
    expect(await openEvidence(sealed, other, keys)).toBeNull();
  });

  test.each([
    ['another secret', deriveEncryptionKeys([cookieSecret('a', 2)], 'edge-saml/evidence/1')],
    ['a secret that was retired', deriveEncryptionKeys([cookieSecret('b', 1)], 'edge-saml/evidence/1')],
    ['another purpose', deriveEncryptionKeys([cookieSecret('a', 1)], 'edge-saml/pending-request/1')],
  ])('does not open with the key of %s', async (_words, others) => {
    expect(await openEvidence(sealed, owner, await others)).toBeNull();
  });

  test('does not open when it was changed', async () => {
    const at = sealed.length - 40;
    const other = sealed[at] === 'A' ? 'B' : 'A';
    const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
    expect(await openEvidence(changed, owner, keys)).toBeNull();
  });
});
