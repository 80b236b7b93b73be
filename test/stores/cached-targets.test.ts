import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cacheTargets } from '../../src/stores/cached-targets.ts';

const target = { id: 'a', url: 'https://hooks.example.com/', types: [], enabled: true, keys: [] };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([
  [59_999, 1],
  [60_000, 2],
])('the directory is asked again after a minute, not before: %d ms', async (milliseconds, expected) => {
  let asked = 0;
  const targets = cacheTargets(async () => {
    asked += 1;
    return [target];
  });
  expect(await targets()).toEqual([target]);
  vi.advanceTimersByTime(milliseconds);
  expect(await targets()).toEqual([target]);
  expect(asked).toBe(expected);
});

test('an outage shows what was there before, and is over as soon as it is over', async () => {
  let answer: (() => Promise<readonly (typeof target)[]>) | null = null;
  const targets = cacheTargets(() => (answer === null ? Promise.reject(new Error('down')) : answer()));
  await expect(targets()).rejects.toThrow('down');
  answer = async () => [target];
  expect(await targets()).toEqual([target]);
  answer = null;
  vi.advanceTimersByTime(60_000);
  expect(await targets()).toEqual([target]);
  answer = async () => [];
  expect(await targets()).toEqual([]);
});
