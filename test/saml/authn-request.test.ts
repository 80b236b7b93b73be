import { describe, expect, it } from 'vitest';
import {
  type AuthnRequest,
  buildAuthnRequest,
  buildSignedAuthnRequest,
} from '../../src/saml/authn-request.ts';
import {
  BINDING_POST,
  NAME_ID_EMAIL,
  NAME_ID_PERSISTENT,
  NS_ASSERTION,
  NS_PROTOCOL,
} from '../../src/saml/names.ts';
import { parseXml } from '../../src/xml/reader.ts';
import { attributeValue, childElements, childrenNamed, textOf } from '../../src/xml/select.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import { signingKey } from '../support/key-pairs.ts';
import { testKey } from '../support/test-keys.ts';
import { verifyWithXmlsec1 } from '../support/xmlsec1.ts';

const REQUEST: AuthnRequest = {
  id: '_4f1c',
  issueInstant: Date.UTC(2026, 2, 4, 5, 6, 7, 89),
  destination: 'https://idp.example.com/sso?tenant=acme&v=2',
  spEntityId: 'https://acme.example.com/sso/metadata',
  acsUrl: 'https://acme.example.com/sso/acs',
  forceAuthn: false,
  isPassive: false,
  nameIdPolicy: null,
  authnContextClassRefs: [],
  subjectEmail: null,
};

function build(changes: Partial<AuthnRequest> = {}): XmlElement {
  const root = parseXml(new TextEncoder().encode(buildAuthnRequest({ ...REQUEST, ...changes })));
  if (!root.ok) throw new Error(root.failure.code);
  return root.value;
}

function childNames(element: XmlElement): string[] {
  return childElements(element).map((child) => child.name);
}

function only(parent: XmlElement, namespace: string, localName: string): XmlElement {
  const found = childrenNamed(parent, namespace, localName);
  expect(found).toHaveLength(1);
  return found[0] as XmlElement;
}

describe('an AuthnRequest', () => {
  it('says what Web Browser SSO needs, and nothing else, by default', () => {
    const request = build();
    expect(request).toMatchObject({ localName: 'AuthnRequest', namespace: NS_PROTOCOL });
    expect(Object.fromEntries(request.attributes.map(({ name, value }) => [name, value]))).toEqual({
      ID: '_4f1c',
      Version: '2.0',
      IssueInstant: '2026-03-04T05:06:07.089Z',
      Destination: REQUEST.destination,
      ProtocolBinding: BINDING_POST,
      AssertionConsumerServiceURL: REQUEST.acsUrl,
    });
    expect(childNames(request)).toEqual(['saml:Issuer']);
    const issuer = only(request, NS_ASSERTION, 'Issuer');
    expect(issuer.attributes).toEqual([]);
    expect(textOf(issuer)).toBe(REQUEST.spEntityId);
  });

  it('asks for a fresh sign-in only when told to', () => {
    expect(attributeValue(build({ forceAuthn: true }), 'ForceAuthn')).toBe('true');
    expect(attributeValue(build({ forceAuthn: true }), 'IsPassive')).toBeNull();
  });

  it('asks for a silent sign-in only when told to', () => {
    expect(attributeValue(build({ isPassive: true }), 'IsPassive')).toBe('true');
    expect(attributeValue(build({ isPassive: true }), 'ForceAuthn')).toBeNull();
  });

  it('lets the identity provider create an identifier, in a format of its choice', () => {
    const policy = only(build({ nameIdPolicy: { format: null } }), NS_PROTOCOL, 'NameIDPolicy');
    expect(policy.attributes.map(({ name, value }) => [name, value])).toEqual([['AllowCreate', 'true']]);
  });

  it('asks for one NameID format', () => {
    const policy = only(build({ nameIdPolicy: { format: NAME_ID_PERSISTENT } }), NS_PROTOCOL, 'NameIDPolicy');
    expect(attributeValue(policy, 'Format')).toBe(NAME_ID_PERSISTENT);
    expect(attributeValue(policy, 'AllowCreate')).toBe('true');
  });

  it('asks for any number of authentication context classes, exactly, in order', () => {
    const classes = [
      'urn:oasis:names:tc:SAML:2.0:ac:classes:X509',
      'https://refeds.org/profile/mfa',
      'urn:x?a=1&b=2',
    ];
    const context = only(build({ authnContextClassRefs: classes }), NS_PROTOCOL, 'RequestedAuthnContext');
    expect(attributeValue(context, 'Comparison')).toBe('exact');
    expect(childrenNamed(context, NS_ASSERTION, 'AuthnContextClassRef').map(textOf)).toEqual(classes);
    expect(childElements(context)).toHaveLength(3);
  });

  it('names the person who is expected', () => {
    const subject = only(build({ subjectEmail: 'alice@acme.example' }), NS_ASSERTION, 'Subject');
    expect(childNames(subject)).toEqual(['saml:NameID']);
    const nameId = only(subject, NS_ASSERTION, 'NameID');
    expect(attributeValue(nameId, 'Format')).toBe(NAME_ID_EMAIL);
    expect(textOf(nameId)).toBe('alice@acme.example');
  });

  it('has its children in the order of the schema', () => {
    const everything = build({
      subjectEmail: 'alice@acme.example',
      nameIdPolicy: { format: null },
      authnContextClassRefs: ['urn:a'],
      forceAuthn: true,
      isPassive: true,
    });
    expect(childNames(everything)).toEqual([
      'saml:Issuer',
      'saml:Subject',
      'samlp:NameIDPolicy',
      'samlp:RequestedAuthnContext',
    ]);
  });

  it.each([
    ['markup', `"><samlp:Extensions/><saml:Issuer>https://evil.example</saml:Issuer><a b='`],
    ['entities', '&lt;&amp;amp;&#13;'],
    ['the end of a CDATA section', ']]>'],
    ['line breaks and tabs', 'a\r\nb\rc\nd\te'],
    ['astral and right-to-left text', '😀 \u{10ffff} שלום'],
  ])('holds %s as a value, never as markup', (_title, value) => {
    const request = build({
      id: value,
      destination: value,
      spEntityId: value,
      acsUrl: value,
      nameIdPolicy: { format: value },
      authnContextClassRefs: [value],
      subjectEmail: value,
    });
    expect(childElements(request)).toHaveLength(4);
    expect(attributeValue(request, 'ID')).toBe(value);
    expect(attributeValue(request, 'Destination')).toBe(value);
    expect(attributeValue(request, 'AssertionConsumerServiceURL')).toBe(value);
    expect(textOf(only(request, NS_ASSERTION, 'Issuer'))).toBe(value);
    expect(attributeValue(only(request, NS_PROTOCOL, 'NameIDPolicy'), 'Format')).toBe(value);
    const [classRef] = childElements(only(request, NS_PROTOCOL, 'RequestedAuthnContext'));
    expect(textOf(classRef as XmlElement)).toBe(value);
    expect(textOf(only(only(request, NS_ASSERTION, 'Subject'), NS_ASSERTION, 'NameID'))).toBe(value);
  });

  it('replaces what XML cannot carry in an address that somebody typed', () => {
    const subject = only(build({ subjectEmail: 'a\0\ud800@acme.example' }), NS_ASSERTION, 'Subject');
    expect(textOf(only(subject, NS_ASSERTION, 'NameID'))).toBe('a\ufffd\ufffd@acme.example');
  });
});

describe.each(['rsaA', 'p256', 'p384', 'p521'] as const)('a request signed with %s', (name) => {
  it('carries its signature after the Issuer, and xmlsec1 verifies it', async () => {
    const xml = await buildSignedAuthnRequest(
      { ...REQUEST, nameIdPolicy: { format: null } },
      signingKey(name),
    );
    expect(xml).toMatch(/<\/saml:Issuer><ds:Signature .*<\/ds:Signature><samlp:NameIDPolicy /);
    expect(await verifyWithXmlsec1(xml, REQUEST.id, testKey(name).certificatePem)).toBe(true);
    const elsewhere = xml.replace('/sso/acs"', '/evil/acs"');
    expect(elsewhere).not.toBe(xml);
    expect(await verifyWithXmlsec1(elsewhere, REQUEST.id, testKey(name).certificatePem)).toBe(false);
  });
});
