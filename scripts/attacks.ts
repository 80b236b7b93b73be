/**
 * `npm run attacks`: runs every test of attacks and prints, by chapter, how many messages were tried and what became of them: forged
 * ones are refused, their unforged twins are accepted. What is no message has its tests counted alone.
 */
import { join } from 'node:path';
import { CHAPTERS } from './attacks/chapters.ts';
import { filesOf, formatSummary, summarizeAttacks } from './attacks/summary.ts';
import { runVitest } from './test/run-vitest.ts';

const TIME_LIMIT_MS = 10 * 60_000;

process.chdir(join(import.meta.dirname, '..'));

const beside = CHAPTERS.flatMap(filesOf).filter((path) => !path.startsWith('attacks/'));
const paths = ['test/attacks', ...beside.map((path) => `test/${path}.test.ts`)];
const { report, status } = await runVitest(paths, TIME_LIMIT_MS);
if (report !== null) console.log(`\n${formatSummary(summarizeAttacks(report, CHAPTERS))}`);
process.exitCode = status === 0 ? 0 : 1;
