import { describe, expect, it } from 'vitest';
import { formatInstant, parseInstant } from '../../src/saml/instant.ts';

describe('an instant is read', () => {
  it.each([
    ['in UTC', '2026-03-04T05:06:07Z', Date.UTC(2026, 2, 4, 5, 6, 7)],
    ['with a zone ahead of UTC', '2026-03-04T05:06:07+05:30', Date.UTC(2026, 2, 3, 23, 36, 7)],
    ['with a zone behind UTC', '2026-12-31T23:00:00-02:00', Date.UTC(2027, 0, 1, 1, 0, 0)],
    ['at the widest zone', '2026-03-04T14:00:00+14:00', Date.UTC(2026, 2, 4)],
    ['with a zone of minus nothing', '2026-03-04T05:06:07-00:00', Date.UTC(2026, 2, 4, 5, 6, 7)],
    ['with one digit of fraction', '2026-03-04T05:06:07.5Z', Date.UTC(2026, 2, 4, 5, 6, 7, 500)],
    ['with milliseconds', '2026-03-04T05:06:07.089Z', Date.UTC(2026, 2, 4, 5, 6, 7, 89)],
    [
      'with nine digits of fraction, cut to milliseconds',
      '2026-03-04T05:06:07.123999999Z',
      Date.UTC(2026, 2, 4, 5, 6, 7, 123),
    ],
    ['on a leap day', '2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['on the leap day of a century that has one', '2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
    ['before 1970', '1969-12-31T23:59:59.999Z', -1],
    [
      'in the first century, which is not the twentieth',
      '0070-01-01T00:00:00Z',
      Date.parse('0070-01-01T00:00:00.000Z'),
    ],
    ['in the last second of four digits', '9999-12-31T23:59:59Z', Date.UTC(9999, 11, 31, 23, 59, 59)],
  ])('%s', (_title, text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  it('with a fraction of any length, in linear time', () => {
    expect(parseInstant(`2026-03-04T05:06:07.${'9'.repeat(1_000_000)}Z`)).toBe(
      Date.UTC(2026, 2, 4, 5, 6, 7, 999),
    );
  });
});

describe('an instant is refused', () => {
  it.each([
    ['without a zone', '2026-03-04T05:06:07'],
    ['with a lower-case t', '2026-03-04t05:06:07Z'],
    ['with a lower-case z', '2026-03-04T05:06:07z'],
    ['with a space for T', '2026-03-04 05:06:07Z'],
    ['at 24:00:00', '2026-03-04T24:00:00Z'],
    ['at a leap second', '2016-12-31T23:59:60Z'],
    ['at minute 60', '2026-03-04T05:60:07Z'],
    ['in a year of five digits', '99999-03-04T05:06:07Z'],
    ['in a year with a sign', '+2026-03-04T05:06:07Z'],
    ['in a year before Christ', '-2026-03-04T05:06:07Z'],
    ['in the year zero', '0000-03-04T05:06:07Z'],
    ['on 30 February', '2026-02-30T05:06:07Z'],
    ['on 29 February of an ordinary year', '2026-02-29T05:06:07Z'],
    ['on 29 February of an ordinary century', '1900-02-29T05:06:07Z'],
    ['on 31 April', '2026-04-31T05:06:07Z'],
    ['on day zero', '2026-04-00T05:06:07Z'],
    ['in month zero', '2026-00-04T05:06:07Z'],
    ['in month 13', '2026-13-04T05:06:07Z'],
    ['with an offset beyond 14:00', '2026-03-04T05:06:07+14:01'],
    ['with an offset of 60 minutes', '2026-03-04T05:06:07+01:60'],
    ['with an offset without colon', '2026-03-04T05:06:07+0100'],
    ['with an offset of hours alone', '2026-03-04T05:06:07+01'],
    ['with a named zone', '2026-03-04T05:06:07GMT'],
    ['with an empty fraction', '2026-03-04T05:06:07.Z'],
    ['with a comma for the point', '2026-03-04T05:06:07,5Z'],
    ['without seconds', '2026-03-04T05:06Z'],
    ['without a time', '2026-03-04'],
    ['with white space before it', ' 2026-03-04T05:06:07Z'],
    ['with a line break after it', '2026-03-04T05:06:07Z\n'],
    ['with digits of another script', '٢٠٢٦-03-04T05:06:07Z'],
    ['as a number', '1772600767000'],
    ['empty', ''],
  ])('%s', (_title, text) => {
    expect(parseInstant(text)).toBeNull();
  });
});

describe('an instant is written', () => {
  it('in UTC with milliseconds', () => {
    expect(formatInstant(Date.UTC(2026, 2, 4, 5, 6, 7, 89))).toBe('2026-03-04T05:06:07.089Z');
  });

  it('so that it reads back as the same, whatever the millisecond', () => {
    for (
      let milliseconds = -62_135_596_800_000;
      milliseconds < 253_402_300_800_000;
      milliseconds += 86_400_000 * 1_000 + 12_345_679
    ) {
      expect(parseInstant(formatInstant(milliseconds))).toBe(milliseconds);
    }
  });
});
