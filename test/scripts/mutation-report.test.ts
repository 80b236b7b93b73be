/** What `npm run mutation` makes of Stryker's report, and of the list of survivors beside it. */
import { expect, test } from 'vitest';
import { stoppedIn, survivorsIn, tally } from '../../scripts/mutation/report.ts';
import { readKnownSurvivors, without } from '../../scripts/mutation/survivors.ts';

const mutant = (status: string, line = 2, more: object = {}) => ({
  status,
  mutatorName: 'BooleanLiteral',
  replacement: 'false',
  location: { start: { line, column: 10 }, end: { line, column: 14 } },
  ...more,
});
const report = {
  files: {
    'src/a.ts': { source: 'first\n  return true;\n', mutants: [mutant('Killed', 1), mutant('Survived')] },
    'src/b.ts': {
      source: 'if (a) { true;\n}',
      mutants: [
        mutant('Timeout'),
        mutant('NoCoverage', 1),
        mutant('NoCoverage', 1),
        mutant('Survived', 1, {
          mutatorName: 'BlockStatement',
          replacement: '{\n}',
          location: { start: { line: 1, column: 8 }, end: { line: 2, column: 2 } },
        }),
        mutant('Ignored', 1, { statusReason: 'a fact for people' }),
        mutant('Ignored', 1, { statusReason: 'a fact for people' }),
        mutant('CompileError'),
      ],
    },
  },
};

test('an endless loop counts as noticed, code that no test reaches as not, and what is ignored as neither', () => {
  const uncounted = new Map([
    ['a fact for people', 2],
    ['CompileError', 1],
  ]);
  expect(tally(report)).toEqual({ killed: 2, survived: 4, uncounted });
});

const inA = {
  file: 'src/a.ts',
  code: 'return true;',
  occurrence: 1,
  mutator: 'BooleanLiteral',
  original: 'true',
  replacement: 'false',
};

test('each survivor is told by its code and what becomes of it, wherever the line may be', () => {
  const inB = { ...inA, file: 'src/b.ts', code: 'if (a) { true;' };
  expect(survivorsIn(report)).toEqual([
    inA,
    { ...inB, mutator: 'BlockStatement', original: '{ true;', replacement: '{ }' },
    inB,
    { ...inB, occurrence: 2 },
  ]);
});

test('of mutants that are alike each is counted, whether it survives or not', () => {
  const source = '  return true;\n  return true;\n';
  const mutants = [mutant('Survived', 2), mutant('Killed', 1)];
  expect(survivorsIn({ files: { 'src/a.ts': { source, mutants } } })).toEqual([{ ...inA, occurrence: 2 }]);
});

test('what was stopped is told apart: it may be an endless loop, or slow and nothing else', () => {
  const source = '  return true;\n  return true;\n';
  const mutants = [mutant('Timeout', 2), mutant('Killed', 1)];
  const stopped = { files: { 'src/a.ts': { source, mutants } } };
  expect(stoppedIn(stopped)).toEqual([{ ...inA, occurrence: 2 }]);
  expect(survivorsIn(stopped)).toEqual([]);
});

test.each(['file', 'code', 'occurrence', 'mutator', 'original', 'replacement'] as const)(
  'a survivor is another one when its %s is another',
  (part) => {
    expect(without([inA], [{ ...inA }])).toEqual([]);
    expect(without([inA], [{ ...inA, [part]: 'other' }])).toEqual([inA]);
  },
);

test('no mutant is listed twice', () => {
  const known = readKnownSurvivors();
  for (const [index, mutant] of known.entries())
    expect(without([mutant], known.slice(index + 1))).toHaveLength(1);
});
