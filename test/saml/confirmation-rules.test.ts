/** Bearer confirmation, rule by rule. */
import { describe, expect, test } from 'vitest';
import type { SubjectConfirmation } from '../../src/saml/assertion.ts';
import { confirmationChecks } from '../../src/saml/confirmation-rules.ts';
import type { Facts } from '../../src/saml/facts.ts';
import { GENUINE } from '../support/signed-response.ts';
import { confirmation, envelope, facts, failedCodes, now, receivedBy, SKEW } from './facts.ts';

const HOLDER_OF_KEY = 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key';
const unsolicited = { request: null };

const confirmed = (...all: Partial<SubjectConfirmation>[]) => facts({ confirmations: all.map(confirmation) });
/** A confirmation that says `inner`, in a Response that says `outer`. */
const answering = (inner: string | null, outer: string | null, envelopeVerified: boolean, expected = {}) =>
  facts({ confirmations: [confirmation({ inResponseTo: inner })] }, expected, {
    envelope: envelope({ inResponseTo: outer }),
    envelopeVerified,
  });

describe('a confirmation passes', () => {
  test.each<[string, Facts]>([
    ['the genuine one', facts()],
    ['in its last millisecond, a skew late', confirmed({ notOnOrAfter: now - SKEW + 1 })],
    ['after one by another method', confirmed({ method: HOLDER_OF_KEY, recipient: null }, {})],
    ['before one that is no good', confirmed({}, { recipient: 'x', notBefore: 0 })],
    ['after one that is no good', confirmed({ recipient: 'x' }, {})],
    ['silent, in a signed Response that answers', answering(null, GENUINE.requestId, true)],
    ['an answer, whatever a signed Response says', answering(GENUINE.requestId, null, true)],
    ['silent, where nobody asked', answering(null, null, true, unsolicited)],
    ['silent, where an unsigned Response says something', answering(null, '_x', false, unsolicited)],
  ])('%s', (_, given) => {
    expect(failedCodes(confirmationChecks(given))).toEqual([]);
  });
});

describe('a confirmation is refused', () => {
  test.each<[string, Facts, readonly string[]]>([
    ['where there is none', confirmed(), ['subject_confirmation_missing']],
    ['by another method', confirmed({ method: HOLDER_OF_KEY }), ['subject_confirmation_missing']],
    ['for another recipient', confirmed({ recipient: `${GENUINE.acsUrl}/` }), ['recipient_mismatch']],
    ['for no recipient', confirmed({ recipient: null }), ['recipient_mismatch']],
    ['with a beginning, though past', confirmed({ notBefore: 0 }), ['confirmation_not_before_present']],
    ['without an end', confirmed({ notOnOrAfter: null }), ['confirmation_not_on_or_after_missing']],
    ['at its end with the skew', confirmed({ notOnOrAfter: now - SKEW }), ['confirmation_expired']],
    ['for another request', answering('_x', GENUINE.requestId, true), ['in_response_to_mismatch']],
    ['silent in an unsigned Response', answering(null, GENUINE.requestId, false), ['in_response_to_missing']],
    ['silent in a silent Response', answering(null, null, true), ['in_response_to_missing']],
    ['silent in a Response to another request', answering(null, '_x', true), ['in_response_to_mismatch']],
    [
      'answering where nobody asked',
      answering('_x', null, false, unsolicited),
      ['in_response_to_unexpected'],
    ],
    [
      'in a signed Response that answers where nobody asked',
      answering(null, '_x', true, unsolicited),
      ['in_response_to_unexpected'],
    ],
    [
      'where two of them are good only together, with the failures of the better one',
      confirmed({ recipient: 'x', notBefore: 0 }, { notOnOrAfter: null }),
      ['confirmation_not_on_or_after_missing'],
    ],
    [
      'where two of them fail alike, with those of the first',
      confirmed({ recipient: 'x' }, { notBefore: 0 }),
      ['recipient_mismatch'],
    ],
  ])('%s', (_, given, codes) => {
    expect(failedCodes(confirmationChecks(given))).toEqual(codes);
  });
});

test('what was received is told', () => {
  const checks = confirmationChecks(confirmed({ notBefore: 0, notOnOrAfter: 1, recipient: null }));
  expect(receivedBy(checks, 'confirmation_not_before_present')).toBe('NotBefore 1970-01-01T00:00:00.000Z');
  expect(receivedBy(checks, 'confirmation_expired')).toBe('NotOnOrAfter 1970-01-01T00:00:00.001Z');
  expect(receivedBy(checks, 'confirmation_not_on_or_after_missing')).toBe(
    'NotOnOrAfter 1970-01-01T00:00:00.001Z',
  );
  expect(receivedBy(checks, 'recipient_mismatch')).toBe('none');
});
