/** EncryptedID and EncryptedAttribute: the signature covers the ciphertext, so that none can be moved. */
import { describe, expect, test } from 'vitest';
import type { Expectations } from '../../src/saml/expectations.ts';
import { decryptionKey } from '../support/decrypt.ts';
import { encryptAttributes, encryptElement, encryptNameId, standalone } from '../support/encrypt.ts';
import { buildResponse, GENUINE, signXml } from '../support/signed-response.ts';
import { ADMIN, outcomeOf } from '../support/verdict.ts';
import { genuineDocument, insertBefore, match, piecesOf, swap, xmlsec1Verifies } from './forging.ts';

const withKey: Partial<Expectations> = { decryptionKeys: [decryptionKey('spA')] };

describe('parts of another Assertion', () => {
  const NAME_ID = /<saml:EncryptedID [\s\S]*?<\/saml:EncryptedID>/;
  const ATTRIBUTE = /<saml:EncryptedAttribute [\s\S]*?<\/saml:EncryptedAttribute>/;

  test.each<[string, (xml: string) => string, RegExp]>([
    ['EncryptedID', encryptNameId, NAME_ID],
    ['EncryptedAttribute', encryptAttributes, ATTRIBUTE],
  ])('an %s moved in from it', async (_, encrypt, pattern) => {
    const alice = await signXml(encrypt(buildResponse()), 'Assertion');
    expect(await outcomeOf(alice, withKey)).toBe('accepted');
    expect(await xmlsec1Verifies(alice)).toBe(true);
    // The admin's own, signed by the same identity provider and encrypted for us.
    const admin = await signXml(encrypt(buildResponse().replaceAll(GENUINE.nameId, ADMIN)), 'Assertion');
    expect(await xmlsec1Verifies(admin)).toBe(true);
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
