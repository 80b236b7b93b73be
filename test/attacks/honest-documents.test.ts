/** The other side: documents that look unusual but are right have to be accepted, and read exactly. */
import { describe, expect, test } from 'vitest';
import type { AssertionParts } from '../../scripts/idp/response.ts';
import { NAME_ID_ENTITY } from '../../src/saml/names.ts';
import {
  assertionParts,
  buildResponse,
  GENUINE,
  signBoth,
  signXml,
  testKey,
} from '../support/signed-response.ts';
import { acceptedAssertion, outcomeOf } from '../support/verdict.ts';
import { signWithXmlsec1 } from '../support/xmlsec1-sign.ts';
import { genuineDocument, insertBefore, swap } from './forging.ts';

import { type Changes, named, readThrice } from './read-thrice.ts';

const base = assertionParts();

describe('a document', () => {
  test.each(['Assertion', 'Response', 'both'] as const)('is signed as it should be: %s', async (signed) => {
    expect((await acceptedAssertion(await genuineDocument(signed))).nameId?.value).toBe(GENUINE.nameId);
  });

  test.each([
    { protocol: 'samlp', assertion: 'saml' },
    { protocol: 'saml2p', assertion: 'saml2' },
    { protocol: 'ns0', assertion: 'ns1' },
    { protocol: 'samlp', assertion: '' },
    { protocol: '', assertion: 'saml' },
  ])('uses the prefixes "$protocol" and "$assertion"', async (prefixes) => {
    expect((await readThrice({ prefixes })).nameId?.value).toBe(GENUINE.nameId);
  });

  test('uses the prefix ds for something else than signatures', async () => {
    const xml = buildResponse({ prefixes: { protocol: 'p', assertion: 'ds' } });
    for (const prefix of ['ds', 'sig', '']) {
      const signed = await signWithXmlsec1(xml, GENUINE.assertionId, testKey('rsaA'), { prefix });
      expect((await acceptedAssertion(signed)).nameId?.value).toBe(GENUINE.nameId);
    }
  });

  test('declares namespaces that nobody uses, or again', async () => {
    const xml = swap(
      swap(
        buildResponse(),
        '<samlp:Response ',
        '<samlp:Response xmlns:a="urn:a" xmlns:b="urn:b" xmlns="urn:c" ',
      ),
      '<saml:Assertion ',
      '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:a="urn:other" ',
    );
    expect((await readThrice(xml)).nameId?.value).toBe(GENUINE.nameId);
  });

  test.each([
    ['an XML declaration', (xml: string) => `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`],
    [
      'one in lower case, standalone',
      (xml: string) => `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>${xml}`,
    ],
    ['a byte order mark', (xml: string) => `\ufeff${xml}`],
    ['both', (xml: string) => `\ufeff<?xml version="1.0"?>\r\n${xml}`],
    ['white space around it', (xml: string) => `\r\n\t ${xml} \r\n`],
    ['apostrophes around attributes', (xml: string) => xml.replace(/(?<=<samlp:Response [^>]*)"/g, "'")],
    [
      'line breaks between attributes',
      (xml: string) => xml.replace('<saml:Assertion ID', '<saml:Assertion\r\n\tID'),
    ],
    ['space at the end of tags', (xml: string) => xml.replaceAll('</saml:Subject>', '</saml:Subject \n>')],
  ])('has %s', async (_, edit) => {
    expect((await acceptedAssertion(edit(await genuineDocument()))).nameId?.value).toBe(GENUINE.nameId);
  });

  test.each(['\n', '\r\n', '\r\n  \t'])('is laid out with %j between elements', async (space) => {
    const pretty = buildResponse().replaceAll('><', `>${space}<`);
    expect((await readThrice(pretty)).nameId?.value).toBe(GENUINE.nameId);
    const byXmlsec1 = await signWithXmlsec1(pretty, GENUINE.responseId, testKey('rsaA'), { layout: space });
    expect((await acceptedAssertion(byXmlsec1)).nameId?.value).toBe(GENUINE.nameId);
  });

  test('gets other line ends after it was signed, as gateways do', async () => {
    const signed = await signBoth(buildResponse().replaceAll('><', '>\n<'));
    expect((await acceptedAssertion(signed.replaceAll('\n', '\r\n'))).nameId?.value).toBe(GENUINE.nameId);
    expect((await acceptedAssertion(signed.replaceAll('\n', '\r'))).nameId?.value).toBe(GENUINE.nameId);
  });

  test('has Extensions, Consent, StatusMessage and StatusDetail', async () => {
    const xml = insertBefore(
      swap(
        buildResponse({ extensions: { rawXml: '<x xmlns="urn:x" ID="y">text</x>' } }),
        '<samlp:Response ',
        '<samlp:Response Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified" ',
      ),
      '</samlp:Status>',
      '<samlp:StatusMessage>fine</samlp:StatusMessage><samlp:StatusDetail><x xmlns="urn:x"/></samlp:StatusDetail>',
    );
    expect((await readThrice(xml)).nameId?.value).toBe(GENUINE.nameId);
  });
});

describe('text', () => {
  test.each<[string, string, string]>([
    ['CDATA', '<![CDATA[a<b>&c]]>', 'a<b>&c'],
    ['CDATA among text', 'a<![CDATA[b]]>c<![CDATA[]]>', 'abc'],
    ['the five entities', '&amp;&lt;&gt;&quot;&apos;', '&<>"\''],
    ['numeric references', '&#65;&#x42;&#x1F510;', 'AB\u{1F510}'],
    ['a reference to a reference', '&amp;amp;', '&amp;'],
    ['letters beyond ASCII', 'Zoë Ærø 渡辺', 'Zoë Ærø 渡辺'],
    ['letters beyond the first plane', '\u{1F510}\u{20BB7}', '\u{1F510}\u{20BB7}'],
    ['right to left', '\u202eעברית العربية', '\u202eעברית العربية'],
    ['combining marks, not normalised', 'e\u0301', 'e\u0301'],
    ['tabs and line breaks', 'a\tb\nc', 'a\tb\nc'],
    ['CRLF is one line feed', 'a\r\nb\rc', 'a\nb\nc'],
    ['a carriage return that was meant', 'a&#13;b', 'a\rb'],
    ['white space around', '  a ', '  a '],
    ['digits that are no number', '007', '007'],
    ['digits that are no exponent', '1e5', '1e5'],
    ['a word that is no boolean', 'true', 'true'],
    ['a long one', 'x'.repeat(256), 'x'.repeat(256)],
  ])('%s', async (_, rawXml, value) => {
    const attribute = { name: 'note', nameFormat: null, friendlyName: null, values: [{ rawXml }] };
    const assertion = await readThrice({
      assertion: { ...named({ rawXml }).assertion, attributeStatements: [[attribute]] },
    });
    expect(assertion.nameId?.value).toBe(value);
    expect(assertion.attributes[0]?.values).toEqual([value]);
  });
});

describe('the envelope', () => {
  test.each([
    ['no Destination', { destination: null }],
    ['an empty Destination', { destination: '' }],
    ['no Issuer', { issuer: null }],
  ] satisfies [string, Changes][])('%s on an unsigned Response', async (_, changes) => {
    expect(await outcomeOf(await signXml(buildResponse(changes), 'Assertion'))).toBe('accepted');
  });

  test('Issuers with Format=entity', async () => {
    const xml = buildResponse().replaceAll('<saml:Issuer>', `<saml:Issuer Format="${NAME_ID_ENTITY}">`);
    expect((await readThrice(xml)).issuer).toBe(GENUINE.idpEntityId);
  });

  test('a query string in the ACS URL', async () => {
    const acsUrl = `${GENUINE.acsUrl}?a=1&b=%2F`;
    expect(await outcomeOf(await signBoth(buildResponse({}, { acsUrl })), { acsUrl })).toBe('accepted');
    expect(await outcomeOf(await signBoth(buildResponse({}, { acsUrl })))).toBe('destination_mismatch');
  });

  test('InResponseTo on a signed Response alone', async () => {
    const [confirmation] = base.confirmations;
    const confirmations = [
      { ...confirmation, inResponseTo: null } as AssertionParts['confirmations'][number],
    ];
    expect(await outcomeOf(await signXml(buildResponse({ assertion: { confirmations } }), 'Response'))).toBe(
      'accepted',
    );
  });

  test('an unsolicited Response', async () => {
    const xml = buildResponse({}, { requestId: null });
    for (const signed of ['Assertion', 'Response'] as const) {
      expect(await outcomeOf(await signXml(xml, signed), { request: null })).toBe('accepted');
    }
  });

  test.each([
    ['urn:oasis:names:tc:SAML:2.0:status:Responder', 'urn:oasis:names:tc:SAML:2.0:status:AuthnFailed'],
    ['urn:oasis:names:tc:SAML:2.0:status:Requester', null],
  ])('a signed error Response is a clean failure: %s %s', async (code, subordinateCode) => {
    const status = { code, subordinateCode, message: 'no', detail: null };
    for (const document of [
      await signXml(buildResponse({ status, assertions: [] }), 'Response'),
      buildResponse({ status, assertions: [] }),
    ]) {
      expect(await outcomeOf(document)).toBe('status_not_success');
    }
  });
});
