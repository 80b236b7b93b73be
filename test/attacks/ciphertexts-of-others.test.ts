/**
 * One deployment has one key to decrypt with, and every customer an identity provider of his own to sign with. Whoever came by a
 * ciphertext for another customer can sign around it: that may not make us decrypt it for him, in one answer or in many.
 */
import { expect, test } from 'vitest';
import { readResponse, reportResponse } from '../../src/saml/receive-response.ts';
import { decryptionKey, decryptionOutcome } from '../support/decrypt.ts';
import { encryptAssertion, encryptElement } from '../support/encrypt.ts';
import { buildResponse, GENUINE, signXml } from '../support/signed-response.ts';
import { expectations } from '../support/verdict.ts';

const withKey = { decryptionKeys: [decryptionKey('spA')] };
const GLOBEX = 'http://globex.localhost:8787/sso/metadata';

/** What was encrypted for a service provider, in a Response to acme's that the key of acme's identity provider signs. */
async function wrapped(spEntityId: string, restrictions = [[spEntityId]]) {
  const conditions = {
    notBefore: null,
    notOnOrAfter: null,
    audienceRestrictions: restrictions,
    others: null,
  };
  return signXml(encryptAssertion(buildResponse({ assertion: { conditions } })), 'Response');
}

async function reportOn(document: string) {
  const response = readResponse(new TextEncoder().encode(document));
  if (!response.ok) throw new Error(response.failure.code);
  return reportResponse(response.value, expectations(withKey), GENUINE.now);
}

test.each([
  ['for another tenant', [[GLOBEX]], 'audience_mismatch'],
  ['for another tenant besides', [[GENUINE.spEntityId], [GLOBEX]], 'audience_mismatch'],
  ['for nobody in particular', [], 'audience_missing'],
])('a report shows nobody out of what was encrypted %s', async (_, restrictions, code) => {
  const report = await reportOn(await wrapped(GLOBEX, restrictions));
  expect(report.failure?.code).toBe(code);
  expect(report.refusableAssertion).toBeNull();
  expect(JSON.stringify(report)).not.toContain('alice');
});

test('a report shows who is in what was encrypted for this tenant', async () => {
  const report = await reportOn(await wrapped(GENUINE.spEntityId));
  expect(report.refusableAssertion?.nameId?.value).toBe(GENUINE.nameId);
});

/** Vaudenay's attack: of the last octets of a block a few are padding, whatever stands before. Under one key, as it was recorded. */
test('no block of AES-CBC answers otherwise for being padded well, whoever signs around it', () => {
  const recorded = { content: 'aes128-cbc', contentKey: Buffer.alloc(16, 1) } as const;
  const answers = Array.from({ length: 256 }, (_, last) => {
    const alterContent = () => Buffer.concat([Buffer.alloc(15), Buffer.of(last), Buffer.alloc(16, 7)]);
    const element = encryptElement('EncryptedAssertion', '', { ...recorded, alterContent });
    return decryptionOutcome(element, { isSigned: true });
  });
  expect(new Set(answers)).toEqual(new Set(['decryption_failed']));
});
