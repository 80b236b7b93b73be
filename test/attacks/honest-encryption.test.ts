/** What honest identity providers encrypt: each reads exactly as it does when nothing is encrypted. */
import { describe, expect, test } from 'vitest';
import type { Expectations } from '../../src/saml/expectations.ts';
import { decryptionKey } from '../support/decrypt.ts';
import {
  CONTENT_URIS,
  type Encryption,
  encryptAssertion,
  encryptAttributes,
  encryptElement,
  encryptNameId,
  type Placement,
  standalone,
} from '../support/encrypt.ts';
import { buildResponse, signBoth, signXml, testKey } from '../support/signed-response.ts';
import { acceptedAssertion, outcomeOf } from '../support/verdict.ts';
import { encryptWithXmlsec1 } from '../support/xmlsec1-encrypt.ts';
import { match, swap } from './forging.ts';

const CONTENTS = Object.keys(CONTENT_URIS) as (keyof typeof CONTENT_URIS)[];
const PLACEMENTS: readonly Placement[] = ['inside', 'beside', 'retrieved'];
const ASSERTION = /<saml:Assertion [\s\S]*<\/saml:Assertion>/;

const withKey: Partial<Expectations> = { decryptionKeys: [decryptionKey('spA')] };
const plain = await acceptedAssertion(await signBoth(buildResponse()));

const aroundEncrypted = (changes: Partial<Encryption>) =>
  signXml(encryptAssertion(buildResponse(), changes), 'Response');
const aroundSigned = async (changes: Partial<Encryption>) =>
  encryptAssertion(await signXml(buildResponse(), 'Assertion'), changes);
const aroundBoth = async (changes: Partial<Encryption>) => signXml(await aroundSigned(changes), 'Response');

describe.each(CONTENTS)('an Assertion in %s', (content) => {
  test.each(PLACEMENTS)(
    'its key %s: signed around encrypted, encrypted around signed, both',
    async (placement) => {
      const changes = { content, placement };
      const switched = { ...withKey, allowUnauthenticatedCbc: content.endsWith('cbc') };
      expect(await acceptedAssertion(await aroundEncrypted(changes), withKey)).toEqual(plain);
      expect(await acceptedAssertion(await aroundSigned(changes), switched)).toEqual(plain);
      expect(await acceptedAssertion(await aroundBoth(changes), withKey)).toEqual(plain);
    },
  );
});

test.each([[['spA', 'spB']], [['spB', 'spA']]] as const)(
  'with the keys %j, whichever it is for',
  async (names) => {
    const decryptionKeys = names.map(decryptionKey);
    for (const recipients of [['spA'], ['spB'], ['rogue', 'spB'], ['spB', 'spA']] as const) {
      const document = await aroundBoth({ recipients });
      expect(await acceptedAssertion(document, { decryptionKeys })).toEqual(plain);
    }
  },
);

describe('a signature inside', () => {
  test.each(['exclusive', 'inclusive', 'inclusive-with-comments'] as const)(
    'made over the Assertion as a document of its own, %s',
    async (canonicalization) => {
      const alone = standalone(match(ASSERTION, buildResponse()));
      const signed = await signXml(alone, 'Assertion', { canonicalization });
      const document = swap(buildResponse(), ASSERTION, encryptElement('EncryptedAssertion', signed));
      expect(await acceptedAssertion(document, withKey)).toEqual(plain);
      expect(await acceptedAssertion(await signXml(document, 'Response'), withKey)).toEqual(plain);
    },
  );

  test.each([
    ['response', aroundEncrypted],
    ['response', aroundBoth],
    ['assertion', aroundSigned],
    ['assertion', aroundBoth],
    ['either', aroundEncrypted],
    ['either', aroundSigned],
    ['both', aroundBoth],
  ] as const)('satisfies a connection that requires: %s', async (requireSigned, make) => {
    expect(await acceptedAssertion(await make({}), { ...withKey, requireSigned })).toEqual(plain);
  });
});

describe('parts of an Assertion', () => {
  const parts: Record<string, (xml: string, changes?: Partial<Encryption>) => string> = {
    'an EncryptedID': encryptNameId,
    EncryptedAttributes: encryptAttributes,
    both: (xml, changes) => encryptAttributes(encryptNameId(xml, changes), changes),
  };

  test.each(Object.keys(parts))('%s, however it is signed, encrypted in whatever way', async (which) => {
    for (const content of ['aes256-gcm', 'aes128-cbc'] as const) {
      const xml = parts[which]?.(buildResponse(), { content }) ?? '';
      expect(xml).not.toBe(buildResponse());
      for (const document of [
        await signXml(xml, 'Assertion'),
        await signXml(xml, 'Response'),
        await signBoth(xml),
        encryptAssertion(await signXml(xml, 'Assertion')),
        await signXml(encryptAssertion(xml), 'Response'),
      ]) {
        expect(await acceptedAssertion(document, withKey)).toEqual(plain);
      }
    }
  });

  test('some encrypted, some not, keep their order and merge', async () => {
    const attribute = (value: string) =>
      `<saml:Attribute Name="groups"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`;
    const encrypted = encryptElement('EncryptedAttribute', standalone(attribute('second')));
    const statement = `<saml:AttributeStatement>${attribute('first')}${encrypted}${attribute('third')}</saml:AttributeStatement>`;
    const xml = swap(
      buildResponse(),
      /<saml:AttributeStatement>[\s\S]*<\/saml:AttributeStatement>/,
      statement,
    );
    const { attributes } = await acceptedAssertion(await signXml(xml, 'Assertion'), withKey);
    expect(attributes.map(({ name, values }) => [name, values])).toEqual([
      ['groups', ['first', 'second', 'third']],
    ]);
  });

  test('an EncryptedID for a confirmation is passed over, as its NameID is', async () => {
    const id = encryptElement('EncryptedID', standalone('<saml:NameID>somebody</saml:NameID>'));
    const xml = swap(buildResponse(), '<saml:SubjectConfirmationData', `${id}<saml:SubjectConfirmationData`);
    expect(await acceptedAssertion(await signXml(xml, 'Assertion'), withKey)).toEqual(plain);
  });

  test('as many EncryptedAttributes as there may be, and one more', async () => {
    const encrypted = encryptElement(
      'EncryptedAttribute',
      standalone('<saml:Attribute Name="n"><saml:AttributeValue>v</saml:AttributeValue></saml:Attribute>'),
    );
    const withMany = (count: number) =>
      signXml(
        swap(
          buildResponse(),
          '</saml:AttributeStatement>',
          `${encrypted.repeat(count)}</saml:AttributeStatement>`,
        ),
        'Assertion',
      );
    expect(await outcomeOf(await withMany(32), withKey)).toBe('accepted');
    expect(await outcomeOf(await withMany(33), withKey)).toBe('assertion_malformed');
  });
});

test('a signed Assertion that xmlsec1 encrypted', async () => {
  const signed = await signXml(buildResponse(), 'Assertion');
  const wrapped = signed.replace(
    ASSERTION,
    (assertion) => `<saml:EncryptedAssertion>${standalone(assertion)}</saml:EncryptedAssertion>`,
  );
  for (const content of ['aes256-gcm', 'aes256-cbc'] as const) {
    const document = await encryptWithXmlsec1(wrapped, 'Assertion', testKey('spA').certificatePem, content);
    const outer = await signXml(document.replace(/^<\?xml[^>]*>\s*/, '').trim(), 'Response');
    expect(await acceptedAssertion(outer, withKey)).toEqual(plain);
  }
});
