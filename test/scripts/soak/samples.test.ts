/** What is made of measurements: wrong arithmetic here would call a leak flat. */
import { expect, test } from 'vitest';
import {
  cutIntoParts,
  judgeMemory,
  MAX_GROWTH,
  type MemorySample,
  percentilesOf,
} from '../../../scripts/soak/samples.ts';

const MEGABYTE = 1024 * 1024;

/** A sample each second. */
function memory(minutes: number, megabytesAt: (second: number) => number): MemorySample[] {
  return Array.from({ length: minutes * 60 }, (_, second) => ({
    at: second * 1_000,
    octets: megabytesAt(second) * MEGABYTE,
  }));
}

test('memory that grows while the process warms up, and then no more, is flat', () => {
  const verdict = judgeMemory(memory(5, (second) => Math.min(200, 80 + second * 4)));
  expect(verdict).toMatchObject({ start: 80 * MEGABYTE, warm: 200 * MEGABYTE, isFlat: true });
  expect(verdict.octetsPerMinute).toBeCloseTo(0);
});

test('memory that saws up and down is flat', () => {
  expect(judgeMemory(memory(5, (second) => 150 + (second % 20) * 4)).isFlat).toBe(true);
});

test('memory that grows all the time is not, and the growth is told', () => {
  const verdict = judgeMemory(memory(5, (second) => 100 + (second / 60) * 20));
  expect(verdict.isFlat).toBe(false);
  expect(verdict.octetsPerMinute).toBeCloseTo(20 * MEGABYTE, 0);
});

test.each([
  [-1, true],
  [0, true],
  [1, false],
])('the bound itself may be reached: %d octets beyond it', (more, isFlat) => {
  const warm = 100 * MEGABYTE;
  const end = warm * (1 + MAX_GROWTH.share) + MAX_GROWTH.octets + more;
  const samples = Array.from({ length: 10 }, (_, at) => ({ at, octets: at < 8 ? warm : end }));
  expect(judgeMemory(samples).isFlat).toBe(isFlat);
});

test('percentiles are times that were measured', () => {
  const samples = Array.from({ length: 200 }, (_, at) => ({ at, milliseconds: 200 - at }));
  expect(percentilesOf(samples)).toEqual({ count: 200, median: 100, p95: 190, p99: 198, longest: 200 });
});

test('each sample is in one part, the last in the last', () => {
  const samples = [0, 999, 1_000, 4_999, 5_000].map((at) => ({ at, milliseconds: 1 }));
  expect(cutIntoParts(samples, 5, 5_000).map(({ count }) => count)).toEqual([2, 1, 0, 0, 2]);
});
