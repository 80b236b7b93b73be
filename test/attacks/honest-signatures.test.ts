/** The other side: signatures that honest identity providers make, by two signers that are not ours, have to hold. */
import { createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Canonicalization, Digest, SignatureScheme } from '../../scripts/idp/sign.ts';
import { certificateBase64, generateSigningKey } from '../../scripts/x509/signing-key.ts';
import { readCertificate } from '../../src/x509/certificate.ts';
import {
  buildResponse,
  GENUINE,
  signBoth,
  signXml,
  type TestKeyName,
  testKey,
} from '../support/signed-response.ts';
import { acceptedAssertion, outcomeOf, trustedKey } from '../support/verdict.ts';
import { EXCLUSIVE_C14N, signWithXmlsec1, type Template } from '../support/xmlsec1-sign.ts';
import { genuineDocument, match, resign, swap } from './forging.ts';

const { assertionId, responseId } = GENUINE;
const ROOT = '<samlp:Response ';
const XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"';
const DSIG_MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const KEY_INFO = /<ds:KeyInfo>[\s\S]*<\/ds:KeyInfo>/;

async function expectAlice(document: string, name: TestKeyName = 'rsaA'): Promise<void> {
  const assertion = await acceptedAssertion(document, { trustedKeys: [trustedKey(name)] });
  expect(assertion.nameId?.value).toBe(GENUINE.nameId);
  expect(assertion.attributes.map(({ values }) => values)).toEqual([
    [GENUINE.nameId],
    ['Alice Andersen'],
    ['engineering', 'on-call'],
  ]);
}

/** xmlsec1's signature of the Assertion, of the Response, and of both, each accepted. */
async function expectAliceByXmlsec1(
  xml: string,
  template: Template,
  name: TestKeyName = 'rsaA',
): Promise<void> {
  const assertionSigned = await signWithXmlsec1(xml, assertionId, testKey(name), template);
  await expectAlice(assertionSigned, name);
  await expectAlice(await signWithXmlsec1(xml, responseId, testKey(name), template), name);
  await expectAlice(await signWithXmlsec1(assertionSigned, responseId, testKey(name), template), name);
}

describe('every algorithm, by xmldsigjs', () => {
  const hashes: Digest[] = ['SHA-256', 'SHA-384', 'SHA-512'];
  const keys: [SignatureScheme, TestKeyName][] = [
    ['RSA', 'rsaA'],
    ['RSA-PSS', 'rsaA'],
    ['ECDSA', 'p256'],
    ['ECDSA', 'p384'],
    ['ECDSA', 'p521'],
  ];
  test.each(keys.flatMap(([scheme, name]) => hashes.map((hash) => [scheme, hash, name] as const)))(
    '%s with %s and key %s',
    async (scheme, hash, name) => {
      const signing = { key: testKey(name), algorithm: { scheme, hash }, digest: hash };
      await expectAlice(await signBoth(buildResponse(), signing), name);
      await expectAlice(await signXml(buildResponse(), 'Assertion', { ...signing, digest: 'SHA-256' }), name);
    },
  );
});

describe('every algorithm that xmlsec1 knows', () => {
  const DIGESTS = [
    'http://www.w3.org/2001/04/xmlenc#sha256',
    `${DSIG_MORE}sha384`,
    'http://www.w3.org/2001/04/xmlenc#sha512',
  ];
  test.each<[string, TestKeyName, number]>([
    ['rsa-sha256', 'rsaB', 1],
    ['rsa-sha384', 'rsaB', 2],
    ['rsa-sha512', 'rsaB', 0],
    ['ecdsa-sha256', 'p256', 0],
    ['ecdsa-sha384', 'p384', 1],
    ['ecdsa-sha512', 'p521', 2],
    ['ecdsa-sha256', 'p521', 1],
  ])('%s with key %s', async (algorithm, name, digest) => {
    const template = { signatureMethod: DSIG_MORE + algorithm, digestMethod: DIGESTS[digest] ?? '' };
    await expectAliceByXmlsec1(buildResponse(), template, name);
  });
});

describe('every canonicalisation', () => {
  /** Comments, xml: attributes, unused and shadowed namespaces, a default namespace that comes and goes. */
  const awkward = swap(
    swap(buildResponse(), ROOT, `${ROOT}xmlns:unused="urn:unused" ${XS} xmlns="urn:default" `),
    /(?<=<saml:Subject>)/,
    '<!-- who --> \n',
  ).replace('<saml:Conditions ', '<saml:Conditions xmlns="" xmlns:b="urn:b" xmlns:a="urn:a" xml:lang="en" ');

  test.each([
    EXCLUSIVE_C14N,
    `${EXCLUSIVE_C14N}WithComments`,
    'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
    'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments',
    'http://www.w3.org/2006/12/xml-c14n11',
    'http://www.w3.org/2006/12/xml-c14n11#WithComments',
  ])('%s, by xmlsec1', async (canonicalization) => {
    await expectAliceByXmlsec1(buildResponse(), { canonicalization });
    await expectAliceByXmlsec1(awkward, { canonicalization });
  });

  test.each<Canonicalization>([
    'exclusive',
    'exclusive-with-comments',
    'inclusive',
    'inclusive-with-comments',
  ])('%s, by xmldsigjs', async (canonicalization) => {
    await expectAlice(await signBoth(buildResponse(), { canonicalization }));
    // xmldsigjs does not write xmlns="" where it has to, and keeps comments; xmlsec1 refuses that, too.
    const plain = awkward.replace('xmlns="" ', '').replace('<!-- who -->', '');
    await expectAlice(await signXml(plain, 'Assertion', { canonicalization }));
  });

  test('a Transforms list of one: Canonical XML 1.0 is implied', async () => {
    await expectAliceByXmlsec1(buildResponse(), { transforms: '' });
    await expectAliceByXmlsec1(awkward, { transforms: '' });
  });

  test.each([
    ['xs', 'xs'],
    ['several', 'xs saml samlp'],
    ['the default namespace', '#default xs'],
    ['a prefix that is not bound', 'xs nobody'],
    ['the same prefix again and again', 'xs xs xs'],
    ['nothing', ''],
    ['xml', 'xml xs'],
  ])('PrefixList: %s', async (_, prefixList) => {
    await expectAliceByXmlsec1(awkward, { prefixList });
  });

  test('PrefixList: line breaks and tabs', async () => {
    // No default namespace is in scope here: libxml2 takes two spaces in a row for #default.
    const xml = swap(buildResponse(), ROOT, `${ROOT}${XS} `);
    await expectAliceByXmlsec1(xml, { prefixList: '\n  xs\r\n\tsaml\n' });
  });

  test.each<[string, Template, Template]>([
    [
      'inclusive inside exclusive',
      { canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' },
      {},
    ],
    ['inclusive 1.1 inside exclusive', { canonicalization: 'http://www.w3.org/2006/12/xml-c14n11' }, {}],
    ['a PrefixList inside none', { prefixList: 'xs unused #default' }, {}],
    ['one transform inside exclusive', { transforms: '' }, {}],
    [
      'exclusive inside inclusive',
      {},
      { canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' },
    ],
  ])('two signatures that differ: %s', async (_, inner, outer) => {
    const assertionSigned = await signWithXmlsec1(awkward, assertionId, testKey('rsaA'), inner);
    await expectAlice(await signWithXmlsec1(assertionSigned, responseId, testKey('rsaA'), outer));
  });
});

describe('the shape of a Signature', () => {
  test.each([
    ['another prefix', { prefix: 'dsig' }],
    ['the default namespace', { prefix: '' }],
    ['line breaks and indentation', { layout: '\n    ' }],
    ['both', { prefix: '', layout: '\n\t' }],
  ] satisfies [string, Template][])('%s', async (_, template) => {
    await expectAliceByXmlsec1(buildResponse(), template);
  });

  test('its prefix is declared at the root', async () => {
    const xml = swap(buildResponse(), ROOT, `${ROOT}xmlns:ds="http://www.w3.org/2000/09/xmldsig#" `);
    await expectAliceByXmlsec1(xml, { declares: false });
  });

  test('it has an Id', async () => {
    for (const document of [await genuineDocument('Assertion'), await genuineDocument('Response')]) {
      await expectAlice(document.replaceAll('<ds:Signature ', '<ds:Signature Id="Signature1" '));
    }
  });

  test.each([
    ['line feeds', '\n'],
    ['CRLF', '\r\n'],
    ['carriage returns that were kept', '&#13;\n'],
    ['spaces and tabs', ' \t '],
  ])('%s in SignatureValue and certificate', async (_, space) => {
    const genuine = await genuineDocument('both');
    const broken = genuine.replace(
      /(?<=<ds:(?:SignatureValue|X509Certificate)>)[^<]*/g,
      (text) => `${space}${(text.match(/.{1,64}/g) ?? []).join(space)}${space}`,
    );
    // The inner one is covered by the outer signature, so only the outer Signature may be changed.
    const outer = genuine.slice(0, genuine.indexOf('</ds:Signature>'));
    await expectAlice(broken.slice(0, broken.indexOf('</ds:Signature>')) + genuine.slice(outer.length));
    const single = await genuineDocument('Assertion');
    await expectAlice(
      single.replace(
        /(?<=<ds:(?:SignatureValue|X509Certificate)>)[^<]*/g,
        (text) => `${space}${(text.match(/.{1,64}/g) ?? []).join(space)}${space}`,
      ),
    );
  });

  test('white space in DigestValue, which is signed', async () => {
    await expectAliceByXmlsec1(buildResponse(), { layout: '\r\n  ' });
    const document = resign(await genuineDocument(), (signedInfo) =>
      swap(
        signedInfo,
        /(?<=<ds:DigestValue>)[^<]*/,
        `\n  ${match(/(?<=<ds:DigestValue>)[^<]*/, signedInfo)}\n`,
      ),
    );
    await expectAlice(document);
  });
});

describe('KeyInfo may hold anything', () => {
  const { n = '', e = '' } = createPublicKey(testKey('rsaA').certificatePem).export({ format: 'jwk' });
  const decode = (value: string) => Buffer.from(value, 'base64url').toString('base64');
  const x509 = (name: TestKeyName) =>
    `<ds:X509Certificate>${certificateBase64(testKey(name))}</ds:X509Certificate>`;

  test.each([
    ['nothing', ''],
    [
      'an RSAKeyValue',
      `<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>${decode(n)}</ds:Modulus><ds:Exponent>${decode(e)}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`,
    ],
    ['several certificates', `<ds:X509Data>${x509('rogue')}${x509('rsaA')}${x509('p256')}</ds:X509Data>`],
    [
      'several X509Data',
      `<ds:X509Data>${x509('rogue')}</ds:X509Data><ds:X509Data>${x509('rsaA')}</ds:X509Data>`,
    ],
    ['a certificate of another key', `<ds:X509Data>${x509('rogue')}</ds:X509Data>`],
    ['a certificate that is broken', '<ds:X509Data><ds:X509Certificate>!</ds:X509Certificate></ds:X509Data>'],
    [
      'a name and a serial number',
      '<ds:KeyName>k</ds:KeyName><ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>CN=x</ds:X509IssuerName><ds:X509SerialNumber>1</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>',
    ],
    ['a comment', '<!-- key -->'],
  ])('%s', async (_, content) => {
    await expectAlice(swap(await genuineDocument(), KEY_INFO, `<ds:KeyInfo>${content}</ds:KeyInfo>`));
  });

  test('it may be absent', async () => {
    await expectAlice(swap(await genuineDocument(), KEY_INFO, ''));
    await expectAlice(await signBoth(buildResponse(), { keyInfo: 'none' }));
  });
});

describe('pinned certificates', () => {
  test.each([
    ['expired', new Date('2001-01-01'), new Date('2002-01-01')],
    ['not yet valid', new Date('2048-01-01'), new Date('2049-01-01')],
  ])('one that is %s verifies all the same', async (_, notBefore, notAfter) => {
    const key = generateSigningKey('P-256', 'old.test', notBefore, notAfter);
    const certificate = readCertificate(key.certificatePem);
    if (!certificate.ok) throw new Error(certificate.failure.code);
    const document = await signXml(buildResponse(), 'Assertion', { key });
    expect(await outcomeOf(document, { trustedKeys: [certificate.value.key] })).toBe('accepted');
  });

  test('several of several kinds, in any order', async () => {
    const names: TestKeyName[] = ['rsaB', 'p256', 'rsaA', 'p521', 'p384'];
    for (const name of names) {
      const document = await signBoth(buildResponse(), { key: testKey(name) });
      for (const order of [names, [...names].reverse()]) {
        expect(await outcomeOf(document, { trustedKeys: order.map(trustedKey) })).toBe('accepted');
      }
    }
  });
});
