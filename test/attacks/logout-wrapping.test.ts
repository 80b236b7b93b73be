/**
 * Messages of a single logout that somebody did sign, and often the identity provider itself, for something else: another message
 * around a captured one, another tenant, another day. Each attack starts from a message that is accepted.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import type { LogoutExpectations } from '../../src/saml/logout-rules.ts';
import { encryptNameId } from '../support/encrypt.ts';
import { keyPair } from '../support/key-pairs.ts';
import {
  logoutRequest,
  logoutResponse,
  NAME,
  outcomeOfLogout,
  parameterOf,
  posted,
  postedFields,
  redirected,
  signedPost,
  signedQuery,
  signMessage,
} from '../support/logout-messages.ts';
import {
  assertionParts,
  buildAssertion,
  GENUINE,
  signXml,
  testKey,
  toBase64,
} from '../support/signed-response.ts';
import { trustedKey } from '../support/verdict.ts';
import { verifyWithXmlsec1 } from '../support/xmlsec1.ts';
import { FORGED, refuses } from './refuses-logout.ts';

const request = logoutRequest();
const response = logoutResponse();

let signed: string;
beforeEach(async () => {
  signed = await signMessage(request);
});

describe('a captured signature holds where it was made, and vouches for no LogoutRequest around it:', () => {
  /** An Assertion that the identity provider signed, for anybody's eyes. */
  let assertion: string;
  beforeEach(async () => {
    assertion = await signXml(buildAssertion(assertionParts()), 'Assertion');
    const { certificatePem } = testKey('rsaA');
    expect(await verifyWithXmlsec1(assertion, GENUINE.assertionId, certificatePem)).toBe(true);
    expect(await verifyWithXmlsec1(signed, '_logout1', certificatePem)).toBe(true);
  });

  const wrap = (inside: string, id = '_forged') =>
    FORGED.replace('_forged', id).replace('</saml:Issuer>', `</saml:Issuer>${inside}`);
  const signatureOf = (xml: string) => /<ds:Signature[\s\S]*<\/ds:Signature>/.exec(xml)?.[0] ?? '';

  test('an Assertion in Extensions', async () => {
    const twin = posted(signed);
    await refuses(
      posted(wrap(`<samlp:Extensions>${assertion}</samlp:Extensions>`)),
      'signature_missing',
      twin,
    );
  });

  test('an Assertion in Extensions, and its signature moved up', async () => {
    const stripped = assertion.replace(signatureOf(assertion), '');
    const inside = `${signatureOf(assertion)}<samlp:Extensions>${stripped}</samlp:Extensions>`;
    await refuses(posted(wrap(inside)), 'signature_reference_invalid', posted(signed));
  });

  test('the same, and the ID taken as well', async () => {
    const stripped = assertion.replace(signatureOf(assertion), '');
    const inside = `${signatureOf(assertion)}<samlp:Extensions>${stripped}</samlp:Extensions>`;
    await refuses(posted(wrap(inside, GENUINE.assertionId)), 'signature_duplicate_id', posted(signed));
    await refuses(
      posted(wrap(signatureOf(assertion), GENUINE.assertionId)),
      'signature_digest_mismatch',
      posted(signed),
    );
  });

  test('an Assertion as a child, which no LogoutRequest has', async () => {
    const forged = logoutRequest({ name: NAME + assertion });
    await refuses(await signedPost(forged), 'logout_malformed', posted(signed));
  });

  test('a genuine LogoutRequest inside a forged one', async () => {
    const inside = `<samlp:Extensions>${signed}</samlp:Extensions>`;
    await refuses(posted(wrap(inside)), 'signature_missing', posted(signed));
    const moved = `${signatureOf(signed)}<samlp:Extensions>${request}</samlp:Extensions>`;
    await refuses(posted(wrap(moved)), 'signature_reference_invalid', posted(signed));
    await refuses(posted(wrap(moved, '_logout1')), 'signature_duplicate_id', posted(signed));
  });

  test('a signed Response given as a logout’s answer', async () => {
    const other = response.replaceAll('LogoutResponse', 'Response');
    await refuses(
      postedFields({ SAMLResponse: toBase64(await signMessage(other)) }),
      'logout_malformed',
      await signedPost(response),
    );
  });

  test('two Signatures on one message', async () => {
    const twice = signed.replace('</saml:Issuer>', `</saml:Issuer>${signatureOf(signed)}`);
    await refuses(posted(twice), 'signature_malformed', posted(signed));
  });
});

describe.each(['Redirect', 'POST'] as const)('of another tenant or time, by %s: refused is', (binding) => {
  const carry = async (xml: string) =>
    binding === 'Redirect' ? redirected(signedQuery(xml)) : signedPost(xml);

  test.each<[string, Partial<LogoutExpectations>, string]>([
    [
      'what another tenant’s identity provider signed',
      { trustedKeys: [trustedKey('rsaB')] },
      'signature_invalid',
    ],
    ['what nobody is trusted for', { trustedKeys: [] }, 'signature_key_unusable'],
    [
      'what names another tenant’s identity provider',
      { idpEntityId: 'https://idp.example.com/globex' },
      'logout_issuer_mismatch',
    ],
    [
      'what is addressed to another tenant',
      { sloUrl: 'http://globex.localhost:8787/sso/slo' },
      'logout_destination_mismatch',
    ],
    [
      'what an algorithm signed that is blocked',
      { blockedAlgorithms: new Set(['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256']) },
      'signature_algorithm_forbidden',
    ],
  ])('%s', async (_what, changes, code) => {
    for (const xml of [request, response]) {
      const arrival = await carry(xml);
      expect(await outcomeOfLogout(arrival)).toBe('accepted');
      expect(await outcomeOfLogout(arrival, changes), parameterOf(xml)).toBe(code);
    }
  });

  test('one of yesterday, or of tomorrow', async () => {
    const day = 86_400_000;
    await refuses(
      await carry(logoutRequest({ issueInstant: GENUINE.now - day })),
      'logout_expired',
      await carry(request),
    );
    await refuses(
      await carry(logoutRequest({ issueInstant: GENUINE.now + day })),
      'logout_not_yet_valid',
      await carry(request),
    );
    await refuses(
      await carry(logoutRequest({ issueInstant: GENUINE.now - day, notOnOrAfter: GENUINE.now + day })),
      'logout_expired',
      await carry(request),
    );
  });
});

test('a ciphertext that no signature covers is never opened: only what holds is read', async () => {
  const decryptionKeys = [keyPair('spA')];
  const encrypted = encryptNameId(request);
  await refuses(posted(encrypted), 'signature_missing', await signedPost(encrypted), { decryptionKeys });
  const altered = (await signMessage(encrypted)).replace(/<xenc:CipherValue>..../, '<xenc:CipherValue>AAAA');
  await refuses(posted(altered), 'signature_digest_mismatch', await signedPost(encrypted), {
    decryptionKeys,
  });
});
