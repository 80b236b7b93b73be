/**
 * `npm run conformance`: two profiles of the Kantara Initiative, code by code, with the tests that show each, what is
 * missing still, or why it does not apply. Runs those tests, and fails where one is missing or fails.
 */
import { join } from 'node:path';
import { IIP } from '../test/conformance/iip.ts';
import { SDP } from '../test/conformance/sdp.ts';
import { type JudgedRequirement, judge, type Verdict } from './conformance/judge.ts';
import { testNames } from './conformance/profile.ts';
import { runVitest } from './test/run-vitest.ts';

const TIME_LIMIT_MS = 15 * 60_000;
const PROFILES = [IIP, SDP];
const MARKS: Readonly<Record<Verdict, string>> = {
  shown: '✓',
  broken: '✗',
  'not yet': '·',
  'not applicable': '–',
};

process.chdir(join(import.meta.dirname, '..'));

const files = new Set(testNames(PROFILES).map(([file]) => `test/${file}`));
const { report } = await runVitest([...files], TIME_LIMIT_MS);

let broken = 0;
for (const profile of PROFILES) {
  const judged = judge(profile, report);
  console.log(`\n${profile.name}\n`);
  for (const each of judged) console.log(formatRequirement(each));
  console.log(`\n${formatTotals(judged)}`);
  broken += judged.filter(({ verdict }) => verdict === 'broken').length;
}
process.exitCode = broken === 0 ? 0 : 1;

function formatRequirement({ requirement, verdict, remark }: JudgedRequirement): string {
  const { code, level, text } = requirement;
  const name = `${code} ${level === 'must' ? '' : `(${level}) `}${text}`;
  return `${MARKS[verdict]} ${name}\n    ${verdict === 'shown' ? '' : `${verdict}: `}${remark}`;
}

function formatTotals(judged: readonly JudgedRequirement[]): string {
  const count = (verdict: Verdict) => judged.filter((each) => each.verdict === verdict).length;
  const musts = judged.filter(({ requirement }) => requirement.level === 'must');
  const applicable = musts.filter(({ verdict }) => verdict !== 'not applicable');
  const met = applicable.filter(({ verdict }) => verdict === 'shown').length;
  return (
    `${judged.length} requirements: ${count('shown')} shown, ${count('not yet')} not yet, ` +
    `${count('not applicable')} not applicable, ${count('broken')} broken. Of those that are a must and apply: ${met} of ${applicable.length}.`
  );
}
