/** What `npm run mutation` makes of Stryker's report. */
import { expect, test } from 'vitest';
import { survivorLines, tally } from '../../scripts/mutation/report.ts';

const mutant = (status: string, line = 2) => ({
  status,
  mutatorName: 'BooleanLiteral',
  replacement: 'false',
  location: { start: { line, column: 10 } },
});
const report = {
  files: {
    'src/a.ts': { source: 'first\n  return true;\n', mutants: [mutant('Killed'), mutant('Survived')] },
    'src/b.ts': {
      source: 'return 1;',
      mutants: [mutant('Timeout'), mutant('NoCoverage', 1), mutant('Ignored'), mutant('CompileError')],
    },
  },
};

test('an endless loop counts as noticed, code that no test reaches as not, and what is ignored as neither', () => {
  expect(tally(report)).toEqual({ killed: 2, survived: 2 });
});

test('each survivor is told with its place and its code', () => {
  expect(survivorLines(report)).toEqual([
    'src/a.ts:2:10 BooleanLiteral: return true; => false',
    'src/b.ts:1:10 BooleanLiteral: return 1; => false',
  ]);
});
