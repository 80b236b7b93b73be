import { constants, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Canonicalization, Digest, SignatureScheme } from '../../scripts/idp/sign.ts';
import {
  buildResponse,
  formBody,
  GENUINE,
  resignSignedInfo,
  signBoth,
  signXml,
  type TestKeyName,
  testKey,
} from './signed-response.ts';
import { verifyWithXmlsec1 } from './xmlsec1.ts';

const { assertionId, responseId } = GENUINE;

const ALGORITHMS: [SignatureScheme, Digest, TestKeyName][] = [
  ['RSA', 'SHA-1', 'rsaA'],
  ['RSA', 'SHA-256', 'rsaA'],
  ['RSA', 'SHA-384', 'rsaB'],
  ['RSA', 'SHA-512', 'rogue'],
  ['RSA', 'SHA-256', 'weakRsa'],
  ['ECDSA', 'SHA-1', 'p256'],
  ['ECDSA', 'SHA-256', 'p256'],
  ['ECDSA', 'SHA-384', 'p384'],
  ['ECDSA', 'SHA-512', 'p521'],
];

describe('xmlsec1 agrees with the signer', () => {
  test.each(ALGORITHMS)('%s with %s and key %s', async (scheme, hash, keyName) => {
    const key = testKey(keyName);
    const xml = await signBoth(buildResponse(), { key, algorithm: { scheme, hash }, digest: hash });
    expect(await verifyWithXmlsec1(xml, assertionId, key.certificatePem)).toBe(true);
    expect(await verifyWithXmlsec1(xml, responseId, key.certificatePem)).toBe(true);

    const tampered = xml.replace('alice@acme.example</saml:NameID>', 'admin@acme.example</saml:NameID>');
    expect(await verifyWithXmlsec1(tampered, assertionId, key.certificatePem)).toBe(false);
    expect(await verifyWithXmlsec1(tampered, responseId, key.certificatePem)).toBe(false);
  });

  test('another key does not verify', async () => {
    const xml = await signXml(buildResponse(), 'Assertion', { key: testKey('rogue') });
    expect(await verifyWithXmlsec1(xml, assertionId, testKey('rsaA').certificatePem)).toBe(false);
  });

  test.each<Canonicalization>([
    'exclusive',
    'exclusive-with-comments',
    'inclusive',
    'inclusive-with-comments',
  ])('%s canonicalisation, with every prefix choice', async (canonicalization) => {
    for (const prefixes of [
      { protocol: 'samlp', assertion: 'saml' },
      { protocol: 'ns0', assertion: 'ns1' },
      { protocol: 'samlp', assertion: '' },
    ]) {
      const xml = await signBoth(buildResponse({ prefixes }), { canonicalization });
      expect(await verifyWithXmlsec1(xml, assertionId, testKey('rsaA').certificatePem)).toBe(true);
      expect(await verifyWithXmlsec1(xml, responseId, testKey('rsaA').certificatePem)).toBe(true);
    }
  });

  test.each(['xs', 'xs saml', 'samlp saml unbound'])('PrefixList %j', async (prefixList) => {
    // Declared above the Assertion and used nowhere: only the list brings it into the octets of the Assertion.
    const xml = buildResponse().replace('<samlp:Response ', '<samlp:Response xmlns:xs="urn:above" ');
    const signed = await signBoth(xml, { prefixList });
    expect(signed.match(/InclusiveNamespaces [^>]*PrefixList="[^"]+"/g)).toHaveLength(2);
    expect(await verifyWithXmlsec1(signed, assertionId, testKey('rsaA').certificatePem)).toBe(true);
    expect(await verifyWithXmlsec1(signed, responseId, testKey('rsaA').certificatePem)).toBe(true);
    const changed = signed.replace('urn:above', 'urn:other');
    expect(await verifyWithXmlsec1(changed, assertionId, testKey('rsaA').certificatePem)).toBe(
      !prefixList.includes('xs'),
    );
  });

  test('text that a serialiser would rewrite is signed as it stands', async () => {
    const awkward = 'a&#13;b&amp;<![CDATA[<c>]]><!--d-->\r\n\u{1F510} \u202eעברית';
    const name = { name: 'note', nameFormat: null, friendlyName: null, values: [{ rawXml: awkward }] };
    const xml = await signBoth(buildResponse({ assertion: { attributeStatements: [[name]] } }));
    expect(xml).toContain(awkward);
    expect(await verifyWithXmlsec1(xml, assertionId, testKey('rsaA').certificatePem)).toBe(true);
    expect(await verifyWithXmlsec1(xml, responseId, testKey('rsaA').certificatePem)).toBe(true);
  });
});

test.each<[Digest, number]>([
  ['SHA-256', 32],
  ['SHA-384', 48],
  ['SHA-512', 64],
])('RSA-PSS with %s, which xmlsec1 1.2 does not know, holds by OpenSSL', async (hash, saltLength) => {
  const key = testKey('rsaA');
  const xml = await signXml(buildResponse(), 'Assertion', { key, algorithm: { scheme: 'RSA-PSS', hash } });
  expect(xml).toContain(
    `http://www.w3.org/2007/05/xmldsig-more#${hash.replace('-', '').toLowerCase()}-rsa-MGF1`,
  );

  // What the signer writes is canonical but for the namespace that SignedInfo inherits.
  const signedInfo = (/<ds:SignedInfo>.*<\/ds:SignedInfo>/.exec(xml)?.[0] ?? '')
    .replace('<ds:SignedInfo>', '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">')
    .replaceAll(/<(ds:\w+)([^<>]*)\/>/g, '<$1$2></$1>');
  const value = Buffer.from(/<ds:SignatureValue>([^<]*)/.exec(xml)?.[1] ?? '', 'base64');
  const publicKey = {
    key: createPublicKey(key.certificatePem),
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength,
  };
  expect(verify(hash, Buffer.from(signedInfo), publicKey, value)).toBe(true);
  expect(verify(hash, Buffer.from(`${signedInfo} `), publicKey, value)).toBe(false);
});

describe('the generator', () => {
  test('certificates are self-signed and hold the key', () => {
    for (const name of ['rsaA', 'weakRsa', 'p256', 'p384', 'p521'] as const) {
      const key = testKey(name);
      const certificate = new X509Certificate(key.certificatePem);
      expect(certificate.verify(certificate.publicKey)).toBe(true);
      expect(certificate.checkPrivateKey(key.privateKey)).toBe(true);
      expect(certificate.validTo).toBe('Dec 31 23:59:59 2049 GMT');
    }
  });

  test('each key is made once', () => {
    expect(testKey('rsaA')).toBe(testKey('rsaA'));
    expect(testKey('rsaA').certificatePem).not.toBe(testKey('rsaB').certificatePem);
  });

  test('the Signature stands right after the Issuer, or first where there is none', async () => {
    expect(await signXml(buildResponse(), 'Response')).toMatch(
      /<samlp:Response [^>]*><saml:Issuer>[^<]*<\/saml:Issuer><ds:Signature /,
    );
    expect(await signXml(buildResponse({ issuer: null }), 'Response')).toMatch(
      /<samlp:Response [^>]*><ds:Signature /,
    );
  });

  test('every value is escaped, and only raw XML is not', () => {
    const xml = buildResponse({
      destination: '"><x a=\'&',
      assertion: {
        issuer: '<b>&',
        nameId: { value: { rawXml: 'x<!--c-->y' }, format: null, nameQualifier: null, spNameQualifier: null },
      },
    });
    expect(xml).toContain('Destination="&quot;&gt;&lt;x a=&apos;&amp;"');
    expect(xml).toContain('<saml:Issuer>&lt;b&gt;&amp;</saml:Issuer>');
    expect(xml).toContain('>x<!--c-->y</saml:NameID>');
  });

  test('parts that are null are left out', () => {
    const xml = buildResponse({ inResponseTo: null, issuer: null, status: null, assertions: [] });
    expect(xml).not.toMatch(/InResponseTo|Issuer|Status|Assertion>/);
  });

  test('lists come out in order', () => {
    const audienceRestrictions = [['a', 'b'], ['c']];
    const xml = buildResponse({
      assertion: { conditions: { notBefore: null, notOnOrAfter: null, audienceRestrictions, others: null } },
    });
    expect(xml).toContain(
      '<saml:Conditions><saml:AudienceRestriction><saml:Audience>a</saml:Audience><saml:Audience>b</saml:Audience></saml:AudienceRestriction><saml:AudienceRestriction><saml:Audience>c</saml:Audience></saml:AudienceRestriction></saml:Conditions>',
    );
  });

  test('circumstances reach every place that speaks of them', () => {
    const xml = buildResponse({}, { requestId: null, acsUrl: 'https://x.example/acs', now: 0 });
    expect(xml).not.toContain('InResponseTo');
    expect(xml.match(/https:\/\/x\.example\/acs/g)).toHaveLength(2);
    expect(xml).toContain('IssueInstant="1970-01-01T00:00:00.000Z"');
  });

  test('an edited SignedInfo gets a valid signature of its own', async () => {
    const signed = await signXml(buildResponse(), 'Assertion');
    const canonical = (text: string) => text.replaceAll(/<(ds:\w+)([^<>]*)\/>/g, '<$1$2></$1>');
    const same = resignSignedInfo(signed, canonical);
    expect(await verifyWithXmlsec1(same, assertionId, testKey('rsaA').certificatePem)).toBe(true);
    const other = resignSignedInfo(signed, (text) => canonical(text).replace(/#_assertion1/, '#_response1'));
    expect(await verifyWithXmlsec1(other, assertionId, testKey('rsaA').certificatePem)).toBe(false);
  });

  test('a form body decodes to the message', () => {
    const xml = buildResponse();
    const form = new URLSearchParams(formBody(xml, '/docs/42?a=b&c=d'));
    expect(Buffer.from(form.get('SAMLResponse') ?? '', 'base64').toString()).toBe(xml);
    expect(form.get('RelayState')).toBe('/docs/42?a=b&c=d');
  });

  test('what cannot be signed is an error', async () => {
    await expect(signXml(buildResponse({ assertions: [] }), 'Assertion')).rejects.toThrow('there is no');
    await expect(signXml(buildResponse({ id: null }), 'Response')).rejects.toThrow('has no ID');
    await expect(signXml('<a>', 'Response')).rejects.toThrow('not well-formed');
  });
});
