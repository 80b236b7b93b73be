/** An Assertion that says too little, or too much, about who signed in and how. */
import { describe, expect, test } from 'vitest';
import { STATUS_SUCCESS } from '../../src/saml/names.ts';
import { buildResponse, GENUINE, signXml } from '../support/signed-response.ts';
import { acceptedAssertion, outcomeOf } from '../support/verdict.ts';
import { genuineDocument, swap } from './forging.ts';
import { authenticated, named, refuses } from './refuses.ts';

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
