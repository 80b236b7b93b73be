/** The tests that mutants are shown to, in one project, as Stryker wants it: `MUTATION_TESTS` has their globs, with commas between. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: (process.env['MUTATION_TESTS'] ?? '').split(','),
    exclude: ['**/*.workerd.test.ts'],
    testTimeout: 30_000,
    // One thread for all files of a run takes half the time. Each run has its own, so that a mutant spoils nothing for the next.
    isolate: false,
  },
});
