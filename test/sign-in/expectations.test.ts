/** Each switch of a connection and each setting of the deployment reaches the verifier, and no other does what it is for. */
import { expect, test } from 'vitest';
import { buildExpectations, type JudgingSide } from '../../src/sign-in/expectations.ts';
import type { PendingSignIn } from '../../src/sign-in/pending-request.ts';
import type { ResponsePolicy } from '../../src/tenants/tenant.ts';
import { decryptionKey } from '../support/decrypt.ts';
import { encryptAssertion } from '../support/encrypt.ts';
import { POLICIES } from '../support/policies.ts';
import { buildResponse, GENUINE, instant, signXml } from '../support/signed-response.ts';
import { connection } from '../support/tenants.ts';
import { outcomeOf } from '../support/verdict.ts';

const request: PendingSignIn = {
  tenantId: 'tenant-acme',
  connectionId: 'idp',
  idpEntityId: GENUINE.idpEntityId,
  requestId: GENUINE.requestId,
  returnTo: '/',
  issuedAt: GENUINE.now - 60_000,
  forceAuthn: false,
  restarted: false,
};

/** What becomes of a document at a connection with this policy, in a deployment with these settings. */
function outcome(xml: string, policy: Partial<ResponsePolicy> = {}, settings: Partial<JudgingSide> = {}) {
  const side: JudgingSide = {
    serviceProvider: { entityId: GENUINE.spEntityId, acsUrl: GENUINE.acsUrl },
    blockedAlgorithms: new Set(),
    decryptionKeys: [decryptionKey('spA'), decryptionKey('spB')],
    ...settings,
  };
  const response = { ...POLICIES.response, ...policy };
  return outcomeOf(xml, buildExpectations(connection({ response }), request, side));
}

const signed = await signXml(buildResponse(), 'Assertion');
const blocking = (uri: string) => ({ blockedAlgorithms: new Set([uri]) });

test('SHA-1 is for connections that allow it, unless the deployment blocks it', async () => {
  const weak = await signXml(buildResponse(), 'Assertion', { algorithm: { scheme: 'RSA', hash: 'SHA-1' } });
  expect(await outcome(weak)).toBe('signature_algorithm_forbidden');
  expect(await outcome(weak, { allowUnauthenticatedCbc: true })).toBe('signature_algorithm_forbidden');
  expect(await outcome(weak, { allowSha1: true })).toBe('accepted');
  const blocked = blocking('http://www.w3.org/2000/09/xmldsig#rsa-sha1');
  expect(await outcome(weak, { allowSha1: true }, blocked)).toBe('signature_algorithm_forbidden');
});

test('AES-CBC in an unsigned Response is for connections that allow it, unless the deployment blocks it', async () => {
  const cbc = encryptAssertion(signed, { content: 'aes256-cbc' });
  expect(await outcome(cbc)).toBe('encryption_unauthenticated');
  expect(await outcome(cbc, { allowSha1: true })).toBe('encryption_unauthenticated');
  expect(await outcome(cbc, { allowUnauthenticatedCbc: true })).toBe('accepted');
  const blocked = blocking('http://www.w3.org/2001/04/xmlenc#aes256-cbc');
  expect(await outcome(cbc, { allowUnauthenticatedCbc: true }, blocked)).toBe(
    'encryption_algorithm_forbidden',
  );
});

test('what the deployment blocks is refused although it is strong', async () => {
  expect(await outcome(signed)).toBe('accepted');
  const rsa = blocking('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
  expect(await outcome(signed, {}, rsa)).toBe('signature_algorithm_forbidden');
  const encrypted = encryptAssertion(signed);
  expect(await outcome(encrypted)).toBe('accepted');
  const gcm = blocking('http://www.w3.org/2009/xmlenc11#aes256-gcm');
  expect(await outcome(encrypted, {}, gcm)).toBe('encryption_algorithm_forbidden');
});

test.each(['spA', 'spB'] as const)('what is encrypted for %s is decrypted, one of two keys', async (name) => {
  const encrypted = encryptAssertion(signed, { recipients: [name] });
  expect(await outcome(encrypted)).toBe('accepted');
  expect(await outcome(encrypted, {}, { decryptionKeys: [] })).toBe('decryption_key_missing');
});

test.each(['response', 'assertion', 'either', 'both'] as const)(
  'a signature is required: %s',
  async (requireSigned) => {
    const around = await signXml(buildResponse(), 'Response');
    const asked = {
      response: around,
      assertion: signed,
      either: signed,
      both: await signXml(signed, 'Response'),
    };
    expect(await outcome(asked[requireSigned], { requireSigned })).toBe('accepted');
    const other = { response: signed, assertion: around, either: buildResponse(), both: around };
    expect(await outcome(other[requireSigned], { requireSigned })).toBe('signature_required');
  },
);

test('clocks may differ by as much as the connection says', async () => {
  const conditions = {
    notBefore: instant(GENUINE.now + 200_000),
    notOnOrAfter: null,
    audienceRestrictions: [[GENUINE.spEntityId]],
    others: null,
  };
  const early = await signXml(buildResponse({ assertion: { conditions } }), 'Assertion');
  expect(await outcome(early, { clockSkewSeconds: 200 })).toBe('accepted');
  expect(await outcome(early, { clockSkewSeconds: 199 })).not.toBe('accepted');
});
