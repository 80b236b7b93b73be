/** Our verification beside xmlsec1's and xmldsigjs's. `npm run differential` is the long form of this. */
import { expect, test } from 'vitest';
import { compareSignatures } from './compare-signatures.ts';

/** Other ones than those of the long form. */
const FIRST_SEED = 1_000_000;
const DOCUMENTS = 100;

test(`on ${DOCUMENTS} signed documents, every disagreement with xmlsec1 and xmldsigjs has its reason`, {
  timeout: 120_000,
}, async () => {
  const { accepted, refused, unexplained } = await compareSignatures(FIRST_SEED, DOCUMENTS);
  expect(unexplained).toEqual([]);
  // It proves something only if many are on either side.
  expect(accepted).toBeGreaterThan(DOCUMENTS / 5);
  expect(refused).toBeGreaterThan(DOCUMENTS / 5);
});
