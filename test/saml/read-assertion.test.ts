/** Reading an Assertion, by text that a signature covers: every value arrives, and what the schema does not know is refused. */
import { describe, expect, test } from 'vitest';
import { NAME_ID_UNSPECIFIED } from '../../src/saml/names.ts';
import { readAssertion } from '../../src/saml/read-assertion.ts';
import { childrenNamed } from '../../src/xml/select.ts';
import { verifyEnvelopedSignature } from '../../src/xmldsig/verify.ts';
import { NS_XML_SIGNATURE } from '../../src/xmlenc/names.ts';
import { decryptionKey } from '../support/decrypt.ts';
import { encryptAttributes, encryptNameId, standalone } from '../support/encrypt.ts';
import { rootOf } from '../support/read-xml.ts';
import { signElement } from '../support/signed-element.ts';
import { expectations } from '../support/verdict.ts';

const INSTANT = '2026-11-21T12:00:00Z';
const AT = Date.parse(INSTANT);
const ISSUER = '<saml:Issuer>idp</saml:Issuer>';
const SUBJECT = '<saml:Subject/>';

/** Reads an Assertion with this content, signed for the purpose. */
async function read(content: string, attributes = ` Version="2.0" IssueInstant="${INSTANT}"`) {
  const text = await signElement(
    {},
    standalone(`<saml:Assertion ID="_1"${attributes}>${content}</saml:Assertion>`),
  );
  const root = rootOf(text);
  const [signature] = childrenNamed(root, NS_XML_SIGNATURE, 'Signature');
  if (signature === undefined) throw new Error('there is no Signature');
  const verified = await verifyEnvelopedSignature(root, signature, expectations());
  if (!verified.ok) throw new Error(`the signature does not hold: ${verified.failure.code}`);
  const decryption = { ...expectations(), decryptionKeys: [decryptionKey('spA')] };
  const assertion = readAssertion(verified.value, decryption);
  return assertion.ok ? assertion.value : assertion.failure.code;
}

const subject = (content: string) => `${ISSUER}<saml:Subject>${content}</saml:Subject>`;
const withSubject = (content: string) => ISSUER + SUBJECT + content;
const confirmed = (content: string) =>
  subject(`<saml:SubjectConfirmation Method="m">${content}</saml:SubjectConfirmation>`);
const authenticated = (content: string, attributes = `AuthnInstant="${INSTANT}"`) =>
  withSubject(`<saml:AuthnStatement ${attributes}>${content}</saml:AuthnStatement>`);
const context = (content: string) => authenticated(`<saml:AuthnContext>${content}</saml:AuthnContext>`);
const attribute = (content: string, attributes = 'Name="a"') =>
  `<saml:Attribute ${attributes}>${content}</saml:Attribute>`;
const value = (content: string) => `<saml:AttributeValue>${content}</saml:AttributeValue>`;
const stated = (...attributes: string[]) =>
  withSubject(`<saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement>`);

test('the least that an Assertion can be', async () => {
  expect(await read(ISSUER + SUBJECT)).toEqual({
    id: '_1',
    version: '2.0',
    issueInstant: AT,
    issuer: 'idp',
    nameId: null,
    confirmations: [],
    conditions: null,
    authnStatements: [],
    attributes: [],
  });
  expect(await read(ISSUER + SUBJECT, ` IssueInstant="${INSTANT}"`)).toMatchObject({ version: '' });
});

describe('a value is read', () => {
  test.each<[string, string, object]>([
    [
      'NameID, whole',
      subject('<saml:NameID> 0<!--x-->07 </saml:NameID>'),
      { nameId: { value: ' 007 ', format: NAME_ID_UNSPECIFIED, nameQualifier: null, spNameQualifier: null } },
    ],
    [
      'NameID with its attributes',
      subject('<saml:NameID Format="f" NameQualifier="n" SPNameQualifier="s">x</saml:NameID>'),
      { nameId: { value: 'x', format: 'f', nameQualifier: 'n', spNameQualifier: 's' } },
    ],
    ['EncryptedID', encryptNameId(subject('<saml:NameID>x</saml:NameID>')), { nameId: { value: 'x' } }],
    [
      'EncryptedID by AES-CBC, which the signature covers',
      encryptNameId(subject('<saml:NameID>x</saml:NameID>'), { content: 'aes128-cbc' }),
      { nameId: { value: 'x' } },
    ],
    [
      'a confirmation without data, but with somebody',
      confirmed('<saml:BaseID/><saml:EncryptedID/>'),
      {
        confirmations: [
          { method: 'm', recipient: null, inResponseTo: null, notBefore: null, notOnOrAfter: null },
        ],
      },
    ],
    [
      'a confirmation with data',
      confirmed(
        `<saml:NameID>x</saml:NameID><saml:SubjectConfirmationData Recipient="r" InResponseTo="i" NotBefore="${INSTANT}" NotOnOrAfter="2026-11-21T12:00:01Z" Address="a"/>`,
      ),
      {
        confirmations: [
          { method: 'm', recipient: 'r', inResponseTo: 'i', notBefore: AT, notOnOrAfter: AT + 1000 },
        ],
      },
    ],
    [
      'empty conditions',
      withSubject('<saml:Conditions/>'),
      { conditions: { notBefore: null, notOnOrAfter: null, audienceRestrictions: [], unknown: [] } },
    ],
    [
      'conditions',
      withSubject(
        `<saml:Conditions NotBefore="${INSTANT}" NotOnOrAfter="2026-11-21T12:00:01Z"><saml:AudienceRestriction><saml:Audience>a</saml:Audience><saml:Audience>b<x/></saml:Audience></saml:AudienceRestriction><saml:OneTimeUse/><saml:ProxyRestriction/><saml:AudienceRestriction/><saml:Condition/><x:OneTimeUse xmlns:x="urn:x"/></saml:Conditions>`,
      ),
      {
        conditions: {
          notBefore: AT,
          notOnOrAfter: AT + 1000,
          audienceRestrictions: [['a', ''], []],
          unknown: ['saml:Condition', 'x:OneTimeUse'],
        },
      },
    ],
    [
      'an authentication',
      authenticated(
        '<saml:SubjectLocality/><saml:AuthnContext><saml:AuthnContextClassRef>c</saml:AuthnContextClassRef></saml:AuthnContext>',
        `AuthnInstant="${INSTANT}" SessionIndex="s" SessionNotOnOrAfter="2026-11-21T12:00:01Z"`,
      ),
      {
        authnStatements: [
          { authnInstant: AT, sessionIndex: 's', sessionNotOnOrAfter: AT + 1000, classRef: 'c' },
        ],
      },
    ],
    [
      'an authentication without more',
      context('<saml:AuthnContextDeclRef>c</saml:AuthnContextDeclRef>'),
      {
        authnStatements: [
          { authnInstant: AT, sessionIndex: null, sessionNotOnOrAfter: null, classRef: null },
        ],
      },
    ],
    [
      'attributes, those of one name and format together',
      stated(
        attribute(value('1'), 'Name="a" NameFormat="f" FriendlyName="F"'),
        attribute(value('2')),
        attribute(value('3') + value('4'), 'Name="a" NameFormat="f"'),
        attribute(''),
      ),
      {
        attributes: [
          { name: 'a', nameFormat: 'f', friendlyName: 'F', values: ['1', '3', '4'] },
          { name: 'a', nameFormat: null, friendlyName: null, values: ['2'] },
        ],
      },
    ],
    [
      'an attribute of two statements',
      stated(attribute(value('1'))) + stated(attribute(value('2'))).replace(ISSUER + SUBJECT, ''),
      { attributes: [{ name: 'a', values: ['1', '2'] }] },
    ],
    [
      'EncryptedAttribute',
      encryptAttributes(stated(attribute(value('1')), attribute(value('2')))),
      { attributes: [{ name: 'a', values: ['1', '2'] }] },
    ],
    [
      'EncryptedAttribute whose comments no canonicalisation has dropped',
      encryptAttributes(stated(attribute(`<!--x-->${value('<x>a<!--x-->b</x>')}`))),
      { attributes: [{ name: 'a', values: ['ab'] }] },
    ],
    [
      'structured values without their layout, text as it is',
      stated(
        attribute(
          value('\n <x>a<y> b</y></x>\t<x>c</x> ') + value(' t<x>u<!--v--></x> ') + value(' \n ') + value(''),
        ),
      ),
      { attributes: [{ values: ['a bc', ' tu ', ' \n ', ''] }] },
    ],
    [
      'what else the schema has',
      withSubject(
        '\n<!--x--> <saml:Advice/>\t<saml:Statement/><saml:AuthzDecisionStatement/>\r\n<saml:Statement/>',
      ),
      { attributes: [] },
    ],
  ])('%s', async (_, content, expected) => {
    expect(await read(content)).toMatchObject(expected);
  });
});

describe('an Assertion is refused', () => {
  const NAME_ID = '<saml:NameID>x</saml:NameID>';
  const DATA = '<saml:SubjectConfirmationData/>';

  test.each<[string, string, string]>([
    ['without an Issuer', SUBJECT, 'assertion_malformed'],
    ['with two', ISSUER + withSubject(''), 'assertion_malformed'],
    ['whose Issuer has a child', `<saml:Issuer>i<x/></saml:Issuer>${SUBJECT}`, 'assertion_malformed'],
    ['without a Subject', ISSUER, 'assertion_malformed'],
    ['with two Subjects', withSubject(SUBJECT), 'assertion_malformed'],
    ['with two Conditions', withSubject('<saml:Conditions/><saml:Conditions/>'), 'assertion_malformed'],
    ['with two Advice', withSubject('<saml:Advice/><saml:Advice/>'), 'assertion_malformed'],
    ['with an unknown child', withSubject('<saml:Subjects/>'), 'assertion_malformed'],
    ['with a child of another namespace', withSubject('<x:Advice xmlns:x="urn:x"/>'), 'assertion_malformed'],
    ['with text between', withSubject('x'), 'assertion_malformed'],
    ['with two NameIDs', subject(NAME_ID + NAME_ID), 'assertion_malformed'],
    ['with NameID and EncryptedID', subject(NAME_ID + encryptNameId(NAME_ID)), 'assertion_malformed'],
    ['with two EncryptedIDs', subject(encryptNameId(NAME_ID).repeat(2)), 'assertion_malformed'],
    ['whose EncryptedID is none', subject('<saml:EncryptedID/>'), 'encryption_malformed'],
    ['with a BaseID', subject('<saml:BaseID/>'), 'assertion_malformed'],
    ['with an attribute on the Subject', `${ISSUER}<saml:Subject ID="x"/>`, 'assertion_malformed'],
    ['whose NameID has a child', subject('<saml:NameID>x<y/></saml:NameID>'), 'name_id_invalid'],
    ['whose confirmation has no method', subject('<saml:SubjectConfirmation/>'), 'assertion_malformed'],
    ['whose method is empty', subject('<saml:SubjectConfirmation Method=""/>'), 'assertion_malformed'],
    ['with two data of a confirmation', confirmed(DATA + DATA), 'assertion_malformed'],
    ['with two NameIDs of a confirmation', confirmed(NAME_ID + NAME_ID), 'assertion_malformed'],
    ['with two BaseIDs of a confirmation', confirmed('<saml:BaseID/><saml:BaseID/>'), 'assertion_malformed'],
    [
      'with two EncryptedIDs of one',
      confirmed('<saml:EncryptedID/><saml:EncryptedID/>'),
      'assertion_malformed',
    ],
    ['with an unknown child of a confirmation', confirmed('<saml:Data/>'), 'assertion_malformed'],
    [
      'whose confirmation begins at no time',
      confirmed('<saml:SubjectConfirmationData NotBefore="x"/>'),
      'instant_invalid',
    ],
    [
      'whose confirmation ends at no time',
      confirmed('<saml:SubjectConfirmationData NotOnOrAfter=""/>'),
      'instant_invalid',
    ],
    ['whose conditions begin at no time', withSubject('<saml:Conditions NotBefore="x"/>'), 'instant_invalid'],
    [
      'whose conditions end at no time',
      withSubject('<saml:Conditions NotOnOrAfter="x"/>'),
      'instant_invalid',
    ],
    ['authenticated without a context', authenticated(''), 'assertion_malformed'],
    [
      'authenticated in two contexts',
      authenticated('<saml:AuthnContext/><saml:AuthnContext/>'),
      'assertion_malformed',
    ],
    [
      'with two localities',
      authenticated('<saml:SubjectLocality/><saml:SubjectLocality/><saml:AuthnContext/>'),
      'assertion_malformed',
    ],
    ['authenticated at no time', authenticated('<saml:AuthnContext/>', ''), 'instant_invalid'],
    [
      'whose session ends at no time',
      authenticated('<saml:AuthnContext/>', `AuthnInstant="${INSTANT}" SessionNotOnOrAfter="x"`),
      'instant_invalid',
    ],
    [
      'with two classes',
      context('<saml:AuthnContextClassRef/><saml:AuthnContextClassRef/>'),
      'assertion_malformed',
    ],
    [
      'with an unknown attribute on a statement',
      authenticated('<saml:AuthnContext/>', `AuthnInstant="${INSTANT}" X="x"`),
      'assertion_malformed',
    ],
    ['with an attribute without a name', stated(attribute('', '')), 'assertion_malformed'],
    ['with an attribute with an empty name', stated(attribute('', 'Name=""')), 'assertion_malformed'],
    ['with a statement of something else', stated('<saml:Other/>'), 'assertion_malformed'],
    [
      'with an attribute on a statement',
      withSubject('<saml:AttributeStatement X="x"/>'),
      'assertion_malformed',
    ],
  ])('%s', async (_, content, code) => {
    expect(await read(content)).toBe(code);
  });

  test('issued at no time, or with an attribute that SAML does not know', async () => {
    expect(await read(ISSUER + SUBJECT, '')).toBe('instant_invalid');
    expect(await read(ISSUER + SUBJECT, ` IssueInstant="${INSTANT}" X="x"`)).toBe('assertion_malformed');
  });

  test('with more encrypted attributes than anybody needs', async () => {
    const encrypted = encryptAttributes(attribute(value('1')));
    expect(await read(stated(encrypted.repeat(32)))).toMatchObject({ attributes: [{ name: 'a' }] });
    expect(await read(stated(encrypted.repeat(33)))).toBe('assertion_malformed');
  });
});

test('attributes of XML Schema instances are no concern', async () => {
  const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x"';
  expect(await read(`${ISSUER}<saml:Subject ${xsi}/>`)).toMatchObject({ issuer: 'idp' });
});
