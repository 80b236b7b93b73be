/**
 * Where the three verifiers disagree, each with its reason, and how to tell that it is this reason. Ours may refuse what another one
 * accepts. It may accept what xmlsec1 refuses only where xmlsec1 lacks the algorithm, and xmldsigjs only where that is known to be wrong.
 */
import { STRICTER } from './stricter.ts';

export interface Opinions {
  /** `holds`, or the code of our refusal. */
  readonly ours: string;
  readonly xmlsec1: boolean;
  readonly xmldsigjs: boolean;
}

export interface Disagreement {
  readonly between: 'ours and xmlsec1' | 'ours and xmldsigjs';
  readonly weAccept: boolean;
  readonly because: string;
  readonly explains: (text: string, opinions: Opinions) => boolean;
}

const INCLUSIVE = /Algorithm="http:\/\/www\.w3\.org\/TR\/2001\/REC-xml-c14n-20010315(#WithComments)?"/;
const XML_ATTRIBUTE = /\sxml:(lang|space|base|id)\s*=/;
const DEFAULT_NAMESPACE = /\sxmlns\s*=\s*["']/;

function refused(...codes: string[]) {
  return (_: string, { ours }: Opinions) => codes.includes(ours);
}

function holds(pattern: RegExp, ...others: RegExp[]) {
  return (text: string) => [pattern, ...others].every((each) => each.test(text));
}

function keepsComments(text: string): boolean {
  return /#WithComments"/.test(text) && text.includes('<!--');
}

function hasEmptyPrefix(text: string, { ours }: Opinions): boolean {
  const isInList = /PrefixList="[^"]* {2}/.test(text) && DEFAULT_NAMESPACE.test(text);
  return isInList && ours === 'signature_digest_mismatch';
}

export const DISAGREEMENTS: readonly Disagreement[] = [
  {
    between: 'ours and xmlsec1',
    weAccept: true,
    because: 'xmlsec1 1.2 does not know RSA-PSS; xmldsigjs accepts as well',
    explains: (text, { xmldsigjs }) => xmldsigjs && /sha\d+-rsa-MGF1"/.test(text),
  },
  {
    between: 'ours and xmlsec1',
    weAccept: false,
    because: 'our reader is stricter than libxml2, each time for a reason in stricter.ts',
    explains: (_, { ours }) => STRICTER.some(({ code }) => code === ours),
  },
  {
    between: 'ours and xmlsec1',
    weAccept: false,
    because:
      'two spaces in a PrefixList: xmlsec1 and xmldsigjs take the nothing between them for the default namespace',
    explains: hasEmptyPrefix,
  },
  {
    between: 'ours and xmlsec1',
    weAccept: false,
    because:
      'a SignedInfo whose inclusive canonical form inherits an xml: attribute, which no SAML message may have',
    explains: (text, { ours }) => ours === 'signature_malformed' && XML_ATTRIBUTE.test(text),
  },
  {
    between: 'ours and xmlsec1',
    weAccept: false,
    because: 'the Signature does not refer to its parent, or not by a plain #ID',
    explains: refused('signature_reference_invalid'),
  },
  {
    between: 'ours and xmlsec1',
    weAccept: false,
    because: 'another element has the same ID under another name of attribute',
    explains: refused('signature_duplicate_id'),
  },
  {
    between: 'ours and xmlsec1',
    weAccept: false,
    because:
      'the grammar: SAML in KeyInfo, a second Signature on the element, text or attributes that nobody needs',
    explains: refused(
      'signature_malformed',
      'signature_transforms_forbidden',
      'signature_algorithm_unsupported',
    ),
  },
  {
    between: 'ours and xmldsigjs',
    weAccept: true,
    because: 'xmldsigjs does not know Canonical XML 1.1',
    explains: holds(/Algorithm="http:\/\/www\.w3\.org\/2006\/12\/xml-c14n11/),
  },
  {
    between: 'ours and xmldsigjs',
    weAccept: true,
    because: 'inclusive canonicalisation: xmldsigjs forgets that SignedInfo inherits the default namespace',
    explains: holds(INCLUSIVE, DEFAULT_NAMESPACE),
  },
  {
    between: 'ours and xmldsigjs',
    weAccept: true,
    because: 'xmldsigjs signs and verifies comments, which a #ID reference has dropped before any transform',
    explains: keepsComments,
  },
  {
    between: 'ours and xmldsigjs',
    weAccept: false,
    because: 'xmldsigjs signs and verifies comments, which a #ID reference has dropped before any transform',
    explains: (text, { ours }) => ours === 'signature_digest_mismatch' && keepsComments(text),
  },
  {
    between: 'ours and xmldsigjs',
    weAccept: false,
    because: 'inclusive canonicalisation: xmldsigjs forgets that SignedInfo inherits xml: attributes',
    explains: (text, { ours }) =>
      ours === 'signature_invalid' && INCLUSIVE.test(text) && XML_ATTRIBUTE.test(text),
  },
  {
    between: 'ours and xmldsigjs',
    weAccept: false,
    because: 'two spaces in a PrefixList, as above, where xmlsec1 does not know the algorithm',
    explains: (text, opinions) => !opinions.xmlsec1 && hasEmptyPrefix(text, opinions),
  },
  {
    between: 'ours and xmldsigjs',
    weAccept: false,
    because: 'xmlsec1 accepts as well: its reason is counted above',
    explains: (_, { xmlsec1 }) => xmlsec1,
  },
  {
    between: 'ours and xmldsigjs',
    weAccept: false,
    because:
      'xmldsigjs alone, which takes unknown attributes and children, odd base64, broken UTF-8 and repeated IDs',
    explains: (_, { ours }) =>
      /^xml_|^signature_(malformed|reference_invalid|transforms_forbidden|duplicate_id)$/.test(ours),
  },
];
