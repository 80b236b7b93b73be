/** From octets to a verdict: which element is believed, the whole trace in its order, and that the first failure decides. */
import { describe, expect, test } from 'vitest';
import type { Expectations } from '../../src/saml/expectations.ts';
import { readResponse, type Verdict, verifyResponse } from '../../src/saml/receive-response.ts';
import { type ResponseEnvelope, signatureOf } from '../../src/saml/response.ts';
import { decryptionKey } from '../support/decrypt.ts';
import { encryptElement } from '../support/encrypt.ts';
import { rootOf } from '../support/read-xml.ts';
import {
  assertionParts,
  buildResponse,
  GENUINE,
  signBoth,
  signXml,
  testKey,
} from '../support/signed-response.ts';
import { acceptedAssertion, expectations, outcomeOf, trustedKey, verdictOn } from '../support/verdict.ts';

const plain = buildResponse();
const responseSigned = await signXml(plain, 'Response');
const assertionSigned = await signXml(plain, 'Assertion');
const bothSigned = await signBoth(plain);

const received = (document: string) => readResponse(new TextEncoder().encode(document));
const outcomeOfReading = (document: string) => {
  const response = received(document);
  return response.ok ? response.value : response.failure.code;
};

const envelopeOf = (document: string) => {
  const response = received(document);
  if (!response.ok) throw new Error(response.failure.code);
  return response.value.unverifiedEnvelope;
};
const [ASSERTION = ''] = /<saml:Assertion [\s\S]*<\/saml:Assertion>/.exec(plain) ?? [];

/** The codes of the trace in order, with a mark at those that failed. */
const trace = ({ checks }: Verdict) => checks.map(({ code, passed }) => (passed ? code : `!${code}`));

const changed = (document: string, from: string | RegExp, to: string) => {
  const result = document.replace(from, () => to);
  if (result === document) throw new Error(`there is no ${from} to replace`);
  return result;
};

describe('reading a Response', () => {
  test('tells whose it says it is and what it says it answers, to look up what decides', () => {
    expect(outcomeOfReading(plain)).toMatchObject({
      unverifiedIssuer: GENUINE.idpEntityId,
      unverifiedInResponseTo: GENUINE.requestId,
      unverifiedEnvelope: { destination: GENUINE.acsUrl },
    });
  });

  test('takes the Issuer of the Assertion where the Response has none', () => {
    const document = buildResponse({ issuer: null, assertion: { issuer: 'https://other.example' } });
    expect(outcomeOfReading(document)).toMatchObject({ unverifiedIssuer: 'https://other.example' });
    const both = buildResponse({ issuer: 'a', assertion: { issuer: 'b' } });
    expect(outcomeOfReading(both)).toMatchObject({ unverifiedIssuer: 'a' });
  });

  test.each<[string, string, string]>([
    ['what is no XML', '<', 'xml_malformed'],
    ['another element', plain.replaceAll('samlp:Response', 'samlp:ArtifactResponse'), 'not_a_response'],
    ['a Response of another namespace', '<Response/>', 'not_a_response'],
    [
      'what the schema does not know',
      changed(plain, ' Version=', ' Other="" Version='),
      'response_malformed',
    ],
  ])('refuses %s', (_, document, code) => {
    expect(outcomeOfReading(document)).toBe(code);
  });
});

const PRECONDITIONS = [
  'xml_malformed',
  'response_version_unsupported',
  'status_not_success',
  'assertion_count',
  'decryption_key_missing',
  'signature_required',
];

describe('the trace', () => {
  test.each<[string, string, number]>([
    ['one signature, of the Response', responseSigned, 1],
    ['one signature, of the Assertion', assertionSigned, 1],
    ['two signatures', bothSigned, 2],
  ])('shows %s, after the preconditions and before the rules', async (_, document, signatures) => {
    const verdict = await verdictOn(document);
    expect(verdict.accepted).toBe(true);
    const at = PRECONDITIONS.length + signatures;
    expect(trace(verdict).slice(0, at)).toEqual([
      ...PRECONDITIONS,
      ...Array.from({ length: signatures }, () => 'signature_invalid'),
    ]);
    const rules = trace(verdict).slice(at);
    expect(rules.slice(0, 3)).toEqual([
      'destination_mismatch',
      'response_issuer_mismatch',
      'response_in_response_to_mismatch',
    ]);
    expect(rules).toContain('issuer_mismatch');
    expect(rules).toContain('audience_mismatch');
  });

  test('says which signature it was that held', async () => {
    const held = (await verdictOn(bothSigned)).checks.filter(({ code }) => code === 'signature_invalid');
    expect(held.map(({ expected }) => /Response|Assertion/.exec(expected)?.[0])).toEqual([
      'Response',
      'Assertion',
    ]);
    const alone = (await verdictOn(assertionSigned)).checks.find(({ code }) => code === 'signature_invalid');
    expect(alone?.expected).toContain('Assertion');
  });

  test('ends at a precondition that fails, which stands in it once', async () => {
    const verdict = await verdictOn(changed(plain, 'Version="2.0"', 'Version="2.1"'));
    expect(verdict).toMatchObject({ accepted: false, failure: { code: 'response_version_unsupported' } });
    expect(trace(verdict)).toEqual([
      'xml_malformed',
      '!response_version_unsupported',
      'status_not_success',
      'assertion_count',
      'decryption_key_missing',
      '!signature_required',
    ]);
  });

  test('ends with the signature that does not hold', async () => {
    const verdict = await verdictOn(changed(responseSigned, GENUINE.nameId, 'mallory'));
    expect(verdict).toMatchObject({ accepted: false, failure: { code: 'signature_digest_mismatch' } });
    expect(trace(verdict)).toEqual([...PRECONDITIONS, '!signature_digest_mismatch']);
  });

  test('ends with an Assertion that cannot be read', async () => {
    const document = await signXml(
      changed(plain, '<saml:Subject>', '<saml:Other/><saml:Subject>'),
      'Response',
    );
    const verdict = await verdictOn(document);
    expect(verdict).toMatchObject({ accepted: false, failure: { code: 'assertion_malformed' } });
    expect(trace(verdict)).toEqual([...PRECONDITIONS, 'signature_invalid', '!assertion_malformed']);
  });

  test('shows every rule that fails, and refuses with the first', async () => {
    const verdict = await verdictOn(responseSigned, { acsUrl: 'https://other.example', spEntityId: 'other' });
    if (verdict.accepted) throw new Error('it was accepted');
    const failed = verdict.checks.filter(({ passed }) => !passed);
    expect(failed.map(({ code }) => code)).toEqual([
      'destination_mismatch',
      'audience_mismatch',
      'recipient_mismatch',
    ]);
    const { passed: _, ...first } = failed[0] as (typeof failed)[0];
    expect(verdict.failure).toEqual(first);
  });
});

test.each([
  ['once the signatures were found to hold', responseSigned, true],
  ['once one was found not to', changed(responseSigned, GENUINE.nameId, 'mallory'), true],
  ['never where none was looked at', buildResponse({ assertions: [] }), false],
])('whoever measures is told %s', async (_, document, told) => {
  const response = received(document);
  if (!response.ok) throw new Error(response.failure.code);
  let calls = 0;
  await verifyResponse(response.value, expectations(), GENUINE.now, () => calls++);
  expect(calls).toBe(told ? 1 : 0);
});

describe('what is believed', () => {
  test.each([
    ['under a signature of the Response', responseSigned],
    ['under a signature of its own', assertionSigned],
    ['under both', bothSigned],
  ])('is the Assertion %s', async (_, document) => {
    expect(await acceptedAssertion(document)).toMatchObject({
      id: GENUINE.assertionId,
      nameId: { value: GENUINE.nameId },
    });
  });

  test('is what the rules allow, until the millisecond in which it ends', async () => {
    const end = GENUINE.now + GENUINE.lifetimeSeconds * 1000 + 180_000;
    expect(await outcomeOf(bothSigned, {}, end - 1)).toBe('accepted');
    expect(await outcomeOf(bothSigned, {}, end)).toBe('assertion_expired');
  });

  test('is nothing without a signature, whichever the connection asks for', async () => {
    for (const requireSigned of ['either', 'response', 'assertion', 'both'] as const) {
      expect(await outcomeOf(plain, { requireSigned })).toBe('signature_required');
    }
  });

  test.each<[string, string, Expectations['requireSigned'], string]>([
    ['both of two', bothSigned, 'both', 'accepted'],
    ['both of one, of the Response', responseSigned, 'both', 'signature_required'],
    ['both of one, of the Assertion', assertionSigned, 'both', 'signature_required'],
    ['the one of the Response', assertionSigned, 'response', 'signature_required'],
    ['the one of the Assertion', responseSigned, 'assertion', 'signature_required'],
  ])('asks for %s', async (_, document, requireSigned, outcome) => {
    expect(await outcomeOf(document, { requireSigned })).toBe(outcome);
  });
});

describe('of two signatures', () => {
  const tampered = changed(assertionSigned, GENUINE.nameId, 'mallory');

  test('the inner one has to hold as well', async () => {
    const verdict = await verdictOn(await signXml(tampered, 'Response'));
    expect(verdict).toMatchObject({ accepted: false, failure: { code: 'signature_digest_mismatch' } });
    expect(trace(verdict)).toEqual([...PRECONDITIONS, 'signature_invalid', '!signature_digest_mismatch']);
  });

  test('the inner one is verified where it was made, amid namespaces that the outer one leaves out', async () => {
    const amid = changed(plain, ' xmlns:samlp=', ' xmlns:unused="urn:unused" xmlns:samlp=');
    const document = await signXml(
      await signXml(amid, 'Assertion', { canonicalization: 'inclusive' }),
      'Response',
      { canonicalization: 'exclusive' },
    );
    expect(await outcomeOf(document)).toBe('accepted');
  });

  test('the inner one has to be by a key that is pinned', async () => {
    const foreign = await signXml(plain, 'Assertion', { key: testKey('rogue') });
    expect(await outcomeOf(await signXml(foreign, 'Response'))).toBe('signature_invalid');
    expect(
      await outcomeOf(await signXml(foreign, 'Response'), {
        trustedKeys: [trustedKey('rsaA'), trustedKey('rogue')],
      }),
    ).toBe('accepted');
  });

  test('the outer one is judged first', async () => {
    const verdict = await verdictOn(await signXml(tampered, 'Response', { key: testKey('rogue') }));
    expect(verdict).toMatchObject({ accepted: false, failure: { code: 'signature_invalid' } });
    expect(trace(verdict)).toEqual([...PRECONDITIONS, '!signature_invalid']);
  });

  test('the inner one alone does not make up for the outer', async () => {
    const document = changed(bothSigned, GENUINE.responseId, '_other').replace('#_response1', '#_other');
    expect((await verdictOn(document)).accepted).toBe(false);
  });
});

describe('the envelope', () => {
  const withoutDestination = buildResponse({ destination: null });

  test('is believed only under a signature of its own: then Destination may not be left out', async () => {
    expect(await outcomeOf(await signXml(withoutDestination, 'Assertion'))).toBe('accepted');
    expect(await outcomeOf(await signXml(withoutDestination, 'Response'))).toBe('destination_mismatch');
    expect(await outcomeOf(await signBoth(withoutDestination))).toBe('destination_mismatch');
  });

  test('is judged where it is not signed, too', async () => {
    const document = buildResponse({ destination: 'https://other.example/acs' });
    expect(await outcomeOf(await signXml(document, 'Assertion'))).toBe('destination_mismatch');
  });

  test.each<[string, Parameters<typeof buildResponse>[0]]>([
    ['none', { assertions: [] }],
    ['two', { assertions: [assertionParts(), assertionParts({ id: '_assertion2' })] }],
  ])('holds one Assertion, not %s', async (_, parts) => {
    const verdict = await verdictOn(await signXml(buildResponse(parts), 'Response'));
    expect(verdict).toMatchObject({ accepted: false, failure: { code: 'assertion_count' } });
    expect(trace(verdict)).not.toContain('signature_invalid');
  });
});

describe('what was read before verification is asked again of the verified octets', () => {
  const { element, assertions } = envelopeOf(plain);
  const encrypted = encryptElement('EncryptedAssertion', '<a/>');

  /** The verdict on a signed document whose envelope is told to be another than it is. */
  async function verdictOnLie(document: string, lie: Partial<ResponseEnvelope>): Promise<Verdict> {
    const response = received(await signXml(document, 'Response'));
    if (!response.ok) throw new Error(response.failure.code);
    const { unverifiedEnvelope } = response.value;
    const told = { ...response.value, unverifiedEnvelope: { ...unverifiedEnvelope, ...lie } };
    return verifyResponse(told, expectations({ decryptionKeys: [decryptionKey('spA')] }), GENUINE.now);
  }

  test.each<[string, string]>([
    ['no Assertion', ''],
    ['two', ASSERTION.repeat(2).replace(GENUINE.assertionId, '_other')],
    ['an Assertion and one that is encrypted', ASSERTION + encrypted],
    ['two that are encrypted', encrypted.repeat(2)],
  ])('that there are %s', async (_, content) => {
    const verdict = await verdictOnLie(changed(plain, ASSERTION, content), { assertions });
    expect(verdict).toMatchObject({ accepted: false, failure: { code: 'assertion_count' } });
    expect(trace(verdict)).toEqual([...PRECONDITIONS, 'signature_invalid', '!assertion_count']);
  });

  test('what the schema does not know', async () => {
    const root = rootOf(await signXml(changed(plain, ' Version=', ' Other="" Version='), 'Response'));
    const verdict = await verdictOnLie(plain, { element: root, signature: signatureOf(root), assertions });
    expect(verdict).toMatchObject({ accepted: false, failure: { code: 'response_malformed' } });
  });

  test('and the signature is that of the element itself', async () => {
    expect(await verdictOnLie(plain, { element })).toMatchObject({
      accepted: false,
      failure: { code: 'signature_reference_invalid' },
    });
  });
});
