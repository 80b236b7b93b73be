/**
 * The invariant: whatever is done to a signed document, it is refused, or it says exactly what it said before. Each mutant has a
 * seed of its own, so that one can be made again; keys, and with them signature values, are new in each process.
 */
import { Random } from '../../test/support/random.ts';
import { verdictOn } from '../../test/support/verdict.ts';
import { type Base, makeBases, makeDonors } from './bases.ts';
import { mutate } from './mutate.ts';

export interface Find {
  readonly seed: number;
  readonly base: string;
  /** What went wrong: another identity, or what was thrown. */
  readonly problem: string;
  readonly mutant: string;
}

export interface FuzzSummary {
  readonly mutants: number;
  /** Accepted, saying what the document says. */
  readonly identical: number;
  /** By code. */
  readonly refused: ReadonlyMap<string, number>;
  readonly finds: readonly Find[];
}

/** Makes the mutants of `count` seeds from `firstSeed` on, and shows each to the reader and verifier of the Worker. */
export async function fuzz(
  firstSeed: number,
  count: number,
  tell: (done: number) => void = () => {},
): Promise<FuzzSummary> {
  const [bases, donors] = await Promise.all([makeBases(), makeDonors()]);
  const refused = new Map<string, number>();
  const finds: Find[] = [];
  let identical = 0;
  for (let done = 0; done < count; done++) {
    const seed = firstSeed + done;
    const random = new Random(seed);
    const base = random.pick(bases);
    const mutant = mutate(base.xml, { random, donors });
    const outcome = await judge(mutant, base);
    if (outcome.problem !== undefined) {
      finds.push({
        seed,
        base: base.name,
        problem: outcome.problem,
        mutant: new TextDecoder().decode(mutant),
      });
    } else if (outcome.code === undefined) identical++;
    else refused.set(outcome.code, (refused.get(outcome.code) ?? 0) + 1);
    if ((done + 1) % 10_000 === 0) tell(done + 1);
  }
  return { mutants: count, identical, refused, finds };
}

/** Shows a mutant to the reader and verifier. Neither a code nor a problem: accepted and identical. */
export async function judge(
  mutant: Uint8Array,
  { expectations, identity }: Base,
): Promise<{ readonly code?: string; readonly problem?: string }> {
  try {
    const verdict = await verdictOn(mutant, expectations);
    if (!verdict.accepted) return { code: verdict.failure.code };
    const said = JSON.stringify(verdict.assertion);
    return said === identity ? {} : { problem: `accepted, but it says ${said}` };
  } catch (thrown) {
    return { problem: `threw ${thrown instanceof Error ? thrown.stack : thrown}` };
  }
}
