/** Counts, for the summary of `npm run attacks`, the messages that a test had judged. */
import { TestRunner } from 'vitest';
import type { Tally } from '../../scripts/attacks/summary.ts';

declare module 'vitest' {
  interface TaskMeta {
    messages?: Tally;
  }
}

/** Counts one message, in the test that is running. */
export function countMessage(accepted: boolean): void {
  const test = TestRunner.getCurrentTest();
  if (test === undefined) return;
  const { refused, accepted: before } = test.meta.messages ?? { refused: 0, accepted: 0 };
  test.meta.messages = accepted
    ? { refused, accepted: before + 1 }
    : { refused: refused + 1, accepted: before };
}
