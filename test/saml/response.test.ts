/** Reading the envelope: every value arrives, and what the schema does not know is refused. */
import { describe, expect, test } from 'vitest';
import { NS_ASSERTION, NS_PROTOCOL, NS_XML_SIGNATURE } from '../../src/saml/names.ts';
import { readEnvelope } from '../../src/saml/response.ts';
import { rootOf } from '../support/read-xml.ts';

const INSTANT = '2026-11-21T12:00:00Z';
const REQUIRED = `ID="_1" Version="2.0" IssueInstant="${INSTANT}"`;
const STATUS = '<p:Status><p:StatusCode Value="s"/></p:Status>';
const ISSUER = '<a:Issuer>idp</a:Issuer>';
const SIGNATURE = '<d:Signature/>';

function read(content: string, attributes = REQUIRED) {
  const envelope = readEnvelope(
    rootOf(
      `<p:Response xmlns:p="${NS_PROTOCOL}" xmlns:a="${NS_ASSERTION}" xmlns:d="${NS_XML_SIGNATURE}" ${attributes}>${content}</p:Response>`,
    ),
  );
  return envelope.ok ? envelope.value : envelope.failure.code;
}

const withStatus = (content: string) => `<p:Status>${content}</p:Status>`;

describe('a value is read', () => {
  test('of the least that a Response can be', () => {
    expect(read(STATUS)).toMatchObject({
      version: '2.0',
      issueInstant: Date.parse(INSTANT),
      destination: null,
      inResponseTo: null,
      issuer: null,
      assertionIssuer: null,
      status: { code: 's', detail: null },
      signature: null,
      assertions: [],
    });
  });

  test('of attributes', () => {
    const envelope = read(STATUS, `${REQUIRED} Destination="d" InResponseTo="i" Consent="c"`);
    expect(envelope).toMatchObject({ destination: 'd', inResponseTo: 'i' });
    expect(read(STATUS, `ID="_1" IssueInstant="${INSTANT}"`)).toMatchObject({ version: '' });
  });

  test.each<[string, string, object]>([
    ['Issuer, as it is', `<a:Issuer> i<!--x-->dp </a:Issuer>${STATUS}`, { issuer: ' idp ' }],
    [
      'Issuer of the only Assertion',
      `${STATUS}<a:Assertion>${ISSUER}</a:Assertion>`,
      { assertionIssuer: 'idp' },
    ],
    ['no Issuer of an Assertion without', `${STATUS}<a:Assertion/>`, { assertionIssuer: null }],
    [
      'no Issuer of two',
      `${STATUS}${`<a:Assertion>${ISSUER}</a:Assertion>`.repeat(2)}`,
      { assertionIssuer: null },
    ],
    ['a Signature', SIGNATURE + STATUS, { signature: { name: 'd:Signature' } }],
    [
      'what is signed or encrypted, in order',
      `${ISSUER}${STATUS}<a:Assertion/><a:EncryptedAssertion/>`,
      { issuer: 'idp', assertions: [{ name: 'a:Assertion' }, { name: 'a:EncryptedAssertion' }] },
    ],
    [
      'a second-level status',
      withStatus(
        '<p:StatusCode Value="s"><p:StatusCode Value="t"/></p:StatusCode><p:StatusMessage/><p:StatusDetail/>',
      ),
      { status: { code: 's', detail: 't' } },
    ],
    [
      'a status without values',
      withStatus('<p:StatusCode><p:StatusCode/></p:StatusCode>'),
      { status: { code: '', detail: '' } },
    ],
    ['amid comments', `<!--x-->${STATUS}<!--x-->`, { status: { code: 's' } }],
    ['beside Extensions', `<p:Extensions><x/></p:Extensions>${STATUS}`, { assertions: [] }],
  ])('%s', (_, content, expected) => {
    expect(read(content)).toMatchObject(expected);
  });
});

describe('a Response is refused', () => {
  test.each<[string, string]>([
    ['without a Status', ''],
    ['with two', STATUS + STATUS],
    ['with two Issuers', ISSUER + ISSUER + STATUS],
    ['with two Signatures', SIGNATURE + SIGNATURE + STATUS],
    ['with two Extensions', `<p:Extensions/><p:Extensions/>${STATUS}`],
    ['with an unknown child', `${STATUS}<p:Assertion/>`],
    ['with text', `${STATUS}x`],
    ['whose Issuer has a child', `<a:Issuer>i<x/></a:Issuer>${STATUS}`],
    ['without a StatusCode', withStatus('')],
    ['with two', withStatus('<p:StatusCode/><p:StatusCode/>')],
    ['with two messages', withStatus('<p:StatusCode/><p:StatusMessage/><p:StatusMessage/>')],
    ['with two details', withStatus('<p:StatusCode/><p:StatusDetail/><p:StatusDetail/>')],
    [
      'with two second-level codes',
      withStatus('<p:StatusCode><p:StatusCode/><p:StatusCode/></p:StatusCode>'),
    ],
    ['with an attribute on the Status', STATUS.replace('<p:Status>', '<p:Status X="x">')],
    ['with an attribute on the StatusCode', withStatus('<p:StatusCode X="x"/>')],
  ])('%s', (_, content) => {
    expect(read(content)).toBe('response_malformed');
  });

  test.each<[string, string, string]>([
    ['without an ID', `IssueInstant="${INSTANT}"`, 'response_malformed'],
    ['with an empty one', `ID="" IssueInstant="${INSTANT}"`, 'response_malformed'],
    ['with an unknown attribute', `${REQUIRED} X="x"`, 'response_malformed'],
    ['issued at no time', 'ID="_1"', 'instant_invalid'],
    ['issued at something else', 'ID="_1" IssueInstant="now"', 'instant_invalid'],
  ])('%s', (_, attributes, code) => {
    expect(read(STATUS, attributes)).toBe(code);
  });

  test('whose Assertion has an Issuer with a child', () => {
    expect(read(`${STATUS}<a:Assertion><a:Issuer><x/></a:Issuer></a:Assertion>`)).toBe('assertion_malformed');
  });
});
