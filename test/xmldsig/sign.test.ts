/** What we sign, verified by xmlsec1 and by ourselves. */
import { describe, expect, test } from 'vitest';
import { NS_ASSERTION, NS_PROTOCOL, NS_XML_SIGNATURE } from '../../src/saml/names.ts';
import { parseXmlText } from '../../src/xml/reader.ts';
import { childElements, childrenNamed } from '../../src/xml/select.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import { element, type OutboundElement, writeXml } from '../../src/xml/writer.ts';
import { signElement } from '../../src/xmldsig/sign.ts';
import { VerifiedElement, verifyEnvelopedSignature } from '../../src/xmldsig/verify.ts';
import { signingKey } from '../support/key-pairs.ts';
import { type TestKeyName, testKey } from '../support/test-keys.ts';
import { trustedKey } from '../support/verdict.ts';
import { verifyWithXmlsec1 } from '../support/xmlsec1.ts';

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const KEYS = ['rsaA', 'p256', 'p384', 'p521'] as const;

/** With everything in a value that a reader might change. */
const ODD = 'a & b < c > d "e" \'f\' \t\r\n é 😀 ]]>';

/** One namespace is never used: exclusive canonicalisation leaves it out. */
const ATTRIBUTES = {
  'xmlns:samlp': NS_PROTOCOL,
  'xmlns:unused': 'urn:unused',
  ID: '_1',
  Destination: ODD,
};

function message(issuer = ODD): OutboundElement {
  return element('samlp:AuthnRequest', ATTRIBUTES, [
    element('saml:Issuer', { 'xmlns:saml': NS_ASSERTION }, [issuer]),
    element('samlp:NameIDPolicy', { AllowCreate: 'true' }),
    element('samlp:Scoping', {}),
  ]);
}

function read(xml: string): XmlElement {
  const root = parseXmlText(xml);
  if (!root.ok) throw new Error(root.failure.code);
  return root.value;
}

const childrenOf = (parent: XmlElement) => childElements(parent).map(({ localName }) => localName);

async function verifyOurselves(xml: string, name: TestKeyName) {
  const root = read(xml);
  const [signature] = childrenNamed(root, NS_XML_SIGNATURE, 'Signature');
  const policy = { trustedKeys: [trustedKey(name)], allowSha1: false, blockedAlgorithms: new Set<string>() };
  return verifyEnvelopedSignature(root, signature as XmlElement, policy);
}

describe.each(KEYS)('signed with %s, an element', (name) => {
  test('is verified by xmlsec1, and by us', async () => {
    const xml = writeXml(await signElement(message(), 'saml:Issuer', signingKey(name)));
    expect(await verifyWithXmlsec1(xml, '_1', testKey(name).certificatePem)).toBe(true);
    const verified = await verifyOurselves(xml, name);
    if (!verified.ok) throw new Error(verified.failure.code);
    expect(childrenOf(VerifiedElement.element(verified.value))).toEqual([
      'Issuer',
      'NameIDPolicy',
      'Scoping',
    ]);
  });

  test('that is changed afterwards is verified by neither', async () => {
    const xml = writeXml(await signElement(message('acme'), 'saml:Issuer', signingKey(name)));
    const changed = xml.replace('>acme<', '>globex<');
    expect(changed).not.toBe(xml);
    expect(await verifyWithXmlsec1(changed, '_1', testKey(name).certificatePem)).toBe(false);
    expect(await verifyOurselves(changed, name)).toMatchObject({
      ok: false,
      failure: { code: 'signature_digest_mismatch' },
    });
  });
});

test('the Signature stands right after the child that is named, or first, and holds the certificate alone', async () => {
  const key = signingKey('p256');
  const after = read(writeXml(await signElement(message(), 'saml:Issuer', key)));
  expect(childrenOf(after)).toEqual(['Issuer', 'Signature', 'NameIDPolicy', 'Scoping']);
  const first = read(writeXml(await signElement(message(), null, key)));
  expect(childrenOf(first)).toEqual(['Signature', 'Issuer', 'NameIDPolicy', 'Scoping']);
  const xml = writeXml(await signElement(message(), null, key));
  expect(xml).toContain(
    `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${key.keyPair.certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`,
  );
});

test('what has no ID is a bug of ours, and not signed', async () => {
  const { ID: _, ...attributes } = ATTRIBUTES;
  const nameless = { ...message(), attributes };
  await expect(signElement(nameless, null, signingKey('p256'))).rejects.toThrow(TypeError);
});

test('nothing of the private key is in the document', async () => {
  const key = signingKey('rsaA');
  const secret = Buffer.from(key.keyPair.privateKey).toString('base64');
  const xml = writeXml(await signElement(message(), null, key));
  for (let at = 60; at + 24 < secret.length; at += 24) expect(xml).not.toContain(secret.slice(at, at + 24));
});

describe('the algorithm', () => {
  const uris = (name: TestKeyName, blocked: readonly string[] = []) => {
    const { algorithm, digestAlgorithm } = signingKey(name, blocked);
    return [algorithm.uri, digestAlgorithm.uri];
  };

  test('fits the key', () => {
    expect(uris('rsaA')).toEqual([`${MORE}rsa-sha256`, 'http://www.w3.org/2001/04/xmlenc#sha256']);
    expect(uris('p256')).toEqual([`${MORE}ecdsa-sha256`, 'http://www.w3.org/2001/04/xmlenc#sha256']);
    expect(uris('p384')).toEqual([`${MORE}ecdsa-sha384`, `${MORE}sha384`]);
    expect(uris('p521')).toEqual([`${MORE}ecdsa-sha512`, 'http://www.w3.org/2001/04/xmlenc#sha512']);
  });

  test('is never one that the deployment blocks', async () => {
    const blocked = [`${MORE}rsa-sha256`, 'http://www.w3.org/2001/04/xmlenc#sha256'];
    expect(uris('rsaA', blocked)).toEqual([`${MORE}rsa-sha384`, `${MORE}sha384`]);
    const xml = writeXml(await signElement(message(), null, signingKey('rsaA', blocked)));
    expect(await verifyWithXmlsec1(xml, '_1', testKey('rsaA').certificatePem)).toBe(true);
  });

  test('is none where all are blocked, rather than a weak one', () => {
    const all = [256, 384, 512].map((bits) => `${MORE}rsa-sha${bits}`);
    expect(() => signingKey('rsaA', all)).toThrow('nothing to sign with');
    const digests = [
      `${MORE}sha384`,
      ...[256, 512].map((bits) => `http://www.w3.org/2001/04/xmlenc#sha${bits}`),
    ];
    expect(() => signingKey('rsaA', digests)).toThrow('nothing to sign with');
  });
});
