/**
 * How many documents the comparisons make, and from which seeds. Each document has a seed of its own, so
 * `DIFFERENTIAL_SEED=<that seed> DIFFERENTIAL_DOCUMENTS=1` makes one again; `DIFFERENTIAL_DOCUMENTS=20000` is a long run.
 */
export const FIRST_SEED = wholeNumber('DIFFERENTIAL_SEED', 1);
export const DOCUMENTS = wholeNumber('DIFFERENTIAL_DOCUMENTS', 2_000);

/** Whether the run is large enough for statements about how many of its documents are of which kind. */
export const IS_LARGE = DOCUMENTS >= 500;

/** How many documents one process of the oracle is asked about. */
const BATCH = 1_000;

/** The seeds of this run, in batches. */
export function* seedBatches(count: number = DOCUMENTS): Generator<readonly number[]> {
  for (let start = 0; start < count; start += BATCH) {
    yield Array.from({ length: Math.min(BATCH, count - start) }, (_, index) => FIRST_SEED + start + index);
  }
}

function wholeNumber(name: string, otherwise: number): number {
  const given = process.env[name];
  if (given === undefined) return otherwise;
  if (!/^[0-9]{1,9}$/.test(given)) throw new Error(`${name} has to be a whole number, and is ${given}`);
  return Number(given);
}
