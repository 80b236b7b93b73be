/** What an isolate remembers of what strangers send: bounded in number and in size, whatever they make of it. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { isNeverPassed } from '../src/http/gateway/request-headers.ts';
import { keepNewest, MAX_KEY_CHARACTERS } from '../src/keep-newest.ts';

test('the oldest goes where there would be too many', () => {
  const map = new Map<string, number>();
  for (const [index, key] of ['a', 'b', 'a', 'c'].entries()) keepNewest(map, key, index, 2);
  expect([...map]).toEqual([
    ['a', 2],
    ['c', 3],
  ]);
});

test('what is as long as a whole header is not kept, and takes nobody’s place', () => {
  const map = new Map([['a', 1]]);
  keepNewest(map, 'x'.repeat(MAX_KEY_CHARACTERS + 1), 2, 1);
  expect([...map]).toEqual([['a', 1]]);
  keepNewest(map, 'x'.repeat(MAX_KEY_CHARACTERS), 2, 1);
  expect([...map.values()]).toEqual([2]);
});

test('names of header fields, however many and long, leave nothing of their length in memory', () => {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = heap();
  for (let index = 0; index < 600; index++) isNeverPassed(`x-${index}-${'y'.repeat(60_000)}`.toLowerCase());
  expect(heap() - before).toBeLessThan(10_000_000);
  expect(isNeverPassed(`x-forwarded-${'y'.repeat(60_000)}`)).toBe(true);
});
