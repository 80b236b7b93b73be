/**
 * EncryptedData and EncryptedKey as the grammar has them, and everything else, which is refused before any key is
 * used.
 */
import { describe, expect, test } from 'vitest';
import { decryptionOutcome } from '../support/decrypt.ts';
import { CONTENT_URIS, type Encryption, encryptElement, OAEP_SHA1, standalone } from '../support/encrypt.ts';

const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const XMLENC_11 = 'http://www.w3.org/2009/xmlenc11#';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const ASSERTION = standalone('<saml:Assertion>alice</saml:Assertion>');

const encrypted = (changes: Partial<Encryption> = {}) =>
  encryptElement('EncryptedAssertion', ASSERTION, changes);
const inside = encrypted();
const beside = encrypted({ placement: 'beside' });
const retrieved = encrypted({ placement: 'retrieved' });
const withHashes = encrypted({
  transport: { uri: 'rsa-oaep', digest: 'sha256', mgf: 'sha512', label: new Uint8Array([1]) },
});

/** Replaces a piece that has to be there. */
function swap(xml: string, piece: string | RegExp, replacement: string): string {
  const changed = xml.replace(piece, () => replacement);
  if (changed === xml) throw new Error(`there is no ${piece} to replace`);
  return changed;
}

const KEY = /<xenc:EncryptedKey [\s\S]*<\/xenc:EncryptedKey>/;
const KEY_INFO = /<ds:KeyInfo [\s\S]*<\/ds:KeyInfo>/;
const KEY_END = '</xenc:EncryptedKey>';
const FIRST_CIPHER_DATA = /<xenc:CipherData>/;
const digestMethod = /<ds:DigestMethod [^>]*(?=\/>)/.exec(withHashes)?.[0] ?? '';
const key = KEY.exec(inside)?.[0] ?? '';
const keyForOthers = KEY.exec(encrypted({ recipients: ['rogue'] }))?.[0] ?? '';

describe('is read', () => {
  const hints = [
    '<ds:X509Data xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Certificate>MIIB</ds:X509Certificate></ds:X509Data>',
    '<ds:KeyName xmlns:ds="http://www.w3.org/2000/09/xmldsig#">ours</ds:KeyName>',
    '<wsse:SecurityTokenReference xmlns:wsse="urn:wsse"/>',
  ];
  test.each<[string, string]>([
    ['as it is', inside],
    ['beside', beside],
    ['retrieved', retrieved],
    ['with every parameter', withHashes],
    [
      'with its parameters the other way round',
      swap(
        withHashes,
        /(<ds:DigestMethod [^>]*>)(<xenc11:MGF [^>]*>)/,
        (/(<ds:DigestMethod [^>]*>)(<xenc11:MGF [^>]*>)/.exec(withHashes) ?? []).slice(1).reverse().join(''),
      ),
    ],
    [
      'with Id and MimeType',
      swap(inside, '<xenc:EncryptedData ', '<xenc:EncryptedData Id="_data" MimeType="text/xml" '),
    ],
    ['without Type', swap(inside, / Type="[^"]*"/, '')],
    [
      'with Recipient',
      swap(inside, '<xenc:EncryptedKey ', '<xenc:EncryptedKey Recipient="https://sp.example" '),
    ],
    [
      'with Type and MimeType on the EncryptedKey',
      swap(
        inside,
        '<xenc:EncryptedKey ',
        `<xenc:EncryptedKey Type="${XMLENC}EncryptedKey" MimeType="application/octet-stream" `,
      ),
    ],
    ['with CarriedKeyName', swap(inside, KEY_END, `<xenc:CarriedKeyName>k</xenc:CarriedKeyName>${KEY_END}`)],
    [
      'with ReferenceList, even to elsewhere',
      swap(
        beside,
        KEY_END,
        `<xenc:ReferenceList><xenc:DataReference URI="http://evil.example/"/></xenc:ReferenceList>${KEY_END}`,
      ),
    ],
    ['with hints in KeyInfo', swap(inside, '<xenc:EncryptedKey ', `${hints.join('')}<xenc:EncryptedKey `)],
    [
      'with hints in the KeyInfo of EncryptedKey',
      swap(inside, FIRST_CIPHER_DATA, `<ds:KeyInfo>${hints.join('')}</ds:KeyInfo><xenc:CipherData>`),
    ],
    ['with line breaks in base64', inside.replace(/([A-Za-z0-9+/]{64})(?=[A-Za-z0-9+/])/g, '$1\r\n')],
    ['pretty-printed', inside.replaceAll('><', '>\r\n  <')],
    [
      'with a key for somebody else inside and ours beside',
      swap(
        beside,
        FIRST_CIPHER_DATA,
        `<ds:KeyInfo xmlns:ds="${DSIG}">${keyForOthers}</ds:KeyInfo><xenc:CipherData>`,
      ),
    ],
  ])('%s', (_, xml) => {
    expect(decryptionOutcome(xml)).toBe('decrypted');
  });
});

describe('is malformed', () => {
  test.each<[string, string]>([
    ['with nothing in it', swap(inside, /<xenc:EncryptedData[\s\S]*<\/xenc:EncryptedData>/, '')],
    ['with text in it', swap(inside, '<xenc:EncryptedData ', 'text<xenc:EncryptedData ')],
    ['with a comment in it', swap(inside, '<xenc:EncryptedData ', '<!--c--><xenc:EncryptedData ')],
    ['with an attribute', swap(inside, '<saml:EncryptedAssertion ', '<saml:EncryptedAssertion ID="_1" ')],
    [
      'with two EncryptedData',
      swap(
        inside,
        /(<xenc:EncryptedData[\s\S]*<\/xenc:EncryptedData>)/,
        (/<xenc:EncryptedData[\s\S]*<\/xenc:EncryptedData>/.exec(inside)?.[0] ?? '').repeat(2),
      ),
    ],
    [
      'with the keys first',
      swap(swap(beside, KEY, ''), '<xenc:EncryptedData ', `${key}<xenc:EncryptedData `),
    ],
    [
      'with an Assertion beside',
      swap(inside, '</saml:EncryptedAssertion>', '<saml:Assertion/></saml:EncryptedAssertion>'),
    ],
    ['of type Content', swap(inside, `${XMLENC}Element`, `${XMLENC}Content`)],
    ['with Encoding', swap(inside, '<xenc:EncryptedData ', '<xenc:EncryptedData Encoding="base64" ')],
    ['in another namespace', swap(inside, `xmlns:xenc="${XMLENC}" Type`, 'xmlns:xenc="urn:x" Type')],
    [
      'without EncryptionMethod',
      swap(inside, `<xenc:EncryptionMethod Algorithm="${CONTENT_URIS['aes256-gcm']}"/>`, ''),
    ],
    [
      'with nothing but EncryptionMethod',
      swap(inside, /(?<=aes256-gcm"\/>)[\s\S]*(?=<\/xenc:EncryptedData>)/, ''),
    ],
    [
      'with nothing in EncryptedData',
      swap(inside, /(?<=xmlenc#Element">)[\s\S]*(?=<\/xenc:EncryptedData>)/, ''),
    ],
    ['with an empty CipherData', swap(inside, /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>/, '')],
    ['with something else than CipherData', inside.replaceAll('xenc:CipherData', 'xenc:CipherText')],
    ['with an attribute on CipherData', swap(inside, '<xenc:CipherData>', '<xenc:CipherData Id="_c">')],
    ['with an attribute on CipherValue', swap(inside, '<xenc:CipherValue>', '<xenc:CipherValue Id="_c">')],
    ['without a key', swap(inside, KEY_INFO, '')],
    ['with a KeyInfo without a key', swap(inside, KEY, '')],
    ['with five keys', swap(inside, KEY, key.repeat(5))],
    ['with two KeyInfos', swap(inside, KEY_INFO, (KEY_INFO.exec(inside)?.[0] ?? '').repeat(2))],
    [
      'with a CipherReference',
      swap(
        inside,
        /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>(?=<\/xenc:CipherData><\/xenc:EncryptedData>)/,
        '<xenc:CipherReference URI="http://evil.example/"/>',
      ),
    ],
    [
      'with a CipherReference for its key',
      swap(
        inside,
        /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>/,
        '<xenc:CipherReference URI="http://evil.example/"/>',
      ),
    ],
    [
      'with two CipherValues',
      swap(inside, /<xenc:CipherValue>/, '<xenc:CipherValue>AAAA</xenc:CipherValue><xenc:CipherValue>'),
    ],
    ['with a comment in CipherValue', swap(inside, /<xenc:CipherValue>/, '<xenc:CipherValue><!--c-->')],
    ['with an element in CipherValue', swap(inside, /<xenc:CipherValue>/, '<xenc:CipherValue><a/>')],
    ['with an empty CipherValue', swap(inside, /<xenc:CipherValue>[^<]*/, '<xenc:CipherValue>')],
    ['with a CipherValue in base64url', swap(inside, /<xenc:CipherValue>[^<]{4}/, '<xenc:CipherValue>-_-_')],
    [
      'with EncryptionProperties',
      swap(inside, '</xenc:EncryptedData>', '<xenc:EncryptionProperties/></xenc:EncryptedData>'),
    ],
    [
      'with EncryptionProperties for its key',
      swap(inside, KEY_END, `<xenc:EncryptionProperties/>${KEY_END}`),
    ],
    [
      'with text in EncryptionMethod',
      swap(
        inside,
        `Algorithm="${CONTENT_URIS['aes256-gcm']}"/>`,
        `Algorithm="${CONTENT_URIS['aes256-gcm']}">256</xenc:EncryptionMethod>`,
      ),
    ],
    [
      'with an unknown parameter of OAEP',
      swap(withHashes, '<xenc:OAEPparams>', '<xenc:KeySize>256</xenc:KeySize><xenc:OAEPparams>'),
    ],
    [
      'with two DigestMethods',
      swap(
        withHashes,
        /<ds:DigestMethod [^>]*>/,
        (/<ds:DigestMethod [^>]*>/.exec(withHashes)?.[0] ?? '').repeat(2),
      ),
    ],
    [
      'with two MGFs',
      swap(withHashes, /<xenc11:MGF [^>]*>/, (/<xenc11:MGF [^>]*>/.exec(withHashes)?.[0] ?? '').repeat(2)),
    ],
    [
      'with an unknown parameter of OAEP alone',
      swap(inside, /(?<=rsa-oaep-mgf1p">)/, '<xenc:KeySize>256</xenc:KeySize>'),
    ],
    [
      'with text in DigestMethod',
      swap(withHashes, /(<ds:DigestMethod [^>]*)\/>/, `${digestMethod}>text</ds:DigestMethod>`),
    ],
    [
      'with an element in DigestMethod',
      swap(withHashes, /(<ds:DigestMethod [^>]*)\/>/, `${digestMethod}><a/></ds:DigestMethod>`),
    ],
    [
      'with another attribute on DigestMethod',
      swap(withHashes, '<ds:DigestMethod ', '<ds:DigestMethod Id="_d" '),
    ],
    ['with another attribute on MGF', swap(withHashes, '<xenc11:MGF ', '<xenc11:MGF Id="_m" ')],
    ['with an attribute on OAEPparams', swap(withHashes, '<xenc:OAEPparams>', '<xenc:OAEPparams Id="_p">')],
    ['with a comment in OAEPparams', swap(withHashes, '<xenc:OAEPparams>', '<xenc:OAEPparams><!--c-->')],
    ['with an element in OAEPparams', swap(withHashes, '<xenc:OAEPparams>', '<xenc:OAEPparams><a/>')],
    ['with nothing but an element in OAEPparams', swap(withHashes, /(?<=<xenc:OAEPparams>)[^<]*/, '<a/>')],
    ['with OAEPparams that are no base64', swap(withHashes, /(?<=<xenc:OAEPparams>)[^<]*/, '!')],
    ['with another MGF than the algorithm has', encrypted({ transport: { ...OAEP_SHA1, mgf: 'sha256' } })],
    ['with a RetrievalMethod to nowhere', swap(retrieved, '#_key0', '#_key1')],
    ['with a RetrievalMethod to another document', swap(retrieved, '#_key0', 'http://evil.example/#_key0')],
    ['with a RetrievalMethod to this document', swap(retrieved, '"#_key0"', '""')],
    ['with a RetrievalMethod by XPointer', swap(retrieved, '#_key0', "#xpointer(id('_key0'))")],
    ['with a RetrievalMethod of another type', swap(retrieved, `${XMLENC}EncryptedKey`, `${DSIG}X509Data`)],
    [
      'with a RetrievalMethod with Transforms',
      swap(retrieved, 'URI="#_key0"/>', 'URI="#_key0"><ds:Transforms/></ds:RetrievalMethod>'),
    ],
    ['with a RetrievalMethod to two keys', swap(retrieved, KEY, (KEY.exec(retrieved)?.[0] ?? '').repeat(2))],
    [
      'with a RetrievalMethod to a key inside',
      swap(retrieved, KEY, '').replace('</ds:KeyInfo>', `${key}</ds:KeyInfo>`),
    ],
  ])('%s', (_, xml) => {
    expect(decryptionOutcome(xml)).toBe('encryption_malformed');
  });
});

describe('uses what is not supported', () => {
  const agreement = `<xenc:AgreementMethod xmlns:xenc="${XMLENC}" Algorithm="${XMLENC_11}ECDH-ES"/>`;
  const derived = `<xenc11:DerivedKey xmlns:xenc11="${XMLENC_11}"/>`;
  const keyInfoOfKey = (content: string) =>
    swap(inside, FIRST_CIPHER_DATA, `<ds:KeyInfo>${content}</ds:KeyInfo><xenc:CipherData>`);
  test.each<[string, string]>([
    ['key agreement', swap(inside, KEY, agreement)],
    ['key agreement for the key', keyInfoOfKey(agreement)],
    ['a derived key', swap(inside, KEY, derived)],
    ['a derived key for the key', keyInfoOfKey(derived)],
    ['a key that is encrypted with another', keyInfoOfKey(key)],
    ['a key that has to be retrieved', keyInfoOfKey('<ds:RetrievalMethod URI="#_key0"/>')],
    ['key wrapping', swap(inside, /rsa-oaep-mgf1p/, 'kw-aes256')],
    ['an unknown cipher', swap(inside, CONTENT_URIS['aes256-gcm'], `${XMLENC}camellia256-cbc`)],
    ['no algorithm at all', swap(inside, ` Algorithm="${CONTENT_URIS['aes256-gcm']}"`, '')],
    [
      'parameters of AES',
      swap(
        inside,
        `Algorithm="${CONTENT_URIS['aes256-gcm']}"/>`,
        `Algorithm="${CONTENT_URIS['aes256-gcm']}"><xenc:KeySize>256</xenc:KeySize></xenc:EncryptionMethod>`,
      ),
    ],
    ['an unknown digest', swap(withHashes, `${XMLENC}sha256`, `${XMLENC}ripemd160`)],
    ['MD5', swap(withHashes, `${XMLENC}sha256`, 'http://www.w3.org/2001/04/xmldsig-more#md5')],
    ['an unknown MGF', swap(withHashes, 'mgf1sha512', 'mgf1sha224')],
  ])('%s', (_, xml) => {
    expect(decryptionOutcome(xml)).toBe('encryption_algorithm_unsupported');
  });
});

describe('uses what is refused by name', () => {
  test.each<[string, string]>([
    ['RSA 1.5', swap(inside, 'rsa-oaep-mgf1p', 'rsa-1_5')],
    ['Triple DES', swap(inside, CONTENT_URIS['aes256-gcm'], `${XMLENC}tripledes-cbc`)],
    [
      'Triple DES with a parameter',
      swap(
        inside,
        `Algorithm="${CONTENT_URIS['aes256-gcm']}"/>`,
        `Algorithm="${XMLENC}tripledes-cbc"><xenc:KeySize>192</xenc:KeySize></xenc:EncryptionMethod>`,
      ),
    ],
  ])('%s', (_, xml) => {
    expect(decryptionOutcome(xml)).toBe('encryption_algorithm_forbidden');
  });

  test.each([CONTENT_URIS['aes256-gcm'], `${XMLENC}rsa-oaep-mgf1p`])(
    'what the deployment blocks: %s',
    (uri) => {
      expect(decryptionOutcome(inside, { blockedAlgorithms: new Set([uri]) })).toBe(
        'encryption_algorithm_forbidden',
      );
    },
  );

  test('but not a hash of OAEP that is blocked for signatures', () => {
    expect(decryptionOutcome(inside, { blockedAlgorithms: new Set([`${DSIG}sha1`]) })).toBe('decrypted');
  });
});
