/**
 * How long metadata may be believed, and how long it may be kept: validUntil and cacheDuration, SAML Metadata 2.0, section
 * 2.3. Each may stand on the role and on all that encloses it; the strictest counts. Pure.
 */
import { failure, type Result, success } from '../result.ts';
import { attributeValue } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import { parseDuration } from './duration.ts';
import { formatInstant, parseInstant } from './instant.ts';
import type { MetadataFailure } from './metadata-failure.ts';

const DAY = 86_400_000;

/** `now` is in milliseconds since 1970. */
export interface ValidityExpectations {
  readonly now: number;
  /** With a number there has to be a validUntil, at most so many days ahead; null takes metadata without any. */
  readonly maxValidityDays?: number | null;
}

/** Reads the earliest validUntil; null without any. Refuses one that is past, or not what is asked for. */
export function readValidUntil(
  role: XmlElement,
  { now, maxValidityDays = null }: ValidityExpectations,
): Result<number | null, MetadataFailure> {
  let earliest: number | null = null;
  for (const text of valuesOnEveryLevel(role, 'validUntil')) {
    const validUntil = parseInstant(text);
    if (validUntil === null) return failure('valid_until_invalid', 'a date and time with its zone', text);
    if (now >= validUntil) {
      return failure('metadata_expired', `a validUntil after ${formatInstant(now)}`, text);
    }
    if (earliest === null || validUntil < earliest) earliest = validUntil;
  }
  if (maxValidityDays === null) return success(earliest);
  const expected = `a validUntil at most ${maxValidityDays} days ahead`;
  if (earliest === null) return failure('valid_until_missing', expected, 'none');
  return earliest <= now + maxValidityDays * DAY
    ? success(earliest)
    : failure('valid_until_too_far', expected, formatInstant(earliest));
}

/**
 * Reads the shortest cacheDuration, in milliseconds; null without any. It is advice, so one that cannot be read is passed
 * over, and whoever uses it keeps it within bounds: it may be negative, or longer than anybody lives.
 */
export function readCacheDuration(role: XmlElement): number | null {
  const durations = valuesOnEveryLevel(role, 'cacheDuration').flatMap((text) => parseDuration(text) ?? []);
  return durations.length === 0 ? null : Math.min(...durations);
}

/** The values of an attribute on the role and on all that encloses it, from the inside out. */
function valuesOnEveryLevel(role: XmlElement, name: string): string[] {
  const values: string[] = [];
  for (let element: XmlElement | null = role; element !== null; element = element.parent) {
    const value = attributeValue(element, name);
    if (value !== null) values.push(value);
  }
  return values;
}
