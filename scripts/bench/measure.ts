/**
 * Times several contenders at the same work, in turns, so that whatever else this machine does hits all of them alike. A
 * turn gives a contender a slice of time for as many runs as fit. The first third of its runs in a turn is not counted: they
 * pay for the garbage of the one before, and for what its turn has pushed out of the caches. All settle alike, and each turn
 * has an order of its own: whoever always came after the same one would inherit from it, for better or worse.
 * I/O: the clock.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// V8 throws away the code of what some full collections have not seen running, and the turn of one who makes much garbage
// has many of them. The one after it would be timed while it is compiled again; a server in use is not.
setFlagsFromString('--no-flush-bytecode');

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

export interface Contender {
  readonly name: string;
  /** Does the work once; gives its own measure of milliseconds where the clock here would measure something else. */
  readonly run: () => Promise<number | undefined>;
  /** Whether a single run has to do where that takes too long. */
  readonly onceIfSlow?: boolean;
}

export interface Pace {
  readonly turns: number;
  /** How long a contender may go on in one turn, milliseconds. */
  readonly sliceMs: number;
  /** How long each contender runs before it counts, milliseconds. */
  readonly warmUpMs: number;
  /** What takes too long, milliseconds. */
  readonly tooSlowMs: number;
}

/** Of the runs in a turn; a turn of one run counts that one. */
const SETTLING_SHARE = 1 / 3;

/** Milliseconds for one run: the median, and the quarters of all runs on both sides of it. */
export interface Timing {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly runs: number;
}

/** Times every contender, in a heap without what was measured before. */
export async function race(contenders: readonly Contender[], pace: Pace): Promise<Map<string, Timing>> {
  collectGarbage();
  const samples = new Map<string, number[]>();
  const slow = new Set<string>();
  for (const contender of contenders) {
    const [first = 0] = await takeTurn(contender, 0);
    if (contender.onceIfSlow && first > pace.tooSlowMs) {
      slow.add(contender.name);
      samples.set(contender.name, [first]);
      continue;
    }
    samples.set(contender.name, []);
    await takeTurn(contender, pace.warmUpMs);
  }
  for (let turn = 0; turn < pace.turns; turn++) {
    for (const contender of shuffle(contenders)) {
      if (slow.has(contender.name)) continue;
      const runs = await takeTurn(contender, pace.sliceMs);
      samples.get(contender.name)?.push(...runs.slice(Math.ceil((runs.length - 1) * SETTLING_SHARE)));
    }
  }
  return new Map([...samples].map(([name, times]) => [name, summarize(times)]));
}

/** Every order is as likely as any other: Fisher and Yates. */
function shuffle<Item>(items: readonly Item[]): readonly Item[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const chosen = Math.floor(Math.random() * (last + 1));
    [shuffled[last], shuffled[chosen]] = [shuffled[chosen] as Item, shuffled[last] as Item];
  }
  return shuffled;
}

async function takeTurn({ run }: Contender, sliceMs: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + sliceMs;
  do {
    const start = performance.now();
    const measured = await run();
    times.push(measured ?? performance.now() - start);
  } while (performance.now() < end);
  return times;
}

/** The median and the quartiles of some figures. */
export function summarize(figures: readonly number[]): Timing {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return { median: at(0.5), lowerQuartile: at(0.25), upperQuartile: at(0.75), runs: sorted.length };
}
