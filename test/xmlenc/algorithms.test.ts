/** Every algorithm, hash, placement and key that decrypts, encrypted by others; these run in workerd as well. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../src/xml/select.ts';
import { readDecryptionKey } from '../../src/xmlenc/decryption-key.ts';
import { decrypt, decryptionKey, decryptionOutcome } from '../support/decrypt.ts';
import {
  CONTENT_URIS,
  DIGEST_URIS,
  type Encryption,
  encryptElement,
  type Hash,
  type KeyTransport,
  type Placement,
  standalone,
} from '../support/encrypt.ts';
import { testKey } from '../support/test-keys.ts';

const CONTENTS = Object.keys(CONTENT_URIS) as (keyof typeof CONTENT_URIS)[];
const HASHES = Object.keys(DIGEST_URIS) as Hash[];
const PLACEMENTS: readonly Placement[] = ['inside', 'beside', 'retrieved'];

const TRANSPORTS: readonly KeyTransport[] = [
  ...[null, ...HASHES].map((digest) => ({ uri: 'rsa-oaep-mgf1p', digest, mgf: null, label: null }) as const),
  ...[null, ...HASHES].flatMap((digest) =>
    [null, ...HASHES].map((mgf) => ({ uri: 'rsa-oaep', digest, mgf, label: null }) as const),
  ),
  { uri: 'rsa-oaep', digest: 'sha256', mgf: 'sha512', label: new TextEncoder().encode('label') },
  { uri: 'rsa-oaep-mgf1p', digest: null, mgf: null, label: new Uint8Array() },
];

const TEXT = 'alice, Zoë, 𝔄, &amp;amp;';
const assertion = (text = TEXT) => standalone(`<saml:Assertion>${text}</saml:Assertion>`);
const encrypted = (changes: Partial<Encryption>, plaintext = assertion()) =>
  encryptElement('EncryptedAssertion', plaintext, changes);

/** The text of what was encrypted, or the code of the refusal. */
function textIn(xml: string, ...keys: Parameters<typeof decryptionKey>[0][]): string | null {
  const decrypted = decrypt(xml, {
    isSigned: true,
    decryptionKeys: (keys.length > 0 ? keys : ['spA' as const]).map(decryptionKey),
  });
  return decrypted.ok ? textOf(decrypted.value.element) : decrypted.failure.code;
}

describe.each(CONTENTS)('%s', (content) => {
  test.each(PLACEMENTS)('with its key %s', (placement) => {
    expect(textIn(encrypted({ content, placement }))).toBe('alice, Zoë, 𝔄, &amp;');
  });

  test('content of every length around a block', () => {
    for (let length = 0; length < 34; length++) {
      expect(textIn(encrypted({ content }, assertion('x'.repeat(length))))).toBe('x'.repeat(length));
    }
  });
});

test.each(TRANSPORTS)('the key by $uri, digest $digest, MGF $mgf', (transport) => {
  for (const content of CONTENTS) {
    expect(textIn(encrypted({ content, transport }))).toBe('alice, Zoë, 𝔄, &amp;');
    expect(textIn(encrypted({ content, transport, recipients: ['spB'] }), 'spB')).toBe(
      'alice, Zoë, 𝔄, &amp;',
    );
  }
});

test('SHA-384 by the identifier of XML Encryption', () => {
  const transport = { uri: 'rsa-oaep', digest: 'sha384', mgf: 'sha1', label: null } as const;
  const xml = encrypted({ transport }).replace(DIGEST_URIS.sha384, 'http://www.w3.org/2001/04/xmlenc#sha384');
  expect(xml).toContain('xmlenc#sha384');
  expect(decryptionOutcome(xml)).toBe('decrypted');
});

describe('several keys', () => {
  test.each([[['spA', 'spB']], [['spB', 'spA']]] as const)('of ours, %j: each is tried', (keys) => {
    for (const recipient of ['spA', 'spB'] as const) {
      expect(textIn(encrypted({ recipients: [recipient] }), ...keys)).toBe('alice, Zoë, 𝔄, &amp;');
    }
  });

  test.each(PLACEMENTS)('EncryptedKeys for others as well, %s', (placement) => {
    for (const recipients of [
      ['spA', 'rogue'],
      ['rogue', 'spA'],
      ['spB', 'rogue', 'rsaA', 'spA'],
    ] as const) {
      expect(textIn(encrypted({ recipients, placement }))).toBe('alice, Zoë, 𝔄, &amp;');
    }
  });

  test('of two EncryptedKeys for us the first counts', () => {
    const key = /<xenc:EncryptedKey [\s\S]*?<\/xenc:EncryptedKey>/;
    for (const content of CONTENTS) {
      const xml = encrypted({ content });
      const other = key.exec(encrypted({ content }))?.[0] ?? '';
      expect(
        decryptionOutcome(
          xml.replace(key, (own) => own + other),
          { isSigned: true },
        ),
      ).toBe('decrypted');
      expect(
        decryptionOutcome(
          xml.replace(key, (own) => other + own),
          { isSigned: true },
        ),
      ).toBe('decryption_failed');
    }
  });

  test('none of ours', () => {
    expect(decryptionOutcome(encrypted({ recipients: ['rogue'] }))).toBe('decryption_failed');
    expect(decryptionOutcome(encrypted({}), { decryptionKeys: [] })).toBe('decryption_key_missing');
  });

  test('for one that leaves out another hash than the message names', () => {
    const transport = { uri: 'rsa-oaep', digest: 'sha256', mgf: 'sha256', label: null } as const;
    const xml = encrypted({ transport });
    for (const changed of [
      xml.replace('mgf1sha256', 'mgf1sha1'),
      xml.replace(DIGEST_URIS.sha256, DIGEST_URIS.sha512),
      xml.replace(/<xenc11:MGF [^>]*>/, ''),
      xml.replace(/<ds:DigestMethod [^>]*>/, ''),
      xml.replace('<ds:DigestMethod', '<xenc:OAEPparams>AAAA</xenc:OAEPparams><ds:DigestMethod'),
    ]) {
      expect(changed).not.toBe(xml);
      expect(decryptionOutcome(changed)).toBe('decryption_failed');
    }
  });
});

describe('a content key of another length than the algorithm has', () => {
  test.each(CONTENTS)('%s', (content) => {
    for (const octets of [0, 1, 15, 16, 17, 24, 31, 32, 33]) {
      if (octets === Number(content.slice(3, 6)) / 8) continue;
      const wrong = encryptElement('EncryptedAssertion', assertion(), {
        content,
        wrappedKey: randomBytes(octets),
      });
      expect(decryptionOutcome(wrong, { isSigned: true })).toBe('decryption_failed');
    }
  });
});

describe('a key to decrypt with', () => {
  const pem = (name: Parameters<typeof testKey>[0], type: 'pkcs1' | 'pkcs8') =>
    String(testKey(name).privateKey.export({ type, format: 'pem' }));

  test.each(['pkcs1', 'pkcs8'] as const)('is read as %s', (type) => {
    const key = readDecryptionKey(pem('spA', type));
    expect(key).not.toBeNull();
    expect(decryptionOutcome(encrypted({}), { decryptionKeys: key ? [key] : [] })).toBe('decrypted');
  });

  test.each([
    ['is not on a curve', () => pem('p256', 'pkcs8')],
    ['is not of 1024 bits', () => pem('weakRsa', 'pkcs8')],
    ['is not a certificate', () => testKey('spA').certificatePem],
    ['is not nothing', () => ''],
  ])('%s', (_, text) => {
    expect(readDecryptionKey(text())).toBeNull();
  });
});
