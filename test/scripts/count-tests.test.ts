import { expect, test } from 'vitest';
import { countTests } from '../../scripts/test/count-tests.ts';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});
const report = (
  numPassedTests: number,
  numFailedTests: number,
  ...testResults: ReturnType<typeof file>[]
) => ({
  ...{ numPassedTests, numFailedTests, testResults },
});

test('tests are counted', () => {
  expect(countTests(report(2, 0, file('passed', 'passed', 'passed')), 0)).toEqual({ passed: 2, failed: 0 });
  expect(countTests(report(1, 1, file('failed', 'passed', 'failed')), 1)).toEqual({ passed: 1, failed: 1 });
});

test('a file that broke before its tests has failed', () => {
  expect(countTests(report(0, 0, file('failed')), 1)).toEqual({ passed: 0, failed: 1 });
  expect(countTests(report(1, 0, file('passed', 'passed'), file('failed', 'skipped')), 1)).toEqual({
    passed: 1,
    failed: 1,
  });
});

test('a run that ended badly has failed, whatever its tests say', () => {
  expect(countTests(report(2, 0, file('passed', 'passed', 'passed')), 1)).toEqual({ passed: 2, failed: 1 });
  expect(countTests(report(2, 0, file('passed', 'passed', 'passed')), null).failed).toBe(1);
  expect(countTests(null, 0)).toEqual({ passed: 0, failed: 1 });
  expect(countTests(null, null)).toEqual({ passed: 0, failed: 1 });
});

test('a run without any test has failed', () => {
  expect(countTests(report(0, 0), 0).failed).toBe(1);
});
