/** What is said of content that was decrypted: to the key holder who encrypted it so, what is wrong; otherwise one code. */
import { describe, expect, test } from 'vitest';
import type { DecryptionPolicy } from '../../src/xmlenc/decrypt.ts';
import { decrypt, decryptionOutcome } from '../support/decrypt.ts';
import { type CONTENT_URIS, encryptElement, standalone } from '../support/encrypt.ts';

type Content = keyof typeof CONTENT_URIS;

const encrypted = (content: Content, plaintext: string | Uint8Array) =>
  encryptElement('EncryptedAssertion', plaintext, { content });
const ASSERTION = standalone('<saml:Assertion>alice</saml:Assertion>');
const NAME_ID = standalone('<saml:NameID>alice</saml:NameID>');

const ANYBODY: Partial<DecryptionPolicy> = { allowUnauthenticatedCbc: true };

describe('AES-GCM', () => {
  test('is intact', () => {
    expect(decrypt(encrypted('aes128-gcm', ASSERTION))).toMatchObject({
      ok: true,
      value: { isIntact: true },
    });
  });

  test.each<[string, string | Uint8Array, string]>([
    ['another element', NAME_ID, 'saml:NameID'],
    ['the same name in another namespace', '<Assertion/>', 'Assertion'],
    ['what is no XML', 'alice', 'xml_content_outside_root'],
    ['nothing', '', 'xml_malformed'],
    ['a document type', `<!DOCTYPE a>${ASSERTION}`, 'xml_doctype_forbidden'],
    ['what is no UTF-8', Uint8Array.from([0x3c, 0xff, 0x3e]), 'xml_not_utf8'],
    ['characters that no XML has', ASSERTION.replace('alice', '\u0001'), 'xml_forbidden_character'],
  ])('that holds %s is refused by what it holds', (_, plaintext, received) => {
    expect(decrypt(encrypted('aes128-gcm', plaintext))).toMatchObject({
      ok: false,
      failure: { code: 'decrypted_content_invalid', received },
    });
  });
});

describe('AES-CBC that no signature covers', () => {
  test('is refused where the connection does not allow it', () => {
    expect(decryptionOutcome(encrypted('aes128-cbc', ASSERTION))).toBe('encryption_unauthenticated');
  });

  test.each<Partial<DecryptionPolicy>>([ANYBODY, { isSigned: true }])('is not intact where %j', (policy) => {
    expect(decrypt(encrypted('aes128-cbc', ASSERTION), policy)).toMatchObject({
      ok: true,
      value: { isIntact: false },
    });
  });
});

describe.each([
  ['no', ANYBODY],
  ['a', { isSigned: true }],
] as const)('AES-CBC that %s signature covers', (_, policy) => {
  test.each(['alice', '', NAME_ID])('says nothing of what it holds: %j', (plaintext) => {
    expect(decryptionOutcome(encrypted('aes128-cbc', plaintext), policy)).toBe('decryption_failed');
  });
});

test('what decrypts to another element is told by the name that was expected', () => {
  expect(decryptionOutcome(encryptElement('EncryptedID', NAME_ID), {}, 'NameID')).toBe('decrypted');
  expect(decryptionOutcome(encryptElement('EncryptedID', NAME_ID), {}, 'Assertion')).toBe(
    'decrypted_content_invalid',
  );
});
