/** The report on a Response: past the first failure whatever can still be judged, and never a word of what no signature covers. */
import { describe, expect, test } from 'vitest';
import type { Expectations } from '../../src/saml/expectations.ts';
import { readResponse, reportResponse } from '../../src/saml/receive-response.ts';
import { decryptionKey } from '../support/decrypt.ts';
import { encryptAssertion } from '../support/encrypt.ts';
import { buildResponse, GENUINE, signBoth, signXml } from '../support/signed-response.ts';
import { expectations } from '../support/verdict.ts';

const plain = buildResponse();
const responseSigned = await signXml(plain, 'Response');
const assertionSigned = await signXml(plain, 'Assertion');
const bothSigned = await signBoth(plain);
const encrypted = await signXml(encryptAssertion(plain), 'Response');

async function reportOn(document: string, changes: Partial<Expectations> = {}) {
  const response = readResponse(new TextEncoder().encode(document));
  if (!response.ok) throw new Error(response.failure.code);
  return reportResponse(response.value, expectations(changes), GENUINE.now);
}

const failed = ({ checks }: Awaited<ReturnType<typeof reportOn>>) =>
  checks.filter(({ passed }) => !passed).map(({ code }) => code);

describe('the report', () => {
  test.each([
    ['the Response', responseSigned],
    ['the Assertion', assertionSigned],
    ['both', bothSigned],
  ])('accepts what the verdict accepts, with a signature of %s', async (_, document) => {
    const report = await reportOn(document);
    expect(report).toMatchObject({
      failure: null,
      refusableAssertion: { nameId: { value: GENUINE.nameId } },
    });
    expect(failed(report)).toEqual([]);
  });

  test('goes on past a signature that is missing, with the one that holds', async () => {
    const report = await reportOn(assertionSigned, { requireSigned: 'both', spEntityId: 'https://other' });
    expect(failed(report)).toEqual(['signature_required', 'audience_mismatch']);
    expect(report.failure?.code).toBe('signature_required');
    expect(report.refusableAssertion?.nameId?.value).toBe(GENUINE.nameId);
  });

  test('shows what the Assertion says where a rule refuses it', async () => {
    const report = await reportOn(bothSigned, { spEntityId: 'https://other' });
    expect(report).toMatchObject({
      failure: { code: 'audience_mismatch' },
      refusableAssertion: { nameId: {} },
    });
  });

  test.each<[string, string, readonly string[]]>([
    [
      'changed after it was signed',
      responseSigned.replace(GENUINE.nameId, 'mallory'),
      ['signature_digest_mismatch'],
    ],
    ['not signed', plain, ['signature_required', 'signature_missing']],
  ])('believes nothing of what was %s, and still judges its envelope', async (_, document, codes) => {
    const report = await reportOn(document, { acsUrl: 'https://other.example/sso/acs' });
    expect(failed(report)).toEqual([...codes, 'destination_mismatch']);
    expect(report.refusableAssertion).toBeNull();
    expect(JSON.stringify(report)).not.toContain('mallory');
  });

  test('asks what is not signed for no Destination', async () => {
    const unsigned = buildResponse({ destination: null });
    expect(failed(await reportOn(unsigned))).toEqual(['signature_required', 'signature_missing']);
    const empty = buildResponse({ destination: null, assertions: [] });
    expect(failed(await reportOn(empty))).toEqual(['assertion_count', 'signature_required']);
  });

  test('judges the envelope of an answer without an Assertion', async () => {
    const [assertion = ''] = /<saml:Assertion [\s\S]*<\/saml:Assertion>/.exec(plain) ?? [];
    const report = await reportOn(plain.replace(assertion, ''), { acsUrl: 'https://other.example' });
    expect(failed(report)).toEqual(['assertion_count', 'signature_required', 'destination_mismatch']);
  });

  test('tells no more of what an Assertion is like that cannot be read', async () => {
    const strange = await signXml(plain.replace('<saml:Subject>', '<saml:Other/><saml:Subject>'), 'Response');
    const report = await reportOn(strange, { acsUrl: 'https://other.example' });
    expect(failed(report)).toEqual(['assertion_malformed', 'destination_mismatch']);
    expect(report.refusableAssertion).toBeNull();
  });
});

describe('of what was encrypted, the report', () => {
  const shown = async (changes: Partial<Expectations>) => {
    const report = await reportOn(encrypted, { decryptionKeys: [decryptionKey('spA')], ...changes });
    return [failed(report), report.refusableAssertion?.nameId?.value];
  };

  test('shows what is for us, whatever else refuses it', async () => {
    expect(await shown({})).toEqual([[], GENUINE.nameId]);
    expect(await shown({ acsUrl: 'https://other.example' })).toEqual([
      ['destination_mismatch', 'recipient_mismatch'],
      GENUINE.nameId,
    ]);
  });

  test('shows nothing of what is for another audience', async () => {
    expect(await shown({ spEntityId: 'https://other' })).toEqual([['audience_mismatch'], undefined]);
  });

  test('judges no more than the envelope where no key opens it', async () => {
    expect(await shown({ decryptionKeys: [], acsUrl: 'https://other.example' })).toEqual([
      ['decryption_key_missing', 'destination_mismatch'],
      undefined,
    ]);
  });
});
