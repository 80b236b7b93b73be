/** The other side: what honest identity providers state in many ways, and clocks that are a little off. */
import { describe, expect, test } from 'vitest';
import type { AssertionParts } from '../../scripts/idp/response.ts';
import { NAME_ID_PERSISTENT, NAME_ID_TRANSIENT, NAME_ID_UNSPECIFIED } from '../../src/saml/names.ts';
import { assertionParts, buildResponse, GENUINE, instant, signXml } from '../support/signed-response.ts';
import { acceptedAssertion, outcomeOf } from '../support/verdict.ts';
import { insertAfter, insertBefore, swap } from './forging.ts';

import { named, readThrice } from './read-thrice.ts';

const { now } = GENUINE;
const base = assertionParts();

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

  test('of 256 characters arrives whole', async () => {
    const value = 'ä'.repeat(256);
    expect((await readThrice(named(value))).nameId?.value).toBe(value);
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
