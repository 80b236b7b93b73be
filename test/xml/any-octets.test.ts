import { describe, expect, it } from 'vitest';
import { parseXml } from '../../src/xml/reader.ts';
import { Random } from '../support/random.ts';
import { buildResponse } from '../support/signed-response.ts';

const GENUINE = new TextEncoder().encode(buildResponse());

/** Octets that mean something to the reader, and all others. */
const MEANINGFUL = new TextEncoder().encode('<>/&;#x"\'=:!?-[]CDATA \t\r\na1é😀');

function randomOctets(random: Random): Uint8Array {
  return Uint8Array.from({ length: random.below(400) }, () =>
    random.oneIn(8) ? random.below(256) : random.pick([...MEANINGFUL]),
  );
}

function damaged(random: Random): Uint8Array {
  const octets = GENUINE.slice();
  for (let damages = 1 + random.below(4); damages > 0; damages--) {
    octets[random.below(octets.length)] = random.oneIn(2) ? random.below(256) : random.pick([...MEANINGFUL]);
  }
  return octets;
}

/** The verdict has to come as a result: whatever is thrown fails the test with the seed. */
function read(octets: Uint8Array, seed: number): boolean {
  try {
    const root = parseXml(octets);
    if (!root.ok) expect(root.failure.code).toMatch(/^xml_[a-z_]+$/);
    return root.ok;
  } catch (error) {
    throw new Error(`seed ${seed}: ${Buffer.from(octets).toString('base64')}`, { cause: error });
  }
}

describe('whatever the octets are, the reader ends with a result', () => {
  it('for octets at random', () => {
    for (let seed = 1; seed <= 5_000; seed++) read(randomOctets(new Random(seed)), seed);
  });

  it('for a genuine Response with a few octets changed, some of which do no harm', () => {
    let accepted = 0;
    for (let seed = 1; seed <= 3_000; seed++) {
      if (read(damaged(new Random(seed)), seed)) accepted++;
    }
    expect(accepted).toBeGreaterThan(100);
    expect(accepted).toBeLessThan(2_900);
  });

  it('for every beginning of a genuine Response, none of which is a document', () => {
    for (let length = 0; length < GENUINE.length; length++) {
      expect(read(GENUINE.subarray(0, length), length)).toBe(false);
    }
    expect(read(GENUINE, GENUINE.length)).toBe(true);
  });
});
