/** Encryption, which proves nothing about who did it: our public key is public. Every attack has an accepted twin. */
import { describe, expect, test, vi } from 'vitest';
import type { Expectations } from '../../src/saml/expectations.ts';
import type { SamlFailureCode } from '../../src/saml/failure.ts';
import { decryptionKey } from '../support/decrypt.ts';
import { type Encryption, encryptAssertion, encryptElement, standalone } from '../support/encrypt.ts';
import { buildResponse, GENUINE, signXml, testKey } from '../support/signed-response.ts';
import { outcomeOf } from '../support/verdict.ts';
import {
  expectStolenSignature,
  forged,
  genuineDocument,
  insertAfter,
  insertBefore,
  match,
  piecesOf,
  swap,
  xmlsec1Verifies,
} from './forging.ts';

const ENCRYPTED = /<saml:EncryptedAssertion [\s\S]*<\/saml:EncryptedAssertion>/;
const ASSERTION = /<saml:Assertion [\s\S]*<\/saml:Assertion>/;

const withKey: Partial<Expectations> = { decryptionKeys: [decryptionKey('spA')] };

/** The admin's Assertion, encrypted for us by whoever likes to. */
const byAnybody = (changes: Partial<Encryption> = {}) =>
  encryptElement('EncryptedAssertion', standalone(forged(match(ASSERTION, buildResponse()))), changes);

describe('an Assertion that anybody encrypted for us', () => {
  test.each<[string, (genuine: string) => string, SamlFailureCode]>([
    ['stands before the signed one', (xml) => insertBefore(xml, ASSERTION, byAnybody()), 'assertion_count'],
    ['stands after the signed one', (xml) => insertAfter(xml, ASSERTION, byAnybody()), 'assertion_count'],
    [
      'stands in the place of the signed one, which is inside its KeyInfo',
      (xml) => swap(xml, ASSERTION, insertBefore(byAnybody(), '</ds:KeyInfo>', match(ASSERTION, xml))),
      'signature_required',
    ],
    [
      'holds the signed one beside its EncryptedData',
      (xml) =>
        swap(xml, ASSERTION, insertBefore(byAnybody(), '</saml:EncryptedAssertion>', match(ASSERTION, xml))),
      'encryption_malformed',
    ],
    [
      'stands beside the signed one in Extensions',
      (xml) =>
        insertBefore(
          swap(xml, ASSERTION, byAnybody()),
          '<samlp:Status>',
          `<samlp:Extensions>${match(ASSERTION, xml)}</samlp:Extensions>`,
        ),
      'signature_required',
    ],
  ])('%s', async (_, forge, refusedWith) => {
    const genuine = await genuineDocument();
    const document = forge(genuine);
    expectStolenSignature(document, genuine);
    expect(await outcomeOf(document, withKey)).toBe(refusedWith);
    expect(await outcomeOf(encryptAssertion(genuine), withKey)).toBe('accepted');
  });

  test('is signed by nobody', async () => {
    for (const requireSigned of ['response', 'assertion', 'either', 'both'] as const) {
      const document = swap(buildResponse(), ASSERTION, byAnybody());
      expect(await outcomeOf(document, { ...withKey, requireSigned })).toBe('signature_required');
    }
  });

  test('is signed by somebody else', async () => {
    const signed = await signXml(forged(buildResponse()), 'Assertion', { key: testKey('rogue') });
    expect(await outcomeOf(encryptAssertion(signed), withKey)).toBe('signature_invalid');
    const around = await signXml(encryptAssertion(signed), 'Response', { key: testKey('rogue') });
    expect(await outcomeOf(around, withKey)).toBe('signature_invalid');
  });

  test('takes the place of another in a signed Response', async () => {
    const genuine = await signXml(encryptAssertion(buildResponse()), 'Response');
    expect(await outcomeOf(genuine, withKey)).toBe('accepted');
    expect(await xmlsec1Verifies(genuine, 'Response')).toBe(true);
    expect(await outcomeOf(swap(genuine, ENCRYPTED, byAnybody()), withKey)).toBe('signature_digest_mismatch');
  });

  test('is not even decrypted where the Response has to be signed', async () => {
    const document = swap(buildResponse(), ASSERTION, byAnybody({ alterKey: () => new Uint8Array(256) }));
    expect(await outcomeOf(document, withKey)).toBe('decryption_failed');
    expect(await outcomeOf(document, { ...withKey, requireSigned: 'response' })).toBe('signature_required');
    expect(await outcomeOf(document, { ...withKey, requireSigned: 'both' })).toBe('signature_required');
  });
});

describe('signatures around and inside', () => {
  const strip = (xml: string) => swap(xml, /<ds:Signature [\s\S]*?<\/ds:Signature>/, '');

  test('the signature of the Response is stripped off', async () => {
    const gcm = await signXml(encryptAssertion(buildResponse()), 'Response');
    expect(await outcomeOf(gcm, withKey)).toBe('accepted');
    expect(await outcomeOf(strip(gcm), withKey)).toBe('signature_required');

    const signedInside = await signXml(buildResponse(), 'Assertion');
    const cbc = await signXml(encryptAssertion(signedInside, { content: 'aes256-cbc' }), 'Response');
    expect(await outcomeOf(cbc, withKey)).toBe('accepted');
    expect(await outcomeOf(strip(cbc), withKey)).toBe('encryption_unauthenticated');
  });

  test('the Assertion is not signed, though the connection requires it', async () => {
    const document = await signXml(encryptAssertion(buildResponse()), 'Response');
    for (const requireSigned of ['assertion', 'both'] as const) {
      expect(await outcomeOf(document, { ...withKey, requireSigned })).toBe('signature_required');
    }
    expect(await outcomeOf(document, { ...withKey, requireSigned: 'response' })).toBe('accepted');
  });

  test.each<[string, (signed: string) => string, SamlFailureCode]>([
    [
      'a changed digest',
      (xml) => swap(xml, GENUINE.nameId, 'someone@acme.example'),
      'signature_digest_mismatch',
    ],
    ['a changed value', (xml) => swap(xml, /(?<=<ds:SignatureValue>)..../, 'AAAA'), 'signature_invalid'],
    [
      'another ID',
      (xml) => swap(xml, `ID="${GENUINE.assertionId}"`, 'ID="_x"'),
      'signature_reference_invalid',
    ],
    [
      'an attacker’s Assertion around the signed one',
      (xml) => {
        const { whole, content } = piecesOf(xml);
        return swap(
          xml,
          whole,
          insertBefore(forged(whole), '</ds:Signature>', `<ds:Object>${content}</ds:Object>`),
        );
      },
      'signature_malformed',
    ],
  ])('the one inside fails by %s, the one around holds', async (_, tamper, refusedWith) => {
    const signed = await genuineDocument();
    for (const content of ['aes256-gcm', 'aes256-cbc'] as const) {
      const make = (xml: string) => signXml(encryptAssertion(xml, { content }), 'Response');
      expect(await outcomeOf(await make(signed), withKey)).toBe('accepted');
      // Under AES-CBC what cannot be believed is not told from noise.
      const code = content === 'aes256-cbc' ? 'decryption_failed' : refusedWith;
      expect(await outcomeOf(await make(tamper(signed)), withKey)).toBe(code);
    }
    expect(await outcomeOf(encryptAssertion(tamper(signed)), withKey)).toBe(refusedWith);
  });
});

describe('weak and unknown algorithms, under a signature that holds', () => {
  test.each<[string, string | RegExp, string, SamlFailureCode]>([
    ['RSA 1.5', 'rsa-oaep-mgf1p', 'rsa-1_5', 'encryption_algorithm_forbidden'],
    [
      'Triple DES',
      '2009/xmlenc11#aes256-gcm',
      '2001/04/xmlenc#tripledes-cbc',
      'encryption_algorithm_forbidden',
    ],
    ['an unknown cipher', 'xmlenc11#aes256-gcm', 'xmlenc11#aes256-ctr', 'encryption_algorithm_unsupported'],
    ['key wrapping', 'rsa-oaep-mgf1p', 'kw-aes256', 'encryption_algorithm_unsupported'],
    [
      'an unknown digest of OAEP',
      /(?<=rsa-oaep-mgf1p">)/,
      '<ds:DigestMethod Algorithm="urn:evil"/>',
      'encryption_algorithm_unsupported',
    ],
    [
      'an unknown MGF',
      /rsa-oaep-mgf1p">/,
      'rsa-oaep-mgf1p"><xenc11:MGF xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" Algorithm="urn:evil"/>',
      'encryption_algorithm_unsupported',
    ],
    [
      'another MGF than the algorithm stands for',
      /rsa-oaep-mgf1p">/,
      'rsa-oaep-mgf1p"><xenc11:MGF xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" Algorithm="http://www.w3.org/2009/xmlenc11#mgf1sha256"/>',
      'encryption_malformed',
    ],
    [
      'a key that is encrypted with an encrypted key',
      /(?<=<xenc:EncryptedKey [^>]*>[\s\S]*<\/xenc:EncryptionMethod>)/,
      '<ds:KeyInfo><xenc:EncryptedKey/></ds:KeyInfo>',
      'encryption_algorithm_unsupported',
    ],
    [
      'a key that refers to itself',
      /(?<=<xenc:EncryptedKey [^>]*>[\s\S]*<\/xenc:EncryptionMethod>)/,
      '<ds:KeyInfo><ds:RetrievalMethod URI="#_key0"/></ds:KeyInfo>',
      'encryption_algorithm_unsupported',
    ],
    [
      'key agreement',
      /<xenc:EncryptedKey [\s\S]*<\/xenc:EncryptedKey>/,
      '<xenc:AgreementMethod Algorithm="http://www.w3.org/2009/xmlenc11#ECDH-ES"/>',
      'encryption_algorithm_unsupported',
    ],
    [
      'a CipherReference',
      /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>/,
      '<xenc:CipherReference URI="http://evil.example/"/>',
      'encryption_malformed',
    ],
    [
      'a RetrievalMethod to elsewhere',
      /<xenc:EncryptedKey [\s\S]*<\/xenc:EncryptedKey>/,
      '<ds:RetrievalMethod URI="http://evil.example/#key"/>',
      'encryption_malformed',
    ],
  ])('%s', async (_, piece, replacement, refusedWith) => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    const encrypted = encryptAssertion(buildResponse());
    const document = await signXml(swap(encrypted, piece, replacement), 'Response');
    expect(await outcomeOf(document, withKey)).toBe(refusedWith);
    expect(await outcomeOf(await signXml(encrypted, 'Response'), withKey)).toBe('accepted');
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });
});
