/**
 * What runs, and how often: V8's own counters for every block of the modules that are loaded once counting has begun. That
 * takes a process of its own, since code that was compiled before has no counters.
 */
import { type Profiler, Session } from 'node:inspector';
import { setFlagsFromString } from 'node:v8';

/** A function that was called. */
export interface FunctionBlocks {
  readonly name: string;
  /** How often each of its blocks was entered, itself first; a block that was entered as often as what is around it has none. */
  readonly counts: readonly number[];
}

const session = new Session();

/** Begins to count. What shall be counted has to be imported later than this. */
export function beginCounting(): void {
  // Code that was optimised does not count its calls.
  for (const flag of ['--no-opt', '--no-maglev', '--no-sparkplug']) setFlagsFromString(flag);
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
}

/** Counts, while something runs, what is entered in the modules whose address has `folder` in it. */
export function countBlocks(folder: string, run: () => void): readonly FunctionBlocks[] {
  takeCounts();
  run();
  return takeCounts()
    .filter(({ url }) => url.includes(folder))
    .flatMap(({ url, functions }) =>
      functions.map(({ functionName, ranges }) => ({
        name: `${url.slice(url.lastIndexOf('/') + 1)}: ${functionName}`,
        counts: ranges.map(({ count }) => count),
      })),
    )
    .filter(({ counts }) => counts[0] !== 0);
}

/** Each call has the counts begin anew; the answer is there before it returns. */
function takeCounts(): readonly Profiler.ScriptCoverage[] {
  let taken: readonly Profiler.ScriptCoverage[] = [];
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    if (error !== null) throw error;
    taken = result;
  });
  return taken;
}
