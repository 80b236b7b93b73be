import { describe, expect, it } from 'vitest';
import { parseXml } from '../../src/xml/reader.ts';
import { Random } from '../support/random.ts';
import { buildResponse } from '../support/signed-response.ts';

const GENUINE = new TextEncoder().encode(buildResponse());

const TOKENS = [
  ...[
    '<',
    '>',
    '/',
    '</',
    '/>',
    '&',
    ';',
    '#',
    '#x',
    '"',
    "'",
    '=',
    ':',
    '!',
    '?',
    '-',
    '[',
    ']',
    ' ',
    '\n',
    '\r',
  ],
  ...[
    '<a>',
    '</a>',
    '<a',
    '<b:c ',
    ' d="',
    "e='",
    'xmlns',
    'xmlns:b="urn:b"',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
  ],
  ...['<?xml version="1.0"?>', '<!DOCTYPE', 'é', '😀', '\0', '\ufeff', '1', 'a', 'amp', 'lt'],
].map((token) => new TextEncoder().encode(token));

/** Markup in no order, with an octet here and there that is none. */
function randomOctets(random: Random): Uint8Array {
  const tokens = random.several(TOKENS, 60);
  const strays = random.oneIn(4) ? [Uint8Array.of(random.below(256))] : [];
  return Uint8Array.from([...tokens, ...strays].flatMap((token) => [...token]));
}

function damaged(random: Random): Uint8Array {
  const octets = GENUINE.slice();
  for (let damages = 1 + random.below(4); damages > 0; damages--) {
    octets[random.below(octets.length)] = random.oneIn(4) ? random.below(256) : random.below(128);
  }
  return octets;
}

/** The verdict has to come as a result: whatever is thrown fails the test with the seed. */
function read(octets: Uint8Array, seed: number): boolean {
  try {
    const root = parseXml(octets);
    if (!root.ok) expect(root.failure.code).toMatch(/^xml_[a-z0-9_]+$/);
    return root.ok;
  } catch (error) {
    throw new Error(`seed ${seed}: ${Buffer.from(octets).toString('base64')}`, { cause: error });
  }
}

describe('whatever the octets are, the reader ends with a result', () => {
  it('for octets at random', () => {
    for (let seed = 1; seed <= 20_000; seed++) read(randomOctets(new Random(seed)), seed);
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
