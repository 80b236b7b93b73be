/** What a run of vitest came to, out of its JSON report. Pure. */

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** As much of the report as is counted. */
interface CountedReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/**
 * Counts tests. A file that broke before any of its tests could fail counts as one that failed, and so does a run that
 * ended badly for a reason that no test shows: nothing may look green that is not.
 */
export function countTests(report: CountedReport | null, status: number | null): Count {
  if (report === null) return { passed: 0, failed: 1 };
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  const endedWell = status === 0 && report.numPassedTests > 0;
  return { passed: report.numPassedTests, failed: failed === 0 && !endedWell ? 1 : failed };
}
