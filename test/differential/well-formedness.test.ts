/** Our reader against libxml2's on documents that were damaged at random: ours may only be the stricter one. */
import { describe, expect, it } from 'vitest';
import { parseXml } from '../../src/xml/reader.ts';
import { canonicalText } from '../support/canonical-text.ts';
import { Random } from '../support/random.ts';
import { type Answer, askLibxml2, type Part } from './libxml2.ts';
import { mutate } from './mutate.ts';
import { randomDocument } from './random-document.ts';
import { DOCUMENTS, IS_LARGE, seedBatches } from './run-settings.ts';
import { STRICTER } from './stricter.ts';

const MUTANTS_OF_EACH = 3;
const WHOLE: Part = {
  form: 'inclusive-1.0',
  withComments: true,
  inclusivePrefixes: [],
  apex: 0,
  omitted: null,
};

interface Mutant {
  readonly seed: number;
  readonly octets: Uint8Array;
}

function mutantsOf(seed: number): Mutant[] {
  const random = new Random(seed);
  const text = randomDocument(random);
  return Array.from({ length: MUTANTS_OF_EACH }, () => {
    const octets = new TextEncoder().encode(mutate(text, random));
    // Now and then one octet is damaged as well, which seldom leaves UTF-8.
    if (random.oneIn(10)) octets[random.below(octets.length)] = random.below(256);
    return { seed, octets };
  });
}

/** What it says of other things, such as the value of xml:space, is about validity. libxml2 wants namespace names to be URIs; Namespaces in XML 1.0 leaves that to others (section 2.2). */
const URI_WARNING = /is not a valid URI|is not absolute/;

function acceptsWithNamespaces({ wellFormed, errors }: Answer): boolean {
  return wellFormed && errors.every(({ namespace, message }) => !namespace || URI_WARNING.test(message));
}

describe(`on mutants of ${DOCUMENTS} documents`, () => {
  it('our reader accepts nothing that libxml2 refuses, refuses nothing else without a reason, and reads the same', {
    timeout: 1_200_000,
  }, () => {
    const counts = { accepted: 0, refused: 0, stricter: 0 };
    for (const seeds of seedBatches()) {
      const mutants = seeds.flatMap(mutantsOf);
      const answers = askLibxml2(mutants.map(({ octets }) => ({ octets, parts: [WHOLE] })));
      for (const [index, { seed, octets }] of mutants.entries()) {
        const answer = answers[index] as Answer;
        const text = new TextDecoder().decode(octets);
        const ours = parseXml(octets);
        const about = `seed ${seed}: ${JSON.stringify(text)}, ${JSON.stringify({ ours: ours.ok || ours.failure, answer })}`;
        if (ours.ok) {
          counts.accepted++;
          expect(acceptsWithNamespaces(answer), about).toBe(true);
          // No canonical form by libxml2 where a namespace name is no URI.
          if (answer.canonical[0] === null) continue;
          expect(withRawAmpersands(canonicalText(ours.value, WHOLE) ?? ''), about).toBe(
            withRawAmpersands(answer.canonical[0] ?? ''),
          );
        } else if (answer.wellFormed) {
          counts.stricter++;
          const { code } = ours.failure;
          const reasons = STRICTER.filter((reason) => reason.code === code && reason.explains(text, answer));
          expect(reasons, about).not.toEqual([]);
        } else {
          counts.refused++;
        }
      }
    }
    // Mutants prove something only if many of them are on either side.
    const total = DOCUMENTS * MUTANTS_OF_EACH;
    if (IS_LARGE) {
      expect(counts.refused).toBeGreaterThan(total / 2);
      expect(counts.accepted).toBeGreaterThan(total / 20);
      expect(counts.stricter).toBeGreaterThan(total / 100);
    }
  });
});

/** libxml2 2.9.14 leaves `&` raw in namespace names. */
function withRawAmpersands(canonical: string): string {
  return canonical.replaceAll('&amp;', '&');
}

describe('our reader is stricter', () => {
  it.each(STRICTER)('where $because', ({ code, example, explains }) => {
    const octets = new TextEncoder().encode(example);
    const [answer] = askLibxml2([{ octets, parts: [] }]) as [Answer];
    expect(answer.wellFormed).toBe(true);
    expect(explains(example, answer)).toBe(true);
    const ours = parseXml(octets);
    expect(ours.ok ? null : ours.failure.code).toBe(code);
  });
});
