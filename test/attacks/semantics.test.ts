/** Responses that the identity provider did sign, but that are not for us, not now, not an answer, or not plain enough. */
import { describe, expect, test } from 'vitest';
import type { AssertionParts, ResponseParts } from '../../scripts/idp/response.ts';
import type { Expectations } from '../../src/saml/expectations.ts';
import type { SamlFailureCode } from '../../src/saml/failure.ts';
import { STATUS_SUCCESS } from '../../src/saml/names.ts';
import { assertionParts, buildResponse, GENUINE, signBoth, signXml } from '../support/signed-response.ts';
import { acceptedAssertion, outcomeOf } from '../support/verdict.ts';
import { genuineDocument, swap } from './forging.ts';

interface Case {
  /** The title of the test. */
  readonly says: string;
  readonly assertion?: Partial<AssertionParts>;
  readonly response?: Partial<ResponseParts>;
  readonly expects?: Partial<Expectations>;
  readonly refusedWith: SamlFailureCode;
}

const base = assertionParts();
const { spEntityId, acsUrl, idpEntityId } = GENUINE;

function confirmed(...changes: Partial<AssertionParts['confirmations'][number]>[]): Partial<AssertionParts> {
  return {
    confirmations: changes.map(
      (change) => ({ ...base.confirmations[0], ...change }) as AssertionParts['confirmations'][number],
    ),
  };
}

function conditioned(changes: Partial<NonNullable<AssertionParts['conditions']>>): Partial<AssertionParts> {
  return { conditions: { ...base.conditions, ...changes } as NonNullable<AssertionParts['conditions']> };
}

function named(changes: Partial<NonNullable<AssertionParts['nameId']>>): Partial<AssertionParts> {
  return { nameId: { ...base.nameId, ...changes } as NonNullable<AssertionParts['nameId']> };
}

function authenticated(changes: Partial<AssertionParts['authnStatements'][number]>): Partial<AssertionParts> {
  return {
    authnStatements: [
      { ...base.authnStatements[0], ...changes } as AssertionParts['authnStatements'][number],
    ],
  };
}

/** Each is refused with only the Assertion signed, and with the Response signed around it. */
function refuses(cases: readonly Case[]): void {
  test.each(cases)('$says', async ({ assertion = {}, response = {}, expects = {}, refusedWith }) => {
    const xml = buildResponse({ ...response, assertion });
    expect(await outcomeOf(await signXml(xml, 'Response'), expects)).toBe(refusedWith);
    if (xml.includes('<saml:Assertion '))
      expect(await outcomeOf(await signXml(xml, 'Assertion'), expects)).toBe(refusedWith);
  });
}

describe('the Issuer', () => {
  refuses([
    { says: 'is missing in the Assertion', assertion: { issuer: null }, refusedWith: 'assertion_malformed' },
    { says: 'is empty', assertion: { issuer: '' }, refusedWith: 'issuer_mismatch' },
    {
      says: 'is another',
      assertion: { issuer: 'https://idp.example.com/globex' },
      refusedWith: 'issuer_mismatch',
    },
    {
      says: 'has something after it',
      assertion: { issuer: `${idpEntityId}/` },
      refusedWith: 'issuer_mismatch',
    },
    {
      says: 'has another case',
      assertion: { issuer: idpEntityId.toUpperCase() },
      refusedWith: 'issuer_mismatch',
    },
    {
      says: 'has a space after it',
      assertion: { issuer: `${idpEntityId} ` },
      refusedWith: 'issuer_mismatch',
    },
    {
      says: 'has a child element',
      assertion: { issuer: { rawXml: `${idpEntityId}<x/>` } },
      refusedWith: 'assertion_malformed',
    },
    {
      says: 'of the Response is another',
      response: { issuer: 'https://idp.example.com/globex' },
      refusedWith: 'response_issuer_mismatch',
    },
    {
      says: 'of the Response is empty',
      response: { issuer: { rawXml: '<!---->' } },
      refusedWith: 'response_issuer_mismatch',
    },
    {
      says: 'of the Response has a child element',
      response: { issuer: { rawXml: '<x/>' } },
      refusedWith: 'response_malformed',
    },
  ]);

  test('is missing on a signed Response', async () => {
    const document = await signXml(buildResponse({ issuer: null }), 'Response');
    expect(await outcomeOf(document)).toBe('response_issuer_mismatch');
  });
});

describe('the Conditions', () => {
  const audience = (...audienceRestrictions: string[][]) => conditioned({ audienceRestrictions });
  refuses([
    { says: 'are missing', assertion: { conditions: null }, refusedWith: 'conditions_missing' },
    { says: 'name no audience', assertion: audience(), refusedWith: 'audience_missing' },
    { says: 'restrict to nobody', assertion: audience([]), refusedWith: 'audience_mismatch' },
    {
      says: 'name another audience',
      assertion: audience(['https://other.example/']),
      refusedWith: 'audience_mismatch',
    },
    { says: 'name an empty audience', assertion: audience(['']), refusedWith: 'audience_mismatch' },
    {
      says: 'name one that contains ours',
      assertion: audience([`${spEntityId}/more`]),
      refusedWith: 'audience_mismatch',
    },
    {
      says: 'name one that ours contains',
      assertion: audience([spEntityId.slice(0, -1)]),
      refusedWith: 'audience_mismatch',
    },
    {
      says: 'name ours and others in one audience',
      assertion: audience([`x ${spEntityId}`]),
      refusedWith: 'audience_mismatch',
    },
    {
      says: 'name ours in another case',
      assertion: audience([spEntityId.toUpperCase()]),
      refusedWith: 'audience_mismatch',
    },
    {
      says: 'name ours in one restriction of two',
      assertion: audience([spEntityId], ['https://other.example/']),
      refusedWith: 'audience_mismatch',
    },
    {
      says: 'name ours in one restriction, nobody in the other',
      assertion: audience([spEntityId], []),
      refusedWith: 'audience_mismatch',
    },
    {
      says: 'hold one that is unknown',
      assertion: conditioned({ others: { rawXml: '<saml:Condition/>' } }),
      refusedWith: 'condition_unknown',
    },
    {
      says: 'hold one of another namespace with a known name',
      assertion: conditioned({ others: { rawXml: '<OneTimeUse xmlns="urn:x"/>' } }),
      refusedWith: 'condition_unknown',
    },
    {
      says: 'restrict the audience in another namespace',
      assertion: conditioned({
        audienceRestrictions: [],
        others: {
          rawXml: `<AudienceRestriction xmlns="urn:x"><Audience>${spEntityId}</Audience></AudienceRestriction>`,
        },
      }),
      refusedWith: 'audience_missing',
    },
    {
      says: 'hold our audience in a child of an Audience',
      assertion: conditioned({
        audienceRestrictions: [],
        others: {
          rawXml: `<saml:AudienceRestriction><saml:Audience><x>${spEntityId}</x></saml:Audience></saml:AudienceRestriction>`,
        },
      }),
      refusedWith: 'audience_mismatch',
    },
  ]);
});

describe('the subject confirmation', () => {
  const past = '2026-11-21T11:00:00Z';
  refuses([
    { says: 'is missing', assertion: { confirmations: [] }, refusedWith: 'subject_confirmation_missing' },
    {
      says: 'is holder-of-key',
      assertion: confirmed({ method: 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key' }),
      refusedWith: 'subject_confirmation_missing',
    },
    { says: 'has no Method', assertion: confirmed({ method: '' }), refusedWith: 'assertion_malformed' },
    {
      says: 'does not expire',
      assertion: confirmed({ notOnOrAfter: null }),
      refusedWith: 'confirmation_not_on_or_after_missing',
    },
    {
      says: 'has expired',
      assertion: confirmed({ notOnOrAfter: past }),
      refusedWith: 'confirmation_expired',
    },
    {
      says: 'has a NotBefore',
      assertion: confirmed({ notBefore: past }),
      refusedWith: 'confirmation_not_before_present',
    },
    {
      says: 'has no Recipient',
      assertion: confirmed({ recipient: null }),
      refusedWith: 'recipient_mismatch',
    },
    {
      says: 'has an empty Recipient',
      assertion: confirmed({ recipient: '' }),
      refusedWith: 'recipient_mismatch',
    },
    ...[
      `${acsUrl}/`,
      `${acsUrl}?x`,
      acsUrl.replace('acs', 'ACS'),
      acsUrl.replace('http:', 'https:'),
      acsUrl.replace('acme', 'globex'),
      ` ${acsUrl}`,
    ].map(
      (recipient): Case => ({
        says: `has the Recipient "${recipient}"`,
        assertion: confirmed({ recipient }),
        refusedWith: 'recipient_mismatch',
      }),
    ),
    {
      says: 'is spread over two: one has expired, the other is for somebody else',
      assertion: confirmed({ notOnOrAfter: past }, { recipient: 'https://other.example/acs' }),
      refusedWith: 'confirmation_expired',
    },
    {
      says: 'is spread over two: one never expires, the other has no Recipient',
      assertion: confirmed({ notOnOrAfter: null }, { recipient: null }),
      refusedWith: 'confirmation_not_on_or_after_missing',
    },
    {
      says: 'is spread over two: one answers another request, the other has a NotBefore',
      assertion: confirmed({ inResponseTo: '_other' }, { notBefore: past }),
      refusedWith: 'in_response_to_mismatch',
    },
    {
      says: 'is spread over a good one of another method and a bad bearer',
      assertion: confirmed(
        { method: 'urn:oasis:names:tc:SAML:2.0:cm:sender-vouches' },
        { recipient: 'https://other.example/acs' },
      ),
      refusedWith: 'recipient_mismatch',
    },
  ]);

  test('has no data at all', async () => {
    const xml = swap(buildResponse(), /<saml:SubjectConfirmationData [^>]*>/, '');
    expect(await outcomeOf(await signXml(xml, 'Response'))).toBe('recipient_mismatch');
  });
});

describe('the Status', () => {
  const status = (code: string, subordinateCode: string | null = null) => ({
    status: { code, subordinateCode, message: null, detail: null },
  });
  refuses([
    {
      says: 'is an error, though there is an Assertion',
      response: status('urn:oasis:names:tc:SAML:2.0:status:Requester'),
      refusedWith: 'status_not_success',
    },
    {
      says: 'is an error with Success inside',
      response: status('urn:oasis:names:tc:SAML:2.0:status:Responder', STATUS_SUCCESS),
      refusedWith: 'status_not_success',
    },
    {
      says: 'is Success with an error inside',
      response: status(STATUS_SUCCESS, 'urn:oasis:names:tc:SAML:2.0:status:AuthnFailed'),
      refusedWith: 'status_not_success',
    },
    { says: 'is empty', response: status(''), refusedWith: 'status_not_success' },
    {
      says: 'only ends like Success',
      response: status('urn:evil:Success'),
      refusedWith: 'status_not_success',
    },
    { says: 'is missing', response: { status: null }, refusedWith: 'response_malformed' },
  ]);

  test('is Success, but there is no Assertion', async () => {
    const document = await signXml(buildResponse({ assertions: [] }), 'Response');
    expect(await outcomeOf(document)).toBe('assertion_count');
  });
});

describe('the authentication', () => {
  const MFA = 'https://refeds.org/profile/mfa';
  const request = { id: GENUINE.requestId, issuedAt: GENUINE.now - 60_000, forceAuthn: true };
  refuses([
    { says: 'is not stated', assertion: { authnStatements: [] }, refusedWith: 'authn_statement_missing' },
    { says: 'is too weak', expects: { authnContextClassRefs: [MFA] }, refusedWith: 'authn_context_mismatch' },
    {
      says: 'has no class',
      assertion: authenticated({ classRef: '' }),
      expects: { authnContextClassRefs: [MFA] },
      refusedWith: 'authn_context_mismatch',
    },
    {
      says: 'has a class that begins like the right one',
      assertion: authenticated({ classRef: `${MFA}/not` }),
      expects: { authnContextClassRefs: [MFA] },
      refusedWith: 'authn_context_mismatch',
    },
    {
      says: 'is older than the request that forced it',
      assertion: authenticated({ authnInstant: '2026-11-21T11:00:00Z' }),
      expects: { request },
      refusedWith: 'authentication_too_old',
    },
    {
      says: 'ended already',
      assertion: authenticated({ sessionNotOnOrAfter: '2026-11-21T11:00:00Z' }),
      refusedWith: 'session_expired_at_idp',
    },
  ]);
});

describe('the NameID', () => {
  refuses([
    { says: 'is missing where it is needed', assertion: { nameId: null }, refusedWith: 'name_id_missing' },
    { says: 'is empty', assertion: named({ value: '' }), refusedWith: 'name_id_invalid' },
    { says: 'is white space', assertion: named({ value: ' \t\n\u00a0' }), refusedWith: 'name_id_invalid' },
    {
      says: 'is a comment',
      assertion: named({ value: { rawXml: '<!--alice-->' } }),
      refusedWith: 'name_id_invalid',
    },
    {
      says: 'has a child element',
      assertion: named({ value: { rawXml: 'alice<x/>' } }),
      refusedWith: 'name_id_invalid',
    },
    {
      says: 'is inside a child element',
      assertion: named({ value: { rawXml: '<x>alice</x>' } }),
      refusedWith: 'name_id_invalid',
    },
    {
      says: 'is for another service provider',
      assertion: named({ spNameQualifier: 'https://other.example/' }),
      refusedWith: 'name_id_invalid',
    },
    { says: 'is for nobody', assertion: named({ spNameQualifier: '' }), refusedWith: 'name_id_invalid' },
    { says: 'is endless', assertion: named({ value: 'a'.repeat(1025) }), refusedWith: 'name_id_invalid' },
  ]);
});

describe('the Assertion', () => {
  refuses([
    {
      says: 'is of another Version',
      assertion: { version: '1.1' },
      refusedWith: 'assertion_version_unsupported',
    },
    {
      says: 'has an empty Version',
      assertion: { version: '' },
      refusedWith: 'assertion_version_unsupported',
    },
  ]);

  test.each([
    ['no ID', null],
    ['an empty ID', ''],
  ])('has %s', async (_, id) => {
    const document = await signXml(buildResponse({ assertion: { id } }), 'Response');
    expect(await outcomeOf(document)).toBe('assertion_malformed');
  });

  test('has no Subject', async () => {
    const document = await signXml(
      buildResponse({ assertion: { nameId: null, confirmations: [] } }),
      'Assertion',
    );
    expect(await outcomeOf(document)).toBe('assertion_malformed');
  });

  test.each([
    ['EncryptedID beside its NameID', '<saml:EncryptedID/>', '<saml:NameID', 'assertion_malformed'],
    ['EncryptedAttribute', '<saml:EncryptedAttribute/>', '<saml:Attribute ', 'decryption_key_missing'],
  ])('has an %s that cannot be read', async (_, fragment, before, code) => {
    const xml = swap(buildResponse(), before, fragment + before);
    expect(await outcomeOf(await signXml(xml, 'Assertion'))).toBe(code);
  });

  test('is known for replays by the ID that was signed, whatever changes around it', async () => {
    const genuine = await genuineDocument();
    const variants = [
      genuine,
      swap(genuine, `ID="${GENUINE.responseId}"`, 'ID="_response2"'),
      genuine.replaceAll('></samlp:', '>\n</samlp:'),
      swap(genuine, '<saml:Assertion ', '<saml:Assertion   '),
      swap(genuine, /(?<=<ds:SignatureValue>)/, '\n'),
      swap(
        genuine,
        '<samlp:Status>',
        '<samlp:Extensions><x ID="_assertion2"/></samlp:Extensions><samlp:Status>',
      ),
    ];
    const ids = await Promise.all(variants.map(async (variant) => (await acceptedAssertion(variant)).id));
    expect(new Set(ids)).toEqual(new Set([GENUINE.assertionId]));
  });
});

describe('the Destination', () => {
  const others = {
    'of another host': acsUrl.replace('acme', 'globex'),
    'of another path': acsUrl.replace('/acs', '/login'),
    'with a path in another case': acsUrl.replace('/acs', '/ACS'),
    'with a slash after it': `${acsUrl}/`,
    'with a query': `${acsUrl}?x=1`,
    'with a fragment': `${acsUrl}#x`,
    'of another port': acsUrl.replace(':8787', ':8788'),
    'of another scheme': acsUrl.replace('http:', 'https:'),
    'with white space': ` ${acsUrl}`,
    'that has ours in its query': `https://evil.example/?${acsUrl}`,
  };
  refuses(
    Object.entries(others).map(([says, destination]) => ({
      says,
      response: { destination },
      refusedWith: 'destination_mismatch',
    })),
  );

  test.each([
    ['missing', null],
    ['empty', ''],
  ])('%s: only on an unsigned Response', async (_, destination) => {
    const xml = buildResponse({ destination });
    expect(await outcomeOf(await signXml(xml, 'Assertion'))).toBe('accepted');
    expect(await outcomeOf(await signXml(xml, 'Response'))).toBe('destination_mismatch');
    expect(await outcomeOf(await signBoth(xml))).toBe('destination_mismatch');
  });
});

describe('InResponseTo', () => {
  const values = [GENUINE.requestId, '_other', '', 'null', ' _request1', null];
  const cases = values.flatMap((response) => values.map((confirmation) => ({ response, confirmation })));

  test.each(cases)(
    'Response "$response", confirmation "$confirmation"',
    async ({ response, confirmation }) => {
      const xml = buildResponse({
        inResponseTo: response,
        assertion: confirmed({ inResponseTo: confirmation }),
      });
      for (const [document, isResponseSigned] of [
        [await signXml(xml, 'Assertion'), false],
        [await signXml(xml, 'Response'), true],
      ] as const) {
        // An answer says so in signed content, and the Response never says anything else.
        const signed = confirmation ?? (isResponseSigned ? response : null);
        const isAnswer = response === GENUINE.requestId && signed === GENUINE.requestId;
        expect(await outcomeOf(document)).toMatch(isAnswer ? /^accepted$/ : /in_response_to/);
        const isUnsolicited = response === null && confirmation === null;
        expect(await outcomeOf(document, { request: null })).toMatch(
          isUnsolicited ? /^accepted$/ : /in_response_to/,
        );
      }
    },
  );

  test.each<[string, string | null, string | null, 'Assertion' | 'Response', SamlFailureCode]>([
    ['only on an unsigned Response', GENUINE.requestId, null, 'Assertion', 'in_response_to_missing'],
    ['on neither', null, null, 'Response', 'response_in_response_to_mismatch'],
    ['only in the confirmation', null, GENUINE.requestId, 'Response', 'response_in_response_to_mismatch'],
    ['another in the confirmation', GENUINE.requestId, '_other', 'Response', 'in_response_to_mismatch'],
    ['another on the Response', '_other', GENUINE.requestId, 'Response', 'response_in_response_to_mismatch'],
  ])('%s', async (_, response, confirmation, signed, refusedWith) => {
    const xml = buildResponse({
      inResponseTo: response,
      assertion: confirmed({ inResponseTo: confirmation }),
    });
    expect(await outcomeOf(await signXml(xml, signed))).toBe(refusedWith);
  });

  test('of an answer where none is expected', async () => {
    const xml = buildResponse({ inResponseTo: null });
    expect(await outcomeOf(await signXml(xml, 'Assertion'), { request: null })).toBe(
      'in_response_to_unexpected',
    );
  });
});
