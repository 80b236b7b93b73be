/**
 * Whole encrypted elements as other implementations write them: xmlsec1, and xml-encryption of many a Node product.
 */
import { createPublicKey } from 'node:crypto';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { encrypt } from 'xml-encryption';
import { NS_ASSERTION } from '../../src/saml/names.ts';
import { textOf } from '../../src/xml/select.ts';
import { decrypt } from '../support/decrypt.ts';
import { CONTENT_URIS, TRANSPORT_URIS } from '../support/encrypt.ts';
import { testKey } from '../support/test-keys.ts';
import { encryptWithXmlsec1 } from '../support/xmlsec1-encrypt.ts';

const TEXT = 'alice, Zoë, 𝔄';
const ASSERTION = `<saml:Assertion xmlns:saml="${NS_ASSERTION}">${TEXT}</saml:Assertion>`;
const within = (content: string) =>
  `<saml:EncryptedAssertion xmlns:saml="${NS_ASSERTION}">${content}</saml:EncryptedAssertion>`;

function textIn(xml: string): string | null {
  const decrypted = decrypt(xml, { isSigned: true });
  return decrypted.ok ? textOf(decrypted.value.element) : JSON.stringify(decrypted.failure);
}

describe('xmlsec1', () => {
  test.each(Object.keys(CONTENT_URIS) as (keyof typeof CONTENT_URIS)[])('%s', async (content) => {
    const { certificatePem } = testKey('spA');
    const xml = await encryptWithXmlsec1(within(ASSERTION), 'Assertion', certificatePem, content);
    expect(xml).not.toContain('alice');
    expect(textIn(xml)).toBe(TEXT);
  });
});

describe('xml-encryption', () => {
  const { certificatePem } = testKey('spA');
  const encryptFor = promisify(encrypt);
  const recipient = {
    rsa_pub: String(createPublicKey(certificatePem).export({ type: 'spki', format: 'pem' })),
    pem: certificatePem,
    disallowEncryptionWithInsecureAlgorithm: false,
    warnInsecureAlgorithm: false,
  };
  const CONTENTS = ['aes128-cbc', 'aes256-cbc', 'aes128-gcm', 'aes256-gcm'] as const;
  const DIGESTS = ['sha1', 'sha256', 'sha512'];

  test.each(CONTENTS)('%s with every key transport', async (content) => {
    const mgfs = [undefined, 'sha1', 'sha256', 'sha384', 'sha512'];
    const transports = [
      ...DIGESTS.map((digest) => ({ uri: 'rsa-oaep-mgf1p' as const, digest, mgf: undefined })),
      ...DIGESTS.flatMap((digest) => mgfs.map((mgf) => ({ uri: 'rsa-oaep' as const, digest, mgf }))),
    ];
    for (const { uri, digest, mgf } of transports) {
      const xml = await encryptFor(ASSERTION, {
        ...recipient,
        encryptionAlgorithm: CONTENT_URIS[content],
        keyEncryptionAlgorithm: TRANSPORT_URIS[uri],
        keyEncryptionDigest: digest,
        ...(mgf === undefined ? {} : { keyEncryptionMgf: mgf }),
      });
      expect(textIn(within(xml))).toBe(TEXT);
    }
  });

  test('with OAEPparams', async () => {
    const xml = await encryptFor(ASSERTION, {
      ...recipient,
      encryptionAlgorithm: CONTENT_URIS['aes256-gcm'],
      keyEncryptionAlgorithm: TRANSPORT_URIS['rsa-oaep'],
      keyEncryptionOaepParams: Buffer.from('a label'),
    });
    expect(xml).toContain('OAEPparams');
    expect(textIn(within(xml))).toBe(TEXT);
  });

  test.each([
    ['RSA 1.5', CONTENT_URIS['aes256-gcm'], 'http://www.w3.org/2001/04/xmlenc#rsa-1_5'],
    ['Triple DES', 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc', TRANSPORT_URIS['rsa-oaep-mgf1p']],
  ])('%s is refused by name', async (name, encryptionAlgorithm, keyEncryptionAlgorithm) => {
    const xml = await encryptFor(ASSERTION, { ...recipient, encryptionAlgorithm, keyEncryptionAlgorithm });
    const decrypted = decrypt(within(xml), { isSigned: true });
    expect(decrypted).toMatchObject({
      ok: false,
      failure: { code: 'encryption_algorithm_forbidden', received: name },
    });
  });
});
