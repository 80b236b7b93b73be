/** Tenants that share an identity provider, a key or an entity ID: a Response is good for the one that asked, only. */
import { describe, expect, test } from 'vitest';
import type { Expectations } from '../../src/saml/expectations.ts';
import { buildResponse, GENUINE, signBoth, signXml, testKey } from '../support/signed-response.ts';
import { outcomeOf, trustedKey } from '../support/verdict.ts';
import { genuineDocument, swap } from './forging.ts';

/** Another tenant's service provider, with the same identity provider and the same pending request ID. */
const GLOBEX: Partial<Expectations> = {
  spEntityId: 'http://globex.localhost:8787/sso/metadata',
  acsUrl: 'http://globex.localhost:8787/sso/acs',
};

describe('one key of an identity provider in two tenants', () => {
  test.each(['Assertion', 'Response', 'both'] as const)(
    'a Response for the one is no good for the other: %s',
    async (signed) => {
      const genuine = await genuineDocument(signed);
      expect(await outcomeOf(genuine, GLOBEX)).toBe('destination_mismatch');
    },
  );

  test('nor when the unsigned envelope is made out to the other', async () => {
    const document = swap(await genuineDocument(), GENUINE.acsUrl, GLOBEX.acsUrl ?? '');
    expect(await outcomeOf(document, GLOBEX)).toBe('audience_mismatch');
    expect(await outcomeOf(swap(document, ` Destination="${GLOBEX.acsUrl}"`, ''), GLOBEX)).toBe(
      'audience_mismatch',
    );
  });

  test('nor when both have one entity ID, since the Recipient differs', async () => {
    const shared = { ...GLOBEX, spEntityId: GENUINE.spEntityId };
    const document = swap(await genuineDocument(), GENUINE.acsUrl, GLOBEX.acsUrl ?? '');
    expect(await outcomeOf(document, shared)).toBe('recipient_mismatch');
  });

  test('nor when both have one ACS URL, since the audience differs', async () => {
    const shared = { ...GLOBEX, acsUrl: GENUINE.acsUrl };
    expect(await outcomeOf(await genuineDocument(), shared)).toBe('audience_mismatch');
  });

  test('its twin for the other tenant is', async () => {
    const circumstances = { spEntityId: GLOBEX.spEntityId ?? '', acsUrl: GLOBEX.acsUrl ?? '' };
    const twin = await signBoth(buildResponse({}, circumstances));
    expect(await outcomeOf(twin, GLOBEX)).toBe('accepted');
    expect(await outcomeOf(twin)).toBe('destination_mismatch');
  });
});

describe('two identity providers', () => {
  const OTHER = 'https://idp.example.com/other';
  const other: Partial<Expectations> = { idpEntityId: OTHER, trustedKeys: [trustedKey('rsaB')] };

  test('the one signs in the name of the other', async () => {
    const document = await signBoth(buildResponse({}, { idpEntityId: OTHER }));
    expect(await outcomeOf(document)).toBe('response_issuer_mismatch');
    expect(await outcomeOf(document, other)).toBe('signature_invalid');
  });

  test('the one signs in its own name for a request that went to the other', async () => {
    expect(await outcomeOf(await genuineDocument(), other)).toBe('signature_invalid');
    const sameKey = { ...other, trustedKeys: [trustedKey('rsaA')] };
    expect(await outcomeOf(await genuineDocument(), sameKey)).toBe('response_issuer_mismatch');
    const withoutIssuer = await signXml(buildResponse({ issuer: null }), 'Assertion');
    expect(await outcomeOf(withoutIssuer, sameKey)).toBe('issuer_mismatch');
  });

  test('Response and Assertion name different ones', async () => {
    const document = await signBoth(buildResponse({ assertion: { issuer: OTHER } }));
    expect(await outcomeOf(document)).toBe('issuer_mismatch');
    expect(await outcomeOf(document, { idpEntityId: OTHER })).toBe('response_issuer_mismatch');
  });

  test('both have one entity ID and each its own key', async () => {
    const byB = await signXml(buildResponse(), 'Assertion', { key: testKey('rsaB') });
    expect(await outcomeOf(byB)).toBe('signature_invalid');
    expect(await outcomeOf(byB, { trustedKeys: [trustedKey('rsaB')] })).toBe('accepted');
    expect(await outcomeOf(await genuineDocument(), { trustedKeys: [trustedKey('rsaB')] })).toBe(
      'signature_invalid',
    );
  });

  test('Response and Assertion are signed by one each', async () => {
    const inner = await signXml(buildResponse(), 'Assertion', { key: testKey('rsaB') });
    const document = await signXml(inner, 'Response');
    expect(await outcomeOf(document)).toBe('signature_invalid');
    expect(await outcomeOf(document, { trustedKeys: [trustedKey('rsaB')] })).toBe('signature_invalid');
    // During a roll-over one identity provider has two keys, and either may sign.
    expect(await outcomeOf(document, { trustedKeys: [trustedKey('rsaA'), trustedKey('rsaB')] })).toBe(
      'accepted',
    );
  });
});
