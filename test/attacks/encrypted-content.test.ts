/** What comes out of a ciphertext: one Assertion that nobody changed, or a refusal. */
import { describe, expect, test } from 'vitest';
import type { Expectations } from '../../src/saml/expectations.ts';
import { decryptionKey } from '../support/decrypt.ts';
import { type Encryption, encryptAssertion, encryptElement, standalone } from '../support/encrypt.ts';
import { buildResponse, signXml } from '../support/signed-response.ts';
import { outcomeOf } from '../support/verdict.ts';
import { genuineDocument, match, swap } from './forging.ts';

const ASSERTION = /<saml:Assertion [\s\S]*<\/saml:Assertion>/;

const withKey: Partial<Expectations> = { decryptionKeys: [decryptionKey('spA')] };

/** Our document with this in the place of its Assertion, under a signature of the Response that holds. */
const signedAround = (content: string | Uint8Array, changes: Partial<Encryption> = {}) =>
  signXml(
    swap(buildResponse(), ASSERTION, encryptElement('EncryptedAssertion', content, changes)),
    'Response',
  );

describe('decrypts to what is not one Assertion', () => {
  const assertion = standalone(match(ASSERTION, buildResponse()));
  const response = buildResponse();

  test.each<[string, string | Uint8Array]>([
    ['two', assertion + assertion],
    ['a Response', response],
    ['another EncryptedAssertion', encryptElement('EncryptedAssertion', assertion)],
    [
      'the EncryptedData of another',
      match(
        /<xenc:EncryptedData[\s\S]*<\/xenc:EncryptedData>/,
        encryptElement('EncryptedAssertion', assertion),
      ),
    ],
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
    for (const [algorithm, code] of [
      ['aes128-gcm', 'decrypted_content_invalid'],
      ['aes128-cbc', 'decryption_failed'],
    ] as const) {
      const document = await signedAround(content, { content: algorithm });
      expect(await outcomeOf(document, withKey)).toBe(code);
      const twin = await signedAround(assertion, { content: algorithm });
      expect(await outcomeOf(twin, withKey)).toBe('accepted');
    }
  });

  test('octets that are no text', async () => {
    const octets = Uint8Array.from([0x3c, 0xff, 0xfe, 0x00, 0x3e]);
    expect(await outcomeOf(await signedAround(octets), withKey)).toBe('decrypted_content_invalid');
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
