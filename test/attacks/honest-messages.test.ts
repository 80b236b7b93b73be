/** The other side: documents and assertions that look unusual but are right have to be accepted, and read exactly. */
import { describe, expect, test } from 'vitest';
import type { AssertionParts, AttributeParts, ResponseParts } from '../../scripts/idp/response.ts';
import {
  NAME_ID_ENTITY,
  NAME_ID_PERSISTENT,
  NAME_ID_TRANSIENT,
  NAME_ID_UNSPECIFIED,
} from '../../src/saml/names.ts';
import {
  assertionParts,
  buildResponse,
  GENUINE,
  instant,
  signBoth,
  signXml,
  testKey,
} from '../support/signed-response.ts';
import { acceptedAssertion, outcomeOf } from '../support/verdict.ts';
import { signWithXmlsec1 } from '../support/xmlsec1-sign.ts';
import { genuineDocument, insertAfter, insertBefore, swap } from './forging.ts';

const { now } = GENUINE;
const base = assertionParts();

type Changes = Partial<ResponseParts> & { readonly assertion?: Partial<AssertionParts> };

/** Reads what is accepted with only the Assertion signed, with only the Response signed, and with both. */
async function readThrice(changes: Changes | string) {
  const xml = typeof changes === 'string' ? changes : buildResponse(changes);
  const readings = [
    await acceptedAssertion(await signXml(xml, 'Assertion')),
    await acceptedAssertion(await signXml(xml, 'Response')),
    await acceptedAssertion(await signBoth(xml)),
  ];
  expect(readings[1]).toEqual(readings[0]);
  expect(readings[2]).toEqual(readings[0]);
  return readings[0] as (typeof readings)[number];
}

const named = (value: string | { rawXml: string }, format: string | null = null): Changes => ({
  assertion: { nameId: { value, format, nameQualifier: null, spNameQualifier: null } },
});

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

describe('the NameID', () => {
  test.each([NAME_ID_PERSISTENT, NAME_ID_TRANSIENT, NAME_ID_UNSPECIFIED, 'urn:of:our:own'])(
    '%s',
    async (format) => {
      expect((await readThrice(named('_0f3a', format))).nameId).toEqual({
        value: '_0f3a',
        format,
        nameQualifier: null,
        spNameQualifier: null,
      });
    },
  );

  test('without a Format is unspecified', async () => {
    expect((await readThrice(named('alice'))).nameId?.format).toBe(NAME_ID_UNSPECIFIED);
  });

  test('keeps its qualifiers', async () => {
    const nameId = {
      value: 'alice',
      format: NAME_ID_PERSISTENT,
      nameQualifier: GENUINE.idpEntityId,
      spNameQualifier: GENUINE.spEntityId,
    };
    expect((await readThrice({ assertion: { nameId } })).nameId).toEqual(nameId);
  });

  test('may be absent where an attribute is mapped', async () => {
    const document = await signXml(buildResponse({ assertion: { nameId: null } }), 'Assertion');
    expect((await acceptedAssertion(document, { nameIdRequired: false })).nameId).toBeNull();
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

describe('the conditions and confirmations', () => {
  const conditioned = (changes: object) => ({
    conditions: { ...base.conditions, ...changes } as AssertionParts['conditions'],
  });
  const [good] = base.confirmations as [AssertionParts['confirmations'][number]];

  test.each<[string, Partial<AssertionParts>]>([
    ['several Audiences', conditioned({ audienceRestrictions: [['a', GENUINE.spEntityId, 'b']] })],
    [
      'several AudienceRestrictions that all name us',
      conditioned({
        audienceRestrictions: [
          [GENUINE.spEntityId, 'a'],
          ['b', GENUINE.spEntityId],
        ],
      }),
    ],
    ['OneTimeUse', conditioned({ others: { rawXml: '<saml:OneTimeUse/>' } })],
    [
      'ProxyRestriction',
      conditioned({
        others: {
          rawXml: '<saml:ProxyRestriction Count="0"><saml:Audience>x</saml:Audience></saml:ProxyRestriction>',
        },
      }),
    ],
    ['no NotBefore', conditioned({ notBefore: null })],
    ['neither NotBefore nor NotOnOrAfter', conditioned({ notBefore: null, notOnOrAfter: null })],
    [
      'a good confirmation after a bad one',
      { confirmations: [{ ...good, recipient: 'https://other.example/' }, good] },
    ],
    [
      'a good confirmation before a bad one',
      { confirmations: [good, { ...good, notOnOrAfter: '2020-01-01T00:00:00Z' }] },
    ],
    [
      'a good confirmation among other methods',
      { confirmations: [{ ...good, method: 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key' }, good] },
    ],
    [
      'Advice',
      {
        advice: { rawXml: '<saml:AssertionIDRef>_x</saml:AssertionIDRef><x xmlns="urn:x"><y ID="_z"/></x>' },
      },
    ],
    [
      'Advice with an Assertion of somebody else',
      {
        advice: {
          rawXml:
            '<saml:Assertion ID="_advice" Version="2.0" IssueInstant="x"><saml:Issuer>x</saml:Issuer></saml:Assertion>',
        },
      },
    ],
  ])('%s', async (_, assertion) => {
    expect((await readThrice({ assertion })).nameId?.value).toBe(GENUINE.nameId);
  });

  test('an Address, and content in SubjectConfirmationData', async () => {
    const xml = swap(
      buildResponse(),
      /<saml:SubjectConfirmationData ([^>]*)\/>/,
      `<saml:SubjectConfirmationData Address="192.0.2.1" InResponseTo="${GENUINE.requestId}" Recipient="${GENUINE.acsUrl}" NotOnOrAfter="${instant(now + 1000)}"><x xmlns="urn:x"/></saml:SubjectConfirmationData>`,
    );
    expect((await readThrice(xml)).nameId?.value).toBe(GENUINE.nameId);
  });

  test.each([180, 300])('a clock that is %i s off, both ways', async (clockSkewSeconds) => {
    const skew = clockSkewSeconds * 1000;
    const changes = {
      conditions: { ...base.conditions, notBefore: instant(now), notOnOrAfter: instant(now + 60_000) },
    } as Partial<AssertionParts>;
    const document = await signXml(buildResponse({ assertion: changes }), 'Assertion');
    expect(await outcomeOf(document, { clockSkewSeconds }, now - skew)).toBe('accepted');
    expect(await outcomeOf(document, { clockSkewSeconds }, now + 60_000 + skew - 1)).toBe('accepted');
  });

  test.each([
    '2026-11-21T12:05:00Z',
    '2026-11-21T12:05:00.1Z',
    '2026-11-21T12:05:00.1234567Z',
    '2026-11-21T12:05:00.123456789012Z',
    '2026-11-21T13:05:00+01:00',
    '2026-11-21T17:50:00+05:45',
    '2026-11-21T04:05:00-08:00',
    '2026-11-21T12:05:00-00:00',
  ])('the instant %s', async (notOnOrAfter) => {
    const assertion = { ...conditioned({ notOnOrAfter }), confirmations: [{ ...good, notOnOrAfter }] };
    const { conditions } = await readThrice({ assertion });
    expect(Math.floor((conditions?.notOnOrAfter ?? 0) / 1000)).toBe(now / 1000 + 300);
  });

  test('a session that ends, one that does not, and several AuthnStatements', async () => {
    const [statement] = base.authnStatements as [AssertionParts['authnStatements'][number]];
    const sessionNotOnOrAfter = instant(now + 8 * 3_600_000);
    const authnStatements = [
      { ...statement, sessionNotOnOrAfter },
      { ...statement, sessionIndex: '_session2' },
    ];
    const read = await readThrice({ assertion: { authnStatements } });
    expect(
      read.authnStatements.map(({ sessionIndex, sessionNotOnOrAfter: ends }) => [sessionIndex, ends]),
    ).toEqual([
      ['_session1', now + 8 * 3_600_000],
      ['_session2', null],
    ]);
  });

  test('AuthenticatingAuthority, SubjectLocality, a declaration beside the class', async () => {
    const xml = insertBefore(
      insertAfter(
        buildResponse(),
        /<saml:AuthnStatement [^>]*>/,
        '<saml:SubjectLocality Address="192.0.2.1" DNSName="x"/>',
      ),
      '</saml:AuthnContext>',
      '<saml:AuthnContextDeclRef>urn:x</saml:AuthnContextDeclRef><saml:AuthenticatingAuthority>https://upstream.example/</saml:AuthenticatingAuthority>',
    );
    expect((await readThrice(xml)).authnStatements).toHaveLength(1);
  });
});

describe('attributes', () => {
  const attribute = (
    name: string,
    values: AttributeParts['values'],
    nameFormat: string | null = null,
  ): AttributeParts => ({
    name,
    nameFormat,
    friendlyName: null,
    values,
  });
  const URI = 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri';
  const read = async (...attributeStatements: AttributeParts[][]) => {
    const { attributes } = await readThrice({ assertion: { attributeStatements } });
    return attributes.map(({ name, nameFormat, values }) => [name, nameFormat, values]);
  };

  test('none at all', async () => {
    expect(await read()).toEqual([]);
    expect(await read([])).toEqual([]);
  });

  test('many values, empty ones, the same one twice, in order', async () => {
    expect(await read([attribute('groups', ['b', 'a', '', 'b', ' '])])).toEqual([
      ['groups', null, ['b', 'a', '', 'b', ' ']],
    ]);
    expect(await read([attribute('none', [])])).toEqual([['none', null, []]]);
  });

  test('one Name several times, in one statement and in several, is merged in order', async () => {
    const statements = [
      [attribute('role', ['a']), attribute('mail', ['m']), attribute('role', ['b', 'c'])],
      [attribute('role', ['d'])],
    ];
    expect(await read(...statements)).toEqual([
      ['role', null, ['a', 'b', 'c', 'd']],
      ['mail', null, ['m']],
    ]);
  });

  test('one Name in two formats is two attributes', async () => {
    expect(
      await read([attribute('role', ['a']), attribute('role', ['b'], URI)], [attribute('role', ['c'], URI)]),
    ).toEqual([
      ['role', null, ['a']],
      ['role', URI, ['b', 'c']],
    ]);
  });

  test('one FriendlyName on two Names is two attributes', async () => {
    const values = { friendlyName: 'mail', nameFormat: URI };
    const statements = [
      [
        { ...attribute('urn:oid:1', ['a']), ...values },
        { ...attribute('urn:oid:2', ['b']), ...values },
      ],
    ];
    expect(await read(...statements)).toEqual([
      ['urn:oid:1', URI, ['a']],
      ['urn:oid:2', URI, ['b']],
    ]);
  });

  test.each(['urn:of:our:own', 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic', ''])(
    'NameFormat "%s"',
    async (format) => {
      expect(await read([attribute('x', ['y'], format)])).toEqual([['x', format, ['y']]]);
    },
  );

  test('xsi:nil, xsi:type of any kind, none, and attributes of other namespaces', async () => {
    const values = [
      '<saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>',
      '<saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="unbound:integer">007</saml:AttributeValue>',
      '<saml:AttributeValue>bare</saml:AttributeValue>',
      '<saml:AttributeValue xml:lang="de" xmlns:p="urn:p" p:q="r">deutsch</saml:AttributeValue>',
    ];
    const xml = swap(
      buildResponse(),
      /<saml:AttributeStatement>[\s\S]*<\/saml:AttributeStatement>/,
      `<saml:AttributeStatement xmlns:x="urn:x"><saml:Attribute Name="n" x:OriginalIssuer="urn:i">${values.join('\n')}</saml:Attribute></saml:AttributeStatement>`,
    );
    expect((await readThrice(xml)).attributes[0]?.values).toEqual(['', '007', 'bare', 'deutsch']);
  });

  test('a NameID inside an AttributeValue, as eduPersonTargetedID has it', async () => {
    const nameId = `<saml:NameID Format="${NAME_ID_PERSISTENT}" NameQualifier="x">t4rget</saml:NameID>`;
    expect(
      await read([
        attribute('urn:oid:1.3.6.1.4.1.5923.1.1.1.10', [{ rawXml: nameId }, { rawXml: `\n  ${nameId}\n` }]),
      ]),
    ).toEqual([['urn:oid:1.3.6.1.4.1.5923.1.1.1.10', null, ['t4rget', 't4rget']]]);
  });

  test('text beside structure in a value is not lost', async () => {
    const mixed = { rawXml: 'admins of <b>nothing</b> at all' };
    expect(await read([attribute('x', [mixed])])).toEqual([['x', null, ['admins of nothing at all']]]);
  });
});
