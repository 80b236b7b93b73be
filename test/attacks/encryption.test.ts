/** Encryption, which proves nothing about who did it: our public key is public. Every attack has an accepted twin. */
import { describe, expect, test, vi } from 'vitest';
import type { Expectations } from '../../src/saml/expectations.ts';
import type { SamlFailureCode } from '../../src/saml/failure.ts';
import { decryptionKey } from '../support/decrypt.ts';
import {
  type Encryption,
  encryptAssertion,
  encryptAttributes,
  encryptElement,
  encryptNameId,
  standalone,
} from '../support/encrypt.ts';
import { buildResponse, GENUINE, signXml, testKey } from '../support/signed-response.ts';
import { ADMIN, outcomeOf } from '../support/verdict.ts';
import {
  expectStolenSignature,
  forged,
  genuineDocument,
  insertAfter,
  insertBefore,
  match,
  piecesOf,
  swap,
} from './forging.ts';

const ENCRYPTED = /<saml:EncryptedAssertion [\s\S]*<\/saml:EncryptedAssertion>/;
const ASSERTION = /<saml:Assertion [\s\S]*<\/saml:Assertion>/;

const withKey: Partial<Expectations> = { decryptionKeys: [decryptionKey('spA')] };

/** The admin's Assertion, encrypted for us by whoever likes to. */
const byAnybody = (changes: Partial<Encryption> = {}) =>
  encryptElement('EncryptedAssertion', standalone(forged(match(ASSERTION, buildResponse()))), changes);

/** Our document with this in the place of its Assertion, under a signature of the Response that holds. */
const signedAround = (content: string | Uint8Array, changes: Partial<Encryption> = {}) =>
  signXml(
    swap(buildResponse(), ASSERTION, encryptElement('EncryptedAssertion', content, changes)),
    'Response',
  );

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
      expect(await outcomeOf(await make(tamper(signed)), withKey)).toBe(refusedWith);
    }
    expect(await outcomeOf(encryptAssertion(tamper(signed)), withKey)).toBe(refusedWith);
  });
});

describe('decrypts to what is not one Assertion', () => {
  const assertion = standalone(match(ASSERTION, buildResponse()));
  const response = buildResponse();

  test.each<[string, string | Uint8Array]>([
    ['two', assertion + assertion],
    ['a Response', response],
    ['another EncryptedAssertion', encryptElement('EncryptedAssertion', assertion)],
    ['the EncryptedData of another', match(/<xenc:EncryptedData[\s\S]*<\/xenc:EncryptedData>/, byAnybody())],
    ['a NameID', '<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">admin</saml:NameID>'],
    ['a DOCTYPE before it', `<!DOCTYPE x [<!ENTITY e "admin">]>${assertion}`],
    ['text', 'admin'],
    ['text after it', `${assertion}admin`],
    ['a comment before it', `<!--c-->${assertion}`],
    ['nothing', ''],
    ['an end tag for its surroundings', `${assertion}</saml:EncryptedAssertion>`],
    ['half of it', assertion.slice(0, 200)],
    ['what needs namespaces from its surroundings', match(ASSERTION, response)],
    ['a look-alike in no namespace', '<Assertion/>'],
    ['a look-alike in another namespace', '<saml:Assertion xmlns:saml="urn:evil"/>'],
  ])('%s', async (_, content) => {
    for (const algorithm of ['aes128-gcm', 'aes128-cbc'] as const) {
      const document = await signedAround(content, { content: algorithm });
      expect(await outcomeOf(document, withKey)).toBe('decrypted_content_invalid');
      const twin = await signedAround(assertion, { content: algorithm });
      expect(await outcomeOf(twin, withKey)).toBe('accepted');
    }
  });

  test('octets that are no text', async () => {
    const octets = Uint8Array.from([0x3c, 0xff, 0xfe, 0x00, 0x3e]);
    expect(await outcomeOf(await signedAround(octets), withKey)).toBe('decryption_failed');
  });

  test('one larger than any document may be', async () => {
    const filled = swap(assertion, '</saml:Assertion>', `${' '.repeat(2 * 1024 * 1024)}</saml:Assertion>`);
    expect(await outcomeOf(await signedAround(filled), withKey)).toBe('xml_too_large');
  });
});

describe('AES-GCM shows every change', () => {
  const tail = (count: number) => (octets: Buffer) => octets.subarray(0, octets.length - count);
  const flip = (at: number) => (octets: Buffer) => {
    const changed = Buffer.from(octets);
    const index = at < 0 ? changed.length + at : at;
    changed[index] = (changed[index] as number) ^ 1;
    return changed;
  };

  test.each<[string, (octets: Buffer) => Uint8Array]>([
    ...[1, 2, 3, 4, 8, 12, 15].map((count): [string, (octets: Buffer) => Uint8Array] => [
      `a tag of ${16 - count} octets`,
      tail(count),
    ]),
    ['no tag', tail(16)],
    ['a tag of zeros', (octets) => Buffer.concat([tail(16)(octets), Buffer.alloc(16)])],
    ['an altered tag', flip(-1)],
    ['an altered initialisation vector', flip(0)],
    ['altered content', flip(100)],
    [
      'an initialisation vector and a tag only',
      (octets) => Buffer.concat([octets.subarray(0, 12), octets.subarray(-16)]),
    ],
    ['less than those', (octets) => octets.subarray(0, 27)],
    ['one octet', (octets) => octets.subarray(0, 1)],
    ['something appended', (octets) => Buffer.concat([octets, Buffer.alloc(16)])],
  ])('%s', async (_, alterContent) => {
    const signed = await genuineDocument();
    for (const content of ['aes128-gcm', 'aes192-gcm', 'aes256-gcm'] as const) {
      expect(await outcomeOf(encryptAssertion(signed, { content }), withKey)).toBe('accepted');
      expect(await outcomeOf(encryptAssertion(signed, { content, alterContent }), withKey)).toBe(
        'decryption_failed',
      );
    }
  });
});

describe('parts of another Assertion', () => {
  const NAME_ID = /<saml:EncryptedID [\s\S]*?<\/saml:EncryptedID>/;
  const ATTRIBUTE = /<saml:EncryptedAttribute [\s\S]*?<\/saml:EncryptedAttribute>/;

  test.each<[string, (xml: string) => string, RegExp]>([
    ['EncryptedID', encryptNameId, NAME_ID],
    ['EncryptedAttribute', encryptAttributes, ATTRIBUTE],
  ])('an %s moved in from it', async (_, encrypt, pattern) => {
    const alice = await signXml(encrypt(buildResponse()), 'Assertion');
    expect(await outcomeOf(alice, withKey)).toBe('accepted');
    // The admin's own, signed by the same identity provider and encrypted for us.
    const admin = await signXml(encrypt(buildResponse().replaceAll(GENUINE.nameId, ADMIN)), 'Assertion');
    const document = swap(alice, pattern, match(pattern, admin));
    expect(document).toContain(piecesOf(alice).signature);
    expect(await outcomeOf(document, withKey)).toBe('signature_digest_mismatch');
    const around = await signXml(document, 'Response');
    expect(await outcomeOf(around, withKey)).toBe('signature_digest_mismatch');
  });

  test('an EncryptedID in place of the NameID, or beside it', async () => {
    const genuine = await genuineDocument();
    const id = encryptElement('EncryptedID', standalone(`<saml:NameID>${ADMIN}</saml:NameID>`));
    const replaced = swap(genuine, /<saml:NameID[\s\S]*?<\/saml:NameID>/, id);
    expect(await outcomeOf(replaced, withKey)).toBe('signature_digest_mismatch');
    const both = insertBefore(buildResponse(), '<saml:NameID', id);
    expect(await outcomeOf(await signXml(both, 'Assertion'), withKey)).toBe('assertion_malformed');
  });

  test.each([
    ['an EncryptedID with an Attribute', 'EncryptedID', '<saml:Attribute Name="n"/>'],
    ['an EncryptedID with a BaseID', 'EncryptedID', '<saml:BaseID/>'],
    ['an EncryptedID with an Assertion', 'EncryptedID', '<saml:Assertion/>'],
    ['an EncryptedID with text', 'EncryptedID', ADMIN],
  ] as const)('%s', async (_, container, content) => {
    const part = encryptElement(container, standalone(content));
    const xml = swap(buildResponse(), /<saml:NameID[\s\S]*?<\/saml:NameID>/, part);
    expect(await outcomeOf(await signXml(xml, 'Assertion'), withKey)).toBe('decrypted_content_invalid');
  });

  test('an EncryptedAttribute with a NameID', async () => {
    const part = encryptElement('EncryptedAttribute', standalone('<saml:NameID>n</saml:NameID>'));
    const xml = insertBefore(buildResponse(), '</saml:AttributeStatement>', part);
    expect(await outcomeOf(await signXml(xml, 'Assertion'), withKey)).toBe('decrypted_content_invalid');
  });

  test('that we have no key for', async () => {
    const xml = await signXml(encryptNameId(buildResponse(), { recipients: ['rogue'] }), 'Assertion');
    expect(await outcomeOf(xml, withKey)).toBe('decryption_failed');
    expect(await outcomeOf(xml)).toBe('decryption_key_missing');
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
