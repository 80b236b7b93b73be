/**
 * One deployment has one key to decrypt with, and every customer an identity provider of his own to sign with. Whoever came by a
 * ciphertext for another customer can sign around it: that may not make us decrypt it for him, in one answer or in many.
 */
import { expect, test } from 'vitest';
import type { Expectations } from '../../src/saml/expectations.ts';
import { readResponse, reportResponse } from '../../src/saml/receive-response.ts';
import { decryptionKey, decryptionOutcome } from '../support/decrypt.ts';
import { type Encryption, encryptAssertion, encryptElement } from '../support/encrypt.ts';
import { buildResponse, GENUINE, signXml } from '../support/signed-response.ts';
import { expectations } from '../support/verdict.ts';
import { swap } from './forging.ts';

const withKey = { decryptionKeys: [decryptionKey('spA')] };
const GLOBEX = 'http://globex.localhost:8787/sso/metadata';

/** What was encrypted for a service provider, in a Response to acme's that the key of acme's identity provider signs. */
async function wrapped(
  spEntityId: string,
  restrictions = [[spEntityId]],
  change: (response: string) => string | Promise<string> = (response) => response,
  encryption: Partial<Encryption> = {},
) {
  const conditions = {
    notBefore: null,
    notOnOrAfter: null,
    audienceRestrictions: restrictions,
    others: null,
  };
  const response = await change(buildResponse({ assertion: { conditions } }));
  return signXml(encryptAssertion(response, encryption), 'Response');
}

async function reportOn(document: string, changes: Partial<Expectations> = {}) {
  const response = readResponse(new TextEncoder().encode(document));
  if (!response.ok) throw new Error(response.failure.code);
  return reportResponse(response.value, expectations({ ...withKey, ...changes }), GENUINE.now);
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

const CBC = { content: 'aes128-cbc' } as const;
const unchanged = (response: string) => response;

/** Jager and Somorovsky's attack: whether what comes out can be read tells of one octet after the other. */
test.each<[string, string[][], (response: string) => string | Promise<string>]>([
  ['for another tenant', [[GLOBEX]], unchanged],
  ['for another tenant besides', [[GENUINE.spEntityId], [GLOBEX]], unchanged],
  ['for nobody in particular', [], unchanged],
  [
    'by another identity provider',
    [[GLOBEX]],
    (response) => swap(response, /(?<=Assertion [^>]*><saml:Issuer>)[^<]*/, 'https://idp.globex.example'),
  ],
  [
    'that makes no Assertion',
    [[GENUINE.spEntityId]],
    (response) => swap(response, /<saml:AuthnStatement.*<\/saml:AuthnStatement>/s, '<saml:Advise/>'),
  ],
  [
    'with a signature that does not hold',
    [[GENUINE.spEntityId]],
    async (response) => swap(await signXml(response, 'Assertion'), GENUINE.nameId, 'someone@acme.example'),
  ],
])('AES-CBC that decrypts to text %s answers as noise does', async (_, restrictions, change) => {
  const noise = { ...CBC, alterContent: (octets: Uint8Array) => Buffer.from(octets).fill(7, 0, 32) };
  const answer = await reportOn(await wrapped(GLOBEX, restrictions, change, CBC));
  expect(answer).toEqual(await reportOn(await wrapped(GLOBEX, restrictions, change, noise)));
  expect(answer.failure?.code).toBe('decryption_failed');
});

test('AES-CBC that decrypts to an assertion without the signature that is asked for answers as noise does', async () => {
  const noise = { ...CBC, alterContent: (octets: Uint8Array) => Buffer.from(octets).fill(7, 0, 32) };
  const asks = { requireSigned: 'assertion' } as const;
  const answer = await reportOn(await wrapped(GLOBEX, [[GLOBEX]], unchanged, CBC), asks);
  expect(answer).toEqual(await reportOn(await wrapped(GLOBEX, [[GLOBEX]], unchanged, noise), asks));
  expect(answer.failure?.code).toBe('decryption_failed');
});

test('AES-CBC around what this tenant’s own identity provider signed is told apart: nobody can have changed it', async () => {
  const signed = (response: string) => signXml(response, 'Assertion');
  const report = await reportOn(await wrapped(GLOBEX, [[GLOBEX]], signed, CBC));
  expect(report.failure?.code).toBe('audience_mismatch');
});

test('AES-CBC that decrypts to text for this very tenant is told apart: nobody else has any', async () => {
  const expired = (response: string) =>
    response.replaceAll(/NotOnOrAfter="[^"]*"/g, 'NotOnOrAfter="2001-01-01T00:00:00Z"');
  const document = await wrapped(GENUINE.spEntityId, [[GENUINE.spEntityId]], expired, {
    content: 'aes128-cbc',
  });
  const report = await reportOn(document);
  expect(report.failure?.code).toBe('confirmation_expired');
});
