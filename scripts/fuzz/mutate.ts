/** Makes a mutant of a document: one to three changes to its text, and now and then some to its octets. */
import { NS_ASSERTION, NS_PROTOCOL, NS_XML_SIGNATURE } from '../../src/saml/names.ts';
import type { Random } from '../../test/support/random.ts';
import { ELEMENT_MUTATIONS } from './mutate-elements.ts';
import { TAG_MUTATIONS } from './mutate-tags.ts';
import { TEXT_MUTATIONS } from './mutate-text.ts';

/** Changes a text, or returns it as it is where there is nothing to change. */
export type Mutation = (text: string, context: Context) => string;

export interface Context {
  readonly random: Random;
  /** Documents to take pieces from. */
  readonly donors: readonly string[];
}

const MUTATIONS: readonly (readonly Mutation[])[] = [
  ELEMENT_MUTATIONS,
  ELEMENT_MUTATIONS,
  TAG_MUTATIONS,
  TEXT_MUTATIONS,
];

const PREFIXES = [
  ['saml', NS_ASSERTION],
  ['samlp', NS_PROTOCOL],
  ['ds', NS_XML_SIGNATURE],
  ['xenc', 'http://www.w3.org/2001/04/xmlenc#'],
  ['x', 'urn:x'],
] as const;

/** A mutant, never the document itself. */
export function mutate(xml: string, context: Context): Uint8Array {
  const { random } = context;
  const inOctets = random.oneIn(12);
  let mutant = xml;
  // One change is what mostly gets past the reader. Several may cancel each other out.
  if (!inOctets) {
    const changes = random.oneIn(3) ? 2 + random.below(2) : 1;
    for (let done = 0; done < changes || mutant === xml; done++) {
      mutant = random.pick(random.pick(MUTATIONS))(mutant, context);
    }
  }
  if (!inOctets && random.oneIn(2)) mutant = declarePrefixes(mutant);
  const octets = new TextEncoder().encode(mutant);
  return inOctets ? mutateOctets(octets, random) : octets;
}

/** Declares on the root what pieces that were moved may need; without it the reader would refuse most of them for their prefixes. */
function declarePrefixes(text: string): string {
  return text.replace(/<[\w:]+(?=\s)[^<>]*/, (tag) => {
    const missing = PREFIXES.filter(([prefix]) => !tag.includes(` xmlns:${prefix}=`));
    return tag + missing.map(([prefix, namespace]) => ` xmlns:${prefix}="${namespace}"`).join('');
  });
}

function mutateOctets(octets: Uint8Array, random: Random): Uint8Array {
  const at = random.below(octets.length);
  const octet = octets[at] as number;
  switch (random.below(4)) {
    case 0:
      return octets.with(at, octet ^ (1 << random.below(8)));
    case 1:
      return octets.with(at, octet ^ (1 + random.below(255)));
    case 2:
      return Uint8Array.from([...octets.subarray(0, at), ...octets.subarray(at + 1 + random.below(8))]);
    default:
      return Uint8Array.from([...octets.subarray(0, at), random.below(256), ...octets.subarray(at)]);
  }
}
