/**
 * Instants, the only place where a date is read or written: xs:dateTime as SAML Core 2.0, section 1.3.3 narrows it.
 * The text may come from a hostile message. What it does not say plainly is refused, since expiry hangs on it:
 * a time without zone, 24:00:00, a leap second, a year of more than four digits. No I/O, no clock.
 */

/** Only the fraction and the zone are not always at the same place. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.(\d+))?(?:Z|([+-])\d{2}:\d{2})$/;

const DIGIT_ZERO = 0x30;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** XML Schema Part 2, section 3.2.7.3: zones reach from -14:00 to +14:00. */
const MAX_OFFSET_MINUTES = 14 * 60;

/** Date.UTC takes the years 0 to 99 for others; the calendar repeats itself after 400 years. */
const CYCLE_YEARS = 400;
const CYCLE_MS = 146_097 * 24 * 60 * 60_000;

/** Reads an xs:dateTime with a zone into milliseconds since 1970, UTC; finer fractions are cut off. Null for anything else. */
export function parseInstant(text: string): number | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const [, fraction, sign] = match;
  const [year, month, day] = [numberAt(text, 0, 4), numberAt(text, 5, 2), numberAt(text, 8, 2)];
  const [hour, minute, second] = [numberAt(text, 11, 2), numberAt(text, 14, 2), numberAt(text, 17, 2)];
  if (year === 0 || day < 1 || day > daysInMonth(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const milliseconds = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
  const local = Date.UTC(year + CYCLE_YEARS, month - 1, day, hour, minute, second, milliseconds) - CYCLE_MS;
  if (sign === undefined) return local;
  const offsetHour = numberAt(text, text.length - 5, 2);
  const offsetMinute = numberAt(text, text.length - 2, 2);
  const offset = offsetHour * 60 + offsetMinute;
  if (offsetMinute > 59 || offset > MAX_OFFSET_MINUTES) return null;
  return sign === '-' ? local + offset * 60_000 : local - offset * 60_000;
}

/** The number that some digits of a text write. */
function numberAt(text: string, position: number, digits: number): number {
  let number = 0;
  for (let index = position; index < position + digits; index++) {
    number = number * 10 + text.charCodeAt(index) - DIGIT_ZERO;
  }
  return number;
}

/** Zero for a month that does not exist. */
function daysInMonth(year: number, month: number): number {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeapYear ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
}

/** Writes milliseconds since 1970 as an xs:dateTime in UTC. */
export function formatInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
