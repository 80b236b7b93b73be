/** What makes an encrypted Assertion believable, and what the trace tells of one that is not. */
import { describe, expect, test } from 'vitest';
import type { Expectations } from '../../src/saml/expectations.ts';
import type { Verdict } from '../../src/saml/receive-response.ts';
import { decryptionKey } from '../support/decrypt.ts';
import { type Encryption, encryptAssertion } from '../support/encrypt.ts';
import { buildResponse, GENUINE, signXml, testKey } from '../support/signed-response.ts';
import { verdictOn } from '../support/verdict.ts';

const plain = buildResponse();
const assertionSigned = await signXml(plain, 'Assertion');
const tampered = assertionSigned.replace(GENUINE.nameId, 'mallory');

/** What happened since the preconditions: the codes in order up to the rules, with a mark at those that failed. */
async function events(document: string, changes: Partial<Expectations> = {}): Promise<string[]> {
  const verdict = await verdictOn(document, { decryptionKeys: [decryptionKey('spA')], ...changes });
  const codes = verdict.checks.slice(6).map(({ code, passed }) => (passed ? code : `!${code}`));
  // What a refusal says is what the trace ends with.
  if (!verdict.accepted) expect(codes.at(-1)).toBe(`!${verdict.failure.code}`);
  const rules = codes.indexOf('destination_mismatch');
  return rules < 0 ? codes : [...codes.slice(0, rules), outcome(verdict)];
}

function outcome(verdict: Verdict): string {
  return verdict.accepted ? `accepted ${verdict.assertion.nameId?.value}` : verdict.failure.code;
}

const ACCEPTED = `accepted ${GENUINE.nameId}`;

describe('in a Response that is signed', () => {
  const signed = (document: string, changes: Partial<Encryption> = {}) =>
    signXml(encryptAssertion(document, changes), 'Response');

  test.each(['aes256-gcm', 'aes256-cbc'] as const)(
    'it is believed without a signature, %s',
    async (content) => {
      expect(await events(await signed(plain, { content }))).toEqual([
        'signature_invalid',
        'decryption_failed',
        'signature_required',
        ACCEPTED,
      ]);
    },
  );

  test.each(['either', 'response', 'assertion', 'both'] as const)(
    'one that is signed itself is believed as well, %s required',
    async (requireSigned) => {
      expect(await events(await signed(assertionSigned), { requireSigned })).toEqual([
        'signature_invalid',
        'decryption_failed',
        'signature_required',
        'signature_invalid',
        ACCEPTED,
      ]);
    },
  );

  test.each(['assertion', 'both'] as const)(
    'a signature that is required, %s, is missed once it is open',
    async (requireSigned) => {
      expect(await events(await signed(plain), { requireSigned })).toEqual([
        'signature_invalid',
        'decryption_failed',
        '!signature_required',
      ]);
    },
  );

  test('a signature inside has to hold', async () => {
    expect(await events(await signed(tampered))).toEqual([
      'signature_invalid',
      'decryption_failed',
      'signature_required',
      '!signature_digest_mismatch',
    ]);
  });

  test('what does not decrypt ends it', async () => {
    expect(await events(await signed(plain, { recipients: ['rogue'] }))).toEqual([
      'signature_invalid',
      '!decryption_failed',
    ]);
  });

  test('it is not opened under a signature that does not hold', async () => {
    const document = await signXml(encryptAssertion(plain), 'Response', { key: testKey('rogue') });
    expect(await events(document)).toEqual(['!signature_invalid']);
  });
});

describe('in a Response that is not signed', () => {
  test.each(['either', 'assertion'] as const)(
    'it is believed when it is signed, %s required',
    async (requireSigned) => {
      expect(await events(encryptAssertion(assertionSigned), { requireSigned })).toEqual([
        'decryption_failed',
        'signature_required',
        'signature_invalid',
        ACCEPTED,
      ]);
    },
  );

  test('an Assertion that nobody signed is no more than anybody could have encrypted', async () => {
    expect(await events(encryptAssertion(plain))).toEqual(['decryption_failed', '!signature_required']);
  });

  test('a signature inside has to hold', async () => {
    expect(await events(encryptAssertion(tampered))).toEqual([
      'decryption_failed',
      'signature_required',
      '!signature_digest_mismatch',
    ]);
  });

  test('what does not decrypt ends it', async () => {
    expect(await events(encryptAssertion(assertionSigned, { recipients: ['rogue'] }))).toEqual([
      '!decryption_failed',
    ]);
  });

  describe('by AES-CBC', () => {
    const cbc = (document: string, changes: Partial<Encryption> = {}) =>
      encryptAssertion(document, { content: 'aes256-cbc', ...changes });
    const allowed = { allowUnauthenticatedCbc: true };

    test('it is refused unless the connection allows it', async () => {
      expect(await events(cbc(assertionSigned))).toEqual(['!encryption_unauthenticated']);
      expect(await events(cbc(assertionSigned), allowed)).toEqual([
        'decryption_failed',
        'signature_required',
        'signature_invalid',
        ACCEPTED,
      ]);
    });

    test.each<[string, string, Partial<Encryption>]>([
      ['a signature that is missing', plain, {}],
      ['a signature that does not hold', tampered, {}],
      ['a key for somebody else', assertionSigned, { recipients: ['rogue'] }],
    ])('neither code nor trace tell %s', async (_, document, changes) => {
      expect(await events(cbc(document, changes), allowed)).toEqual(['!decryption_failed']);
    });
  });
});
