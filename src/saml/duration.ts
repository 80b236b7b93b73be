/**
 * Lengths of time: xs:duration, XML Schema Part 2, section 3.2.6. Only metadata's cacheDuration is one, so years and
 * months may be as long as they are on average. The text is untrusted. No I/O, no clock.
 */

const DURATION =
  /^(-?)P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
/** Of years, months, days, hours, minutes and seconds, in the order of the text. */
const UNITS = [365 * DAY, 30 * DAY, DAY, 3_600 * SECOND, 60 * SECOND, SECOND];

/** Reads an xs:duration into milliseconds, which may be negative or infinite. Null for anything else. */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text);
  if (match === null) return null;
  const [, sign, ...counts] = match;
  const length = UNITS.reduce((sum, unit, index) => sum + Number(counts[index] ?? 0) * unit, 0);
  return sign === '-' ? -length : length;
}
