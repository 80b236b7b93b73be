/**
 * `npm run attacks`: runs every test of `test/attacks` and prints, by chapter, how many messages were tried and what became
 * of them: forged ones are refused, their unforged twins are accepted.
 */
import { join } from 'node:path';
import { CHAPTERS } from './attacks/chapters.ts';
import { formatSummary, summarizeAttacks } from './attacks/summary.ts';
import { runVitest } from './test/run-vitest.ts';

const TIME_LIMIT_MS = 10 * 60_000;

process.chdir(join(import.meta.dirname, '..'));

const { report, status } = await runVitest(['test/attacks'], TIME_LIMIT_MS);
if (report !== null) console.log(`\n${formatSummary(summarizeAttacks(report, CHAPTERS))}`);
process.exitCode = status === 0 ? 0 : 1;
