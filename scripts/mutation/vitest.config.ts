/**
 * The tests that mutants are shown to, in one project, as Stryker wants it: `MUTATION_TESTS` has their paths, with commas between.
 * They are asked in that order, so that most mutants are dead before the slow ones begin.
 */
import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const ROOT = new URL('../..', import.meta.url).pathname;
const TESTS = (process.env['MUTATION_TESTS'] ?? '').split(',');

class AsListed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => TESTS.indexOf(relative(ROOT, moduleId));
    return files.toSorted((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  root: ROOT,
  test: {
    include: TESTS,
    exclude: ['**/*.workerd.test.ts'],
    testTimeout: 30_000,
    // One thread for all files of a run takes half the time. Each run has its own, so that a mutant spoils nothing for the next.
    isolate: false,
    sequence: { sequencer: AsListed },
  },
});
