/** The invariant under every attack: a mutant of a signed response is refused, or says exactly what the response says. */
import { describe, expect, test } from 'vitest';
import { makeBases, makeDonors } from '../../scripts/fuzz/bases.ts';
import { fuzz, judge } from '../../scripts/fuzz/fuzz.ts';
import { mutate } from '../../scripts/fuzz/mutate.ts';
import { Random } from '../support/random.ts';

/** Other ones than those of `npm run fuzz`. */
const FIRST_SEED = 1_000_000;
const MUTANTS = 5_000;

test(`${MUTANTS} mutants from seed ${FIRST_SEED} on are refused or say the same`, {
  timeout: 120_000,
}, async () => {
  const { mutants, identical, refused, finds } = await fuzz(FIRST_SEED, MUTANTS);
  expect(finds).toEqual([]);
  expect(mutants).toBe(MUTANTS);
  // They prove little if few of them get past the reader, or all are refused.
  expect(identical).toBeGreaterThan(MUTANTS / 50);
  expect(refused.get('signature_digest_mismatch')).toBeGreaterThan(MUTANTS / 10);
  expect(refused.size).toBeGreaterThan(20);
  const byReader = [...refused].filter(([code]) => code.startsWith('xml_'));
  expect(byReader.reduce((sum, [, count]) => sum + count, 0)).toBeLessThan(MUTANTS / 2);
});

describe('the fuzzer', async () => {
  const [bases, donors] = await Promise.all([makeBases(), makeDonors()]);
  const [base] = bases;
  if (base === undefined) throw new Error('there is nothing to start from');

  test('makes the same mutant of the same seed, and never the document itself', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const mutant = mutate(base.xml, { random: new Random(seed), donors });
      expect(mutate(base.xml, { random: new Random(seed), donors })).toEqual(mutant);
      expect(new TextDecoder().decode(mutant)).not.toBe(base.xml);
    }
  });

  test('finds what is accepted and says something else', async () => {
    const octets = new TextEncoder().encode(base.xml);
    expect(await judge(octets, base)).toEqual({});
    const { problem } = await judge(octets, { ...base, identity: '{}' });
    expect(problem).toContain('accepted, but it says');
  });

  test('finds what is thrown', async () => {
    const { problem } = await judge(new TextEncoder().encode(base.xml), {
      ...base,
      expectations: { trustedKeys: null as never },
    });
    expect(problem).toContain('threw TypeError');
  });
});
