/** The rules on what stands around an Assertion. */
import { describe, expect, test } from 'vitest';
import {
  envelopeChecks,
  isEncrypted,
  preconditionChecks,
  signaturesPresent,
} from '../../src/saml/envelope-rules.ts';
import type { Expectations } from '../../src/saml/expectations.ts';
import { NS_XML_SIGNATURE } from '../../src/saml/names.ts';
import { type ResponseEnvelope, signatureOf } from '../../src/saml/response.ts';
import { decryptionKey } from '../support/decrypt.ts';
import { rootOf } from '../support/read-xml.ts';
import { GENUINE } from '../support/signed-response.ts';
import { expectations } from '../support/verdict.ts';
import { envelope, failedCodes, receivedBy } from './facts.ts';

const SIGNATURE = `<d:Signature xmlns:d="${NS_XML_SIGNATURE}"/>`;
const signed = rootOf(`<Assertion>${SIGNATURE}</Assertion>`);
const unsigned = rootOf(`<Assertion><Signature/><a>${SIGNATURE}</a></Assertion>`);
const encrypted = rootOf('<EncryptedAssertion/>');
const signature = rootOf(SIGNATURE);
const withKey = { decryptionKeys: [decryptionKey('spA')] };

function preconditions(changes: Partial<ResponseEnvelope>, expected: Partial<Expectations> = {}): string[] {
  return failedCodes(
    preconditionChecks(envelope({ assertions: [signed], ...changes }), expectations(expected)),
  );
}

function around(changes: Partial<ResponseEnvelope>, verified: boolean, expected: Partial<Expectations> = {}) {
  return failedCodes(envelopeChecks(envelope(changes), verified, expectations(expected)));
}

test('a Signature counts as a direct child in its own namespace', () => {
  expect(signatureOf(signed)).toBe(signed.children[0]);
  expect(signatureOf(unsigned)).toBeNull();
});

test('what is encrypted is known by its name', () => {
  expect([encrypted, signed].map(isEncrypted)).toEqual([true, false]);
});

describe('before the signatures', () => {
  const success = { code: envelope().status.code, detail: null };

  test.each<[string, () => string[], string[]]>([
    ['a signed Assertion passes', () => preconditions({}), []],
    ['an encrypted one with a key passes', () => preconditions({ assertions: [encrypted] }, withKey), []],
    ['another version', () => preconditions({ version: '1.1' }), ['response_version_unsupported']],
    ['another status', () => preconditions({ status: { ...success, code: 'x' } }), ['status_not_success']],
    [
      'more than success',
      () => preconditions({ status: { ...success, detail: 'x' } }),
      ['status_not_success'],
    ],
    ['an empty detail', () => preconditions({ status: { ...success, detail: '' } }), ['status_not_success']],
    ['no Assertion', () => preconditions({ assertions: [] }), ['assertion_count', 'signature_required']],
    ['two Assertions', () => preconditions({ assertions: [signed, signed] }), ['assertion_count']],
    ['nothing to decrypt with', () => preconditions({ assertions: [encrypted] }), ['decryption_key_missing']],
    [
      'nothing to decrypt the second with',
      () => preconditions({ assertions: [signed, encrypted] }),
      ['assertion_count', 'decryption_key_missing'],
    ],
    ['no signature', () => preconditions({ assertions: [unsigned] }), ['signature_required']],
    ['a signature of the Response alone', () => preconditions({ assertions: [unsigned], signature }), []],
    [
      'what is encrypted may be signed',
      () => preconditions({ assertions: [encrypted] }, { ...withKey, requireSigned: 'assertion' }),
      [],
    ],
  ])('%s', (_, codes, expected) => {
    expect(codes()).toEqual(expected);
  });

  test('the status that was received is told, with its detail', () => {
    const told = (detail: string | null) =>
      receivedBy(
        preconditionChecks(envelope({ status: { code: 'a', detail } }), expectations()),
        'status_not_success',
      );
    expect([told(null), told('b')]).toEqual(['a', 'a, b']);
  });
});

describe('the signatures that a connection requires', () => {
  const all = [
    [true, true],
    [true, 'perhaps'],
    [true, false],
    [false, true],
    [false, 'perhaps'],
    [false, false],
  ] as const;

  test.each([
    ['response', [true, true, true, false, false, false]],
    ['assertion', [true, true, false, true, true, false]],
    ['either', [true, true, true, true, true, false]],
    ['both', [true, true, false, false, false, false]],
  ] as const)('%s', (requireSigned, passed) => {
    const checks = all.map(([response, assertion]) =>
      signaturesPresent(response, assertion, expectations({ requireSigned })),
    );
    expect(checks.map((each) => each.passed)).toEqual(passed);
  });

  test('those that are there are told', () => {
    expect(
      all.map(([response, assertion]) => signaturesPresent(response, assertion, expectations()).received),
    ).toEqual([
      'the Response and the Assertion',
      'the Response and perhaps the Assertion',
      'the Response',
      'the Assertion',
      'perhaps the Assertion',
      'neither signed',
    ]);
  });
});

describe('after the signatures', () => {
  test.each<[string, () => string[], () => string[], string[]]>([
    ['the genuine envelope', () => around({}, true), () => around({}, false), []],
    [
      'another destination',
      () => around({ destination: 'x' }, true),
      () => around({ destination: 'x' }, false),
      ['destination_mismatch'],
    ],
    [
      'the destination with a slash more',
      () => around({ destination: `${GENUINE.acsUrl}/` }, true),
      () => around({ destination: `${GENUINE.acsUrl}/` }, false),
      ['destination_mismatch'],
    ],
    [
      'another issuer',
      () => around({ issuer: 'x' }, true),
      () => around({ issuer: 'x' }, false),
      ['response_issuer_mismatch'],
    ],
    [
      'an empty issuer',
      () => around({ issuer: '' }, true),
      () => around({ issuer: '' }, false),
      ['response_issuer_mismatch'],
    ],
    [
      'another request',
      () => around({ inResponseTo: 'x' }, true),
      () => around({ inResponseTo: 'x' }, false),
      ['response_in_response_to_mismatch'],
    ],
    [
      'no request where there is one',
      () => around({ inResponseTo: null }, true),
      () => around({ inResponseTo: null }, false),
      ['response_in_response_to_mismatch'],
    ],
    [
      'a request where there is none',
      () => around({}, true, { request: null }),
      () => around({}, false, { request: null }),
      ['response_in_response_to_mismatch'],
    ],
    [
      'no request where there is none',
      () => around({ inResponseTo: null }, true, { request: null }),
      () => around({ inResponseTo: null }, false, { request: null }),
      [],
    ],
  ])('%s, signed or not', (_, whenSigned, whenNot, expected) => {
    expect(whenSigned()).toEqual(expected);
    expect(whenNot()).toEqual(expected);
  });

  test('only what is not signed may be silent', () => {
    for (const destination of [null, '']) {
      expect(around({ destination }, false)).toEqual([]);
      expect(around({ destination }, true)).toEqual(['destination_mismatch']);
    }
    expect(around({ issuer: null }, false)).toEqual([]);
    expect(around({ issuer: null }, true)).toEqual(['response_issuer_mismatch']);
  });
});
