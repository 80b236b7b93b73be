import { describe, expect, test } from 'vitest';
import { readInstantCursor, writeCursor, writeInstantCursor } from '../../src/administration/cursor.ts';

describe('a cursor of a list that has the newest first', () => {
  test('says behind which item it goes on', () => {
    expect(readInstantCursor(writeInstantCursor(1_700_000_000_000, 'p-7'))).toEqual({
      at: 1_700_000_000_000,
      id: 'p-7',
    });
  });

  test('is behind no item where there is none', () => {
    expect(readInstantCursor(null)).toEqual({ at: Number.MAX_SAFE_INTEGER, id: '' });
  });

  test.each([
    ['nothing', ''],
    ['what is not base64url', 'a b'],
    ['a number alone', writeCursor(1)],
    ['no number', writeCursor('x p-7')],
    ['a number that is negative', writeInstantCursor(-1, 'p-7')],
    ['a number of sixteen digits', writeInstantCursor(1_000_000_000_000_000, 'p-7')],
    ['an empty id', writeInstantCursor(1, '')],
    ['more than an id', writeInstantCursor(1, 'p-7 p-8')],
  ])('is none that holds %s', (_what, cursor) => {
    expect(readInstantCursor(cursor)).toBeNull();
  });
});
