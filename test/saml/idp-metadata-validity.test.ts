import { describe, expect, test } from 'vitest';
import { readIdpMetadata } from '../../src/saml/idp-metadata.ts';
import { accepted, aggregate, ENTITY_ID, idp, NOW } from '../support/idp-metadata.ts';

const DAY = 86_400_000;

function outcome(xml: string, maxValidityDays: number | null): string {
  const read = readIdpMetadata(new TextEncoder().encode(xml), {
    now: NOW,
    allowLocalhost: false,
    maxValidityDays,
  });
  return read.ok ? 'accepted' : read.failure.code;
}

const validFor = (milliseconds: number) =>
  idp({
    entityAttributes: `entityID="${ENTITY_ID}" validUntil="${new Date(NOW + milliseconds).toISOString()}"`,
  });

describe('validUntil', () => {
  test('may be missing where nobody asks for it, and not where somebody does', () => {
    expect(outcome(idp(), null)).toBe('accepted');
    expect(outcome(idp(), 14)).toBe('valid_until_missing');
  });

  test.each([
    [-1, 'accepted'],
    [0, 'accepted'],
    [1, 'valid_until_too_far'],
  ])('at the most days that are asked for and %i ms: %s', (more, expected) => {
    expect(outcome(validFor(14 * DAY + more), 14)).toBe(expected);
    expect(outcome(validFor(14 * DAY + more), null)).toBe('accepted');
  });

  test.each([
    [-1, 'metadata_expired'],
    [0, 'metadata_expired'],
    [1, 'accepted'],
  ])('that is %i ms away: %s', (away, expected) => {
    expect(outcome(validFor(away), 14)).toBe(expected);
    expect(outcome(validFor(away), null)).toBe(expected);
  });

  test('of the year 9999 or 99999 is too far, or no date at all', () => {
    const until = (text: string) => idp({ entityAttributes: `entityID="${ENTITY_ID}" validUntil="${text}"` });
    expect(outcome(until('9999-12-31T23:59:59Z'), 14)).toBe('valid_until_too_far');
    expect(outcome(until('99999-12-31T23:59:59Z'), null)).toBe('valid_until_invalid');
  });

  test('is asked of the earliest on any level', () => {
    const soon = new Date(NOW + DAY).toISOString();
    const far = new Date(NOW + 400 * DAY).toISOString();
    const attributes = `entityID="${ENTITY_ID}" validUntil="${far}"`;
    expect(outcome(aggregate(idp({ entityAttributes: attributes }), `validUntil="${soon}"`), 14)).toBe(
      'accepted',
    );
  });
});

describe('cacheDuration', () => {
  const durations = (inner: string, outer: string) =>
    accepted(
      aggregate(
        idp({ entityAttributes: `entityID="${ENTITY_ID}" cacheDuration="${inner}"` }),
        `cacheDuration="${outer}"`,
      ),
    ).cacheDurationMilliseconds;

  test('is the shortest of all levels, and unknown without any', () => {
    expect(durations('PT6H', 'P1D')).toBe(DAY / 4);
    expect(durations('P1D', 'PT6H')).toBe(DAY / 4);
    expect(accepted(idp()).cacheDurationMilliseconds).toBeNull();
  });

  test('is passed over where it cannot be read', () => {
    expect(durations('often', 'PT6H')).toBe(DAY / 4);
    expect(durations('often', 'daily')).toBeNull();
  });

  test('is handed on when it is negative, for whoever keeps it within bounds', () => {
    expect(durations('-P1D', 'PT6H')).toBe(-DAY);
  });
});
