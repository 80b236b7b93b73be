import { describe, expect, it } from 'vitest';
import type { SignatureRequirement } from '../../src/saml/expectations.ts';
import { NS_IDP_DISCOVERY } from '../../src/saml/idp-discovery.ts';
import {
  ATTRIBUTE_NAME_URI,
  BINDING_POST,
  BINDING_REDIRECT,
  NS_ASSERTION,
  NS_METADATA,
  NS_METADATA_ALGORITHMS,
  NS_METADATA_ATTRIBUTES,
  NS_METADATA_UI,
  NS_PROTOCOL,
  NS_XML_SIGNATURE,
  SUBJECT_ID_REQUIREMENT,
} from '../../src/saml/names.ts';
import { buildSignedSpMetadata, buildSpMetadata, type SpMetadata } from '../../src/saml/sp-metadata.ts';
import { parseXml } from '../../src/xml/reader.ts';
import { attributeValue, childElements, childrenNamed, textOf } from '../../src/xml/select.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import { signingKey } from '../support/key-pairs.ts';
import { SP_METADATA } from '../support/sp-metadata.ts';
import { testKey } from '../support/test-keys.ts';
import { verifyWithXmlsec1 } from '../support/xmlsec1.ts';

function build(changes: Partial<SpMetadata> = {}): XmlElement {
  const root = parseXml(new TextEncoder().encode(buildSpMetadata({ ...SP_METADATA, ...changes })));
  if (!root.ok) throw new Error(root.failure.code);
  return root.value;
}

function only(parent: XmlElement, localName: string, namespace: string = NS_METADATA): XmlElement {
  const found = childrenNamed(parent, namespace, localName);
  expect(found).toHaveLength(1);
  return found[0] as XmlElement;
}

function userInterface(root: XmlElement): [string, string | null][] {
  const info = only(only(only(root, 'SPSSODescriptor'), 'Extensions'), 'UIInfo', NS_METADATA_UI);
  return childElements(info).map((child) => [child.localName, textOf(child)]);
}

function attributesOf(element: XmlElement): Record<string, string> {
  return Object.fromEntries(element.attributes.map(({ name, value }) => [name, value]));
}

describe('the metadata of a service provider', () => {
  it('names the service provider and the one place where it takes Responses', () => {
    const root = build();
    expect(root).toMatchObject({ localName: 'EntityDescriptor', namespace: NS_METADATA });
    expect(attributesOf(root)).toEqual({ entityID: SP_METADATA.entityId });
    const role = only(root, 'SPSSODescriptor');
    expect(attributesOf(only(role, 'AssertionConsumerService'))).toEqual({
      Binding: BINDING_POST,
      Location: SP_METADATA.acsUrl,
      index: '0',
      isDefault: 'true',
    });
    expect(attributesOf(role)).toEqual({
      protocolSupportEnumeration: NS_PROTOCOL,
      AuthnRequestsSigned: 'false',
      WantAssertionsSigned: 'false',
    });
  });

  it('lists where it takes logouts, by Redirect and POST, before the ACS as the schema has it', () => {
    const role = only(build(), 'SPSSODescriptor');
    expect(childrenNamed(role, NS_METADATA, 'SingleLogoutService').map(attributesOf)).toEqual([
      { Binding: BINDING_REDIRECT, Location: SP_METADATA.sloUrl },
      { Binding: BINDING_POST, Location: SP_METADATA.sloUrl },
    ]);
    expect(childElements(role).map(({ localName }) => localName)).toEqual([
      'Extensions',
      ...Array(2).fill('SingleLogoutService'),
      ...Array(4).fill('NameIDFormat'),
      'AssertionConsumerService',
    ]);
  });

  it('lists our keys where there are any, and what may be encrypted with, strongest first', () => {
    const keys = { signing: ['AAAA', 'BBBB', 'CCCC'], encryption: ['AAAA', 'CCCC'] };
    const described = (changes: Partial<SpMetadata>) =>
      childrenNamed(only(build({ keys, ...changes }), 'SPSSODescriptor'), NS_METADATA, 'KeyDescriptor').map(
        (descriptor) => {
          const info = only(descriptor, 'KeyInfo', NS_XML_SIGNATURE);
          const data = only(info, 'X509Data', NS_XML_SIGNATURE);
          return [
            attributeValue(descriptor, 'use'),
            textOf(only(data, 'X509Certificate', NS_XML_SIGNATURE)),
            childrenNamed(descriptor, NS_METADATA, 'EncryptionMethod').map(
              (method) => attributeValue(method, 'Algorithm')?.split('#')[1],
            ),
          ];
        },
      );
    const methods = ['aes256-gcm', 'aes192-gcm', 'aes128-gcm', 'rsa-oaep', 'rsa-oaep-mgf1p'];
    expect(described({})).toEqual([
      ['signing', 'AAAA', []],
      ['signing', 'BBBB', []],
      ['signing', 'CCCC', []],
      ['encryption', 'AAAA', methods],
      ['encryption', 'CCCC', methods],
    ]);
    const blockedAlgorithms = new Set(['http://www.w3.org/2009/xmlenc11#aes256-gcm']);
    expect(described({ blockedAlgorithms })[3]).toEqual(['encryption', 'AAAA', methods.slice(1)]);
  });

  it('lists what signatures may be made with, without what is weak or blocked', () => {
    const listed = (localName: string, changes: Partial<SpMetadata> = {}) =>
      childrenNamed(
        only(only(build(changes), 'SPSSODescriptor'), 'Extensions'),
        NS_METADATA_ALGORITHMS,
        localName,
      ).map((method) => attributeValue(method, 'Algorithm')?.split('#')[1]);
    expect(listed('DigestMethod')).toEqual(['sha256', 'sha384', 'sha512']);
    expect(listed('SigningMethod')).toEqual([
      ...['rsa-sha256', 'rsa-sha384', 'rsa-sha512', 'ecdsa-sha256', 'ecdsa-sha384', 'ecdsa-sha512'],
      ...['sha256-rsa-MGF1', 'sha384-rsa-MGF1', 'sha512-rsa-MGF1'],
    ]);
    const blockedAlgorithms = new Set([
      'http://www.w3.org/2001/04/xmlenc#sha512',
      'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    ]);
    expect(listed('DigestMethod', { blockedAlgorithms })).toEqual(['sha256', 'sha384']);
    expect(listed('SigningMethod', { blockedAlgorithms })).not.toContain('rsa-sha256');
  });

  it.each(['subject-id', 'pairwise-id', 'any', 'none'] as const)(
    'asks by an entity attribute for the subject identifier that is needed: %s',
    (subjectIdRequirement) => {
      const extensions = only(build({ subjectIdRequirement }), 'Extensions');
      const attributes = only(extensions, 'EntityAttributes', NS_METADATA_ATTRIBUTES);
      const attribute = only(attributes, 'Attribute', NS_ASSERTION);
      expect(attributesOf(attribute)).toEqual({
        Name: SUBJECT_ID_REQUIREMENT,
        NameFormat: ATTRIBUTE_NAME_URI,
      });
      expect(textOf(only(attribute, 'AttributeValue', NS_ASSERTION))).toBe(subjectIdRequirement);
    },
  );

  it('lists where a discovery service sends people back to, only where one is asked', () => {
    const listed = (discoveryResponseUrl: string | null) =>
      childrenNamed(
        only(only(build({ discoveryResponseUrl }), 'SPSSODescriptor'), 'Extensions'),
        NS_IDP_DISCOVERY,
        'DiscoveryResponse',
      ).map(({ attributes }) => Object.fromEntries(attributes.map(({ name, value }) => [name, value])));
    expect(listed(null)).toEqual([]);
    const Location = 'https://acme.example.com/sso/chosen';
    expect(listed(Location)).toEqual([{ Binding: NS_IDP_DISCOVERY, Location, index: '0' }]);
    expect(NS_IDP_DISCOVERY).toBe('urn:oasis:names:tc:SAML:profiles:SSO:idp-discovery-protocol');
  });

  it('says whether every request will be signed', () => {
    for (const authnRequestsSigned of [true, false]) {
      const role = only(build({ authnRequestsSigned }), 'SPSSODescriptor');
      expect(attributeValue(role, 'AuthnRequestsSigned')).toBe(String(authnRequestsSigned));
    }
  });

  it.each(['rsaA', 'p256', 'p384', 'p521'] as const)(
    'is signed with %s as xmlsec1 verifies it',
    async (name) => {
      const key = signingKey(name);
      const xml = await buildSignedSpMetadata(SP_METADATA, key);
      const root = parseXml(new TextEncoder().encode(xml));
      if (!root.ok) throw new Error(root.failure.code);
      expect(childElements(root.value)[0]).toMatchObject({ localName: 'Signature' });
      const id = attributeValue(root.value, 'ID') ?? '';
      expect(id).toMatch(/^_[0-9a-f]{64}$/);
      expect(await verifyWithXmlsec1(xml, id, testKey(name).certificatePem)).toBe(true);
      const moved = xml.replaceAll('/sso/acs', '/sso/bcs');
      expect(await verifyWithXmlsec1(moved, id, testKey(name).certificatePem)).toBe(false);
      const other = await buildSignedSpMetadata({ ...SP_METADATA, entityId: 'https://other.example' }, key);
      expect(other).not.toContain(id);
    },
  );

  it('claims nothing that is not there: no key, no logout, no artifact', () => {
    const role = only(build({ sloUrl: null }), 'SPSSODescriptor');
    expect(new Set(childElements(role).map(({ localName }) => localName))).toEqual(
      new Set(['Extensions', 'NameIDFormat', 'AssertionConsumerService']),
    );
  });

  it.each<[SignatureRequirement[], string]>([
    [[], 'false'],
    [['either'], 'false'],
    [['response'], 'false'],
    [['assertion'], 'true'],
    [['both'], 'true'],
    [['either', 'response', 'assertion'], 'true'],
  ])('wants signed assertions where a connection refuses others: %j gives %s', (requireSigned, expected) => {
    const role = only(build({ requireSigned }), 'SPSSODescriptor');
    expect(attributeValue(role, 'WantAssertionsSigned')).toBe(expected);
  });

  it('tells people what it is, in English', () => {
    expect(userInterface(build())).toEqual([
      ['DisplayName', SP_METADATA.displayName],
      ['Description', SP_METADATA.description],
      ['PrivacyStatementURL', SP_METADATA.privacyStatementUrl],
      ['Logo', SP_METADATA.logoUrl],
    ]);
    const extensions = only(only(build(), 'SPSSODescriptor'), 'Extensions');
    const info = only(extensions, 'UIInfo', NS_METADATA_UI);
    expect(attributesOf(only(info, 'DisplayName', NS_METADATA_UI))).toEqual({ 'xml:lang': 'en' });
    expect(attributesOf(only(info, 'Logo', NS_METADATA_UI))).toEqual({ height: '60', width: '80' });
  });

  it('leaves out what the tenant has not said', () => {
    const root = build({ description: null, logoUrl: null, privacyStatementUrl: null, organization: null });
    expect(userInterface(root)).toEqual([['DisplayName', SP_METADATA.displayName]]);
    expect(childElements(root).map(({ localName }) => localName)).toEqual([
      'Extensions',
      'SPSSODescriptor',
      'ContactPerson',
    ]);
  });

  it('names the organisation and the technical contact', () => {
    const root = build();
    expect(
      childElements(only(root, 'Organization')).map((child) => [child.localName, textOf(child)]),
    ).toEqual([
      ['OrganizationName', 'Example SaaS'],
      ['OrganizationDisplayName', 'Example SaaS'],
      ['OrganizationURL', 'https://example.com/'],
    ]);
    const contact = only(root, 'ContactPerson');
    expect(attributeValue(contact, 'contactType')).toBe('technical');
    expect(textOf(only(contact, 'GivenName'))).toBe('Example SaaS support');
    expect(textOf(only(contact, 'EmailAddress'))).toBe('mailto:support@example.com');
  });

  it.each([
    ['markup', `"></md:X><md:KeyDescriptor/><a b='`],
    ['entities', '&lt;&amp;amp;&#13;'],
    ['line breaks and tabs', 'a\r\nb\rc\nd\te'],
    ['astral and right-to-left text', '😀 \u{10ffff} שלום'],
  ])('holds %s as a value, never as markup', (_title, value) => {
    const root = build({
      entityId: value,
      acsUrl: value,
      discoveryResponseUrl: value,
      displayName: value,
      description: value,
      logoUrl: value,
      privacyStatementUrl: value,
      organization: { name: value, url: value },
      technicalContact: { name: value, email: value },
    });
    expect(childElements(root)).toHaveLength(4);
    expect(attributeValue(root, 'entityID')).toBe(value);
    expect(attributeValue(only(only(root, 'SPSSODescriptor'), 'AssertionConsumerService'), 'Location')).toBe(
      value,
    );
    expect(userInterface(root).map(([, text]) => text)).toEqual([value, value, value, value]);
    expect(childElements(only(root, 'Organization')).map(textOf)).toEqual([value, value, value]);
    expect(childElements(only(root, 'ContactPerson')).map(textOf)).toEqual([value, `mailto:${value}`]);
  });
});
