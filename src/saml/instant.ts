/**
 * Instants, the only place where a date is read or written: xs:dateTime as SAML Core 2.0, section 1.3.3 narrows it.
 * The text may come from a hostile message. What it does not say plainly is refused, since expiry hangs on it:
 * a time without zone, 24:00:00, a leap second, a year of more than four digits. No I/O, no clock.
 */

const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** XML Schema Part 2, section 3.2.7.3: zones reach from -14:00 to +14:00. */
const MAX_OFFSET_MINUTES = 14 * 60;

/** Reads an xs:dateTime with a zone into milliseconds since 1970, UTC; finer fractions are cut off. Null for anything else. */
export function parseInstant(text: string): number | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = '',
    sign,
    offsetHour = '00',
    offsetMinute = '00',
  ] = match;
  if (year === '0000') return null;
  if (Number(day) < 1 || Number(day) > daysInMonth(Number(year), Number(month))) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const offset = Number(offsetHour) * 60 + Number(offsetMinute);
  if (Number(offsetMinute) > 59 || offset > MAX_OFFSET_MINUTES) return null;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`);
  return sign === '-' ? local + offset * 60_000 : local - offset * 60_000;
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
