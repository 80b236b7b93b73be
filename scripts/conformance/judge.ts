/** What vitest's report says of the tests that a profile names. Pure. */
import type { TestReport } from '../test/run-vitest.ts';
import type { Profile, Requirement, TestName } from './profile.ts';

/** `broken` is shown by a test that is missing or failed. */
export type Verdict = 'shown' | 'broken' | 'not yet' | 'not applicable';

export interface JudgedRequirement {
  readonly requirement: Requirement;
  readonly verdict: Verdict;
  /** The tests, or the reason. */
  readonly remark: string;
}

/** Judges each requirement of a profile. A title with parameters stands for all the tests that it makes. */
export function judge({ requirements }: Profile, report: TestReport | null): readonly JudgedRequirement[] {
  return requirements.map((requirement) => {
    const { standing } = requirement;
    if (standing.is === 'not yet') return { requirement, verdict: standing.is, remark: standing.missing };
    if (standing.is === 'not applicable')
      return { requirement, verdict: standing.is, remark: standing.because };
    const outcomes = standing.by.map((name) => ({ name, outcome: outcomeOf(name, report) }));
    const isShown = outcomes.every(({ outcome }) => outcome === 'passed');
    const remark = outcomes.map(({ name, outcome }) =>
      [...name, ...(outcome === 'passed' ? [] : [outcome.toUpperCase()])].join(': '),
    );
    return { requirement, verdict: isShown ? 'shown' : 'broken', remark: remark.join('; ') };
  });
}

function outcomeOf([file, title]: TestName, report: TestReport | null): 'passed' | 'failed' | 'missing' {
  const pattern = titlePattern(title);
  const results = (report?.testResults ?? [])
    .filter(({ name }) => name.endsWith(`/test/${file}`))
    .flatMap(({ assertionResults }) => assertionResults)
    .filter((result) => pattern.test([...result.ancestorTitles, result.title].join(' > ')));
  if (results.length === 0) return 'missing';
  return results.every(({ status }) => status === 'passed') ? 'passed' : 'failed';
}

/** The placeholders of vitest's `each`: `%s` and the like, and `$name`. */
function titlePattern(title: string): RegExp {
  const literal = title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${literal.replace(/%[sdijo]|\\\$\w+/g, '[\\s\\S]*')}$`);
}
