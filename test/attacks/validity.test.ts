/** An Assertion that is by somebody else, for somebody else, or confirmed for somebody else. */
import { describe, expect, test } from 'vitest';
import { buildResponse, GENUINE, signXml } from '../support/signed-response.ts';
import { outcomeOf } from '../support/verdict.ts';
import { swap } from './forging.ts';
import { type Case, conditioned, confirmed, refuses } from './refuses.ts';

const { acsUrl, idpEntityId, spEntityId } = GENUINE;

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
