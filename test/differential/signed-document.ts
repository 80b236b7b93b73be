/** Signed responses made at random: every algorithm and canonicalisation, prefixes, PrefixLists, layouts and texts; some of them damaged afterwards. */
import { mutate } from '../../scripts/fuzz/mutate.ts';
import { CANONICALIZATIONS, type Canonicalization, type Signing } from '../../scripts/idp/sign.ts';
import type { Random } from '../support/random.ts';
import { buildResponse, GENUINE, signXml, type TestKeyName, testKey } from '../support/signed-response.ts';
import { signWithXmlsec1 } from '../support/xmlsec1-sign.ts';

export interface SignedDocument {
  readonly octets: Uint8Array;
  readonly keyName: TestKeyName;
  readonly algorithm: Signing['algorithm'];
  /** Which of its Signatures is asked about, in the order of the document. */
  readonly which: 'first' | 'last';
  readonly damaged: boolean;
}

const SPACES = ['', '', '', '\n', '\r\n', '\n\t', ' '];
const TEXTS = [
  'Alice',
  'a&#13;b',
  '<![CDATA[<a>&]]>',
  'x<!--y-->z',
  '\r\n',
  '&amp;&lt;&gt;"\'',
  '\u{1F510}é',
  '&#9;&#10;',
];
const DECLARATIONS = [
  ' xmlns:xs="http://www.w3.org/2001/XMLSchema"',
  ' xmlns:x="urn:x"',
  ' xmlns:b="urn:b#c"',
];
const PREFIXES = [
  { protocol: 'samlp', assertion: 'saml' },
  { protocol: 'ns0', assertion: 'ns1' },
  { protocol: 'samlp', assertion: '' },
  { protocol: '', assertion: 'a' },
];
const HASHES = ['SHA-1', 'SHA-256', 'SHA-256', 'SHA-384', 'SHA-512'] as const;
const FORMS = Object.keys(CANONICALIZATIONS) as Canonicalization[];

/** One document of this generator; a half of them are damaged. `donors`: documents that damage takes pieces from. */
export async function signedDocument(random: Random, donors: readonly string[]): Promise<SignedDocument> {
  const unsigned = unsignedDocument(random);
  // Each of its signatures takes a process.
  const byXmlsec1 = random.oneIn(40);
  const { xml, signing } = byXmlsec1
    ? await signedByXmlsec1(unsigned, random)
    : await signedByXmldsigjs(unsigned, random);
  const damaged = random.oneIn(2);
  return {
    octets: damaged ? mutate(xml, { random, donors }) : new TextEncoder().encode(xml),
    keyName: signing.keyName,
    algorithm: signing.algorithm,
    which: random.pick(['first', 'last']),
    damaged,
  };
}

interface Choice {
  readonly keyName: TestKeyName;
  readonly algorithm: Signing['algorithm'];
}

function choose(random: Random): Choice {
  const keyName = random.pick<TestKeyName>(['rsaA', 'rsaA', 'p256', 'p384', 'p521']);
  const hash = random.pick(HASHES);
  if (keyName !== 'rsaA') return { keyName, algorithm: { scheme: 'ECDSA', hash } };
  return { keyName, algorithm: { scheme: hash !== 'SHA-1' && random.oneIn(4) ? 'RSA-PSS' : 'RSA', hash } };
}

async function signedByXmldsigjs(unsigned: string, random: Random) {
  const signing = choose(random);
  // Nobody but us and xmldsigjs knows RSA-PSS, and xmldsigjs errs in the others.
  const canonicalization = signing.algorithm.scheme === 'RSA-PSS' ? 'exclusive' : random.pick(FORMS);
  const prefixList = random
    .several(['xs', 'x', 'saml', 'samlp', 'unbound'], 3)
    .join(random.oneIn(10) ? '  ' : ' ');
  const changes: Partial<Signing> = {
    key: testKey(signing.keyName),
    algorithm: signing.algorithm,
    canonicalization,
    digest: random.pick(HASHES),
    keyInfo: random.pick(['certificate', 'none']),
    ...(canonicalization.startsWith('exclusive') && prefixList !== '' && random.oneIn(2)
      ? { prefixList }
      : {}),
  };
  let xml = unsigned;
  const target = random.pick(['Response', 'Assertion', 'both']);
  if (target !== 'Response') xml = await signXml(xml, 'Assertion', changes);
  if (target !== 'Assertion') xml = await signXml(xml, 'Response', changes);
  return { xml, signing };
}

/** With Canonical XML 1.1, which xmldsigjs does not know, or with the one that a Reference without a canonicalisation gets. */
async function signedByXmlsec1(unsigned: string, random: Random) {
  const signing: Choice = { keyName: 'rsaA', algorithm: { scheme: 'RSA', hash: 'SHA-256' } };
  const xml = await signWithXmlsec1(
    unsigned,
    random.pick([GENUINE.assertionId, GENUINE.responseId]),
    testKey('rsaA'),
    random.pick([
      { canonicalization: 'http://www.w3.org/2006/12/xml-c14n11' },
      { canonicalization: 'http://www.w3.org/2006/12/xml-c14n11#WithComments' },
      { transforms: '' },
      { prefix: '', layout: '\n' },
    ]),
  );
  return { xml, signing };
}

function unsignedDocument(random: Random): string {
  const value = { rawXml: random.several(TEXTS, 4).join('') };
  const attribute = {
    name: 'note',
    nameFormat: null,
    friendlyName: random.pick([null, 'a&b\t"']),
    values: [value],
  };
  const xml = buildResponse({
    prefixes: random.pick(PREFIXES),
    assertion: { attributeStatements: [[attribute]] },
  });
  const space = random.pick(SPACES);
  return xml
    .replace(
      /^<[\w:]+/,
      (tag) =>
        tag +
        random.several(DECLARATIONS, 2).filter(isNew).join('') +
        (random.oneIn(20) ? ' xml:lang="en"' : ''),
    )
    .replaceAll('><', () => `>${space}<`);
}

function isNew(declaration: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(declaration) === index;
}
