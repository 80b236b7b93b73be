/**
 * Floods, and what it costs to refuse them beside accepting an honest Response of the same size: whoever sends one must
 * not get more work out of us than somebody who signs in. Pure but for the clock.
 */
import { readResponse, verifyResponse } from '../../src/saml/receive-response.ts';
import { type Contender, type Pace, race, type Timing } from './measure.ts';
import { expect, ours } from './ours.ts';
import { makeResponse, NOW, TRUST } from './responses.ts';

export interface HostileCase {
  readonly name: string;
  readonly code: string;
  readonly bytes: number;
  readonly timing: Timing;
  /** An honest Response of the same size. */
  readonly honest: Timing;
}

const BYTES = 300_000;

/** Measures each flood in turns with an honest Response. */
export async function measureHostile(pace: Pace): Promise<readonly HostileCase[]> {
  const honest = await makeResponse('entra', 'one', BYTES);
  const floods = listFloods(honest.xml);
  const contenders = await Promise.all(floods.map(async ([name, xml]) => refusing(name, Buffer.from(xml))));
  const timings = await race([ours(honest, TRUST), ...contenders.map(({ contender }) => contender)], pace);
  return contenders.map(({ contender: { name }, code, bytes }) => ({
    name,
    code,
    bytes,
    timing: timings.get(name) as Timing,
    honest: timings.get('ours') as Timing,
  }));
}

interface Refusing {
  readonly contender: Contender;
  readonly code: string;
  readonly bytes: number;
}

async function refusing(name: string, octets: Uint8Array): Promise<Refusing> {
  const expectations = expect(TRUST);
  const refuse = async () => {
    const response = readResponse(octets);
    if (!response.ok) return response.failure.code;
    const verdict = await verifyResponse(response.value, expectations, NOW);
    if (verdict.accepted) throw new Error(`${name} was accepted`);
    return verdict.failure.code;
  };
  const run = async () => {
    await refuse();
    return undefined;
  };
  return { contender: { name, run }, code: await refuse(), bytes: octets.length };
}

/** Each about as large as the honest one. */
function listFloods(honest: string): readonly (readonly [name: string, xml: string])[] {
  const signature = /<ds:Signature .*?<\/ds:Signature>/s.exec(honest)?.[0] ?? '';
  const reference = /<ds:Reference .*?<\/ds:Reference>/s.exec(honest)?.[0] ?? '';
  const transform = '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"';
  const prefixes = '<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="';
  const small = honest.replace(/(?:<AttributeValue>[0-9a-f-]{36}<\/AttributeValue>){2,}/, '');
  const inAssertion = (xml: string) => small.replace('<ds:Signature ', () => `${xml}<ds:Signature `);
  const inSignature = (place: string, xml: string) => small.replace(place, () => xml);
  return [
    ['too large', honest.repeat(Math.ceil((2 * 1024 * 1024) / honest.length))],
    ['deep nesting', repeat('<a>', BYTES)],
    ['attributes on one element', `<a ${repeat((index) => `a${index}="" `, BYTES)}/>`],
    ['declarations on one element', `<a ${repeat((index) => `xmlns:a${index}="urn:a" `, BYTES)}/>`],
    ['declarations on every element', repeat((index) => `<a xmlns:a${index}="urn:a">`, BYTES)],
    ['a comment without end', `<a><!--${repeat('-a', BYTES)}`],
    ['a processing instruction without end', `<a><?${repeat('a ', BYTES)}`],
    ['references without end', `<a>${repeat('&#38;&lt;', BYTES)}`],
    ['text in the place of an Issuer', small.replace(/(<Issuer>)/, (tag) => tag + repeat('text ', BYTES))],
    ['signatures on one element', inAssertion(repeat(signature, BYTES - small.length))],
    ['references in one signature', inSignature(reference, repeat(reference, BYTES - small.length))],
    [
      'a long PrefixList',
      inSignature(
        `${transform}/>`,
        `${transform}>${prefixes}${repeat((index) => `p${index} `, BYTES - small.length)}"/></ds:Transform>`,
      ),
    ],
  ];
}

function repeat(part: string | ((index: number) => string), bytes: number): string {
  const parts: string[] = [];
  for (let length = 0; length < bytes; length += parts.at(-1)?.length ?? 0) {
    parts.push(typeof part === 'string' ? part : part(parts.length));
  }
  return parts.join('');
}
