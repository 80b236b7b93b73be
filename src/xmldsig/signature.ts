/**
 * The grammar of ds:Signature: XML Signature 1.1, section 4, narrowed to what a signed SAML message may hold (SAML
 * Core 2.0, section 5.4): order, cardinality and attributes are exact, algorithms come from the table, nothing stands
 * between the characters of a value. Its input has not been verified; reading it proves nothing. Pure.
 */
import { decodeBase64 } from '../base64.ts';
import { failure, type Result, success } from '../result.ts';
import { hasOnlyAttributes, isPlain, plainTextOf } from '../xml/plain.ts';
import { attributeValue, childElements, isNamed } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import { NS_XML_SIGNATURE } from '../xmlenc/names.ts';
import {
  CANONICALIZATION_ALGORITHMS,
  DIGEST_ALGORITHMS,
  type DigestAlgorithm,
  ENVELOPED_SIGNATURE,
  EXCLUSIVE_C14N,
  SIGNATURE_ALGORITHMS,
  type SignatureAlgorithm,
} from './algorithms.ts';
import type { CanonicalizationMethod } from './canonicalize.ts';
import type { SignatureFailure } from './failure.ts';

const NS_SAML = /^urn:oasis:names:tc:SAML:/;

/** A PrefixList has a handful of prefixes; a long one is only work. */
const MAX_PREFIXES = 64;

/** Inclusive canonicalisation hands down to SignedInfo what stands on the elements around it, as `xml:lang` does in metadata. */
const SIGNED_INFO_ATTRIBUTES = ['Id', 'xml:lang', 'xml:space'];

export interface Signature {
  readonly signedInfo: XmlElement;
  readonly signatureValue: Uint8Array<ArrayBuffer>;
}

export interface SignedInfo {
  readonly canonicalization: CanonicalizationMethod;
  readonly algorithm: SignatureAlgorithm;
  readonly reference: Reference;
}

export interface Reference {
  /** Without the leading `#`. */
  readonly id: string;
  readonly canonicalization: CanonicalizationMethod;
  readonly digestAlgorithm: DigestAlgorithm;
  readonly digestValue: Uint8Array<ArrayBuffer>;
}

/** Reads a ds:Signature: SignedInfo, SignatureValue and, never trusted, KeyInfo. */
export function readSignature(signature: XmlElement): Result<Signature, SignatureFailure> {
  const [signedInfo, value, keyInfo, ...rest] = childElements(signature);
  if (
    signedInfo === undefined ||
    value === undefined ||
    rest.length > 0 ||
    !isPlain(signature, NS_XML_SIGNATURE, 'Signature', ['Id']) ||
    !isNamed(signedInfo, NS_XML_SIGNATURE, 'SignedInfo') ||
    !isPlain(value, NS_XML_SIGNATURE, 'SignatureValue', ['Id']) ||
    (keyInfo !== undefined && !isNamed(keyInfo, NS_XML_SIGNATURE, 'KeyInfo'))
  ) {
    return malformed('SignedInfo, SignatureValue and at most one KeyInfo', 'other children');
  }
  // KeyInfo is not covered by the signature and never read; SAML content in it has only one purpose.
  if (keyInfo !== undefined && holdsSaml(keyInfo))
    return malformed('a KeyInfo without SAML content', 'SAML content');
  const signatureValue = readBase64(value);
  if (signatureValue === null) return malformed('SignatureValue in base64', 'something else');
  return success({ signedInfo, signatureValue });
}

/** Reads a ds:SignedInfo with exactly one Reference. */
export function readSignedInfo(signedInfo: XmlElement): Result<SignedInfo, SignatureFailure> {
  const [canonicalizationMethod, signatureMethod, reference, ...rest] = childElements(signedInfo);
  if (
    canonicalizationMethod === undefined ||
    signatureMethod === undefined ||
    !isPlain(signedInfo, NS_XML_SIGNATURE, 'SignedInfo', SIGNED_INFO_ATTRIBUTES) ||
    !isMethod(canonicalizationMethod, 'CanonicalizationMethod') ||
    !isMethod(signatureMethod, 'SignatureMethod')
  ) {
    return malformed('CanonicalizationMethod, SignatureMethod and one Reference', 'other children');
  }
  if (reference === undefined || rest.length > 0) {
    return failure(
      'signature_reference_invalid',
      'exactly one Reference',
      `${reference ? rest.length + 1 : 0}`,
    );
  }
  const canonicalization = readCanonicalization(canonicalizationMethod);
  if (!canonicalization.ok) return canonicalization;
  const uri = attributeValue(signatureMethod, 'Algorithm') ?? '';
  const algorithm = SIGNATURE_ALGORITHMS.get(uri);
  // HMACOutputLength and the like would be children.
  if (algorithm === undefined || childElements(signatureMethod).length > 0) {
    return failure('signature_algorithm_unsupported', 'RSA or ECDSA with SHA-256, SHA-384 or SHA-512', uri);
  }
  const read = readReference(reference);
  if (!read.ok) return read;
  return success({ canonicalization: canonicalization.value, algorithm, reference: read.value });
}

function readReference(reference: XmlElement): Result<Reference, SignatureFailure> {
  const [transforms, digestMethod, digest, ...rest] = childElements(reference);
  if (
    transforms === undefined ||
    digestMethod === undefined ||
    digest === undefined ||
    rest.length > 0 ||
    !isPlain(reference, NS_XML_SIGNATURE, 'Reference', ['Id', 'URI', 'Type']) ||
    !isPlain(transforms, NS_XML_SIGNATURE, 'Transforms', []) ||
    !isMethod(digestMethod, 'DigestMethod') ||
    !isPlain(digest, NS_XML_SIGNATURE, 'DigestValue', [])
  ) {
    return failure(
      'signature_reference_invalid',
      'Transforms, DigestMethod and DigestValue',
      'other content',
    );
  }
  const uri = attributeValue(reference, 'URI') ?? '';
  if (!/^#[^\s#()'"]+$/.test(uri)) {
    return failure('signature_reference_invalid', '# and the ID of the signed element', uri);
  }
  const canonicalization = readTransforms(transforms);
  if (!canonicalization.ok) return canonicalization;
  const algorithm = attributeValue(digestMethod, 'Algorithm') ?? '';
  const digestAlgorithm = DIGEST_ALGORITHMS.get(algorithm);
  if (digestAlgorithm === undefined || childElements(digestMethod).length > 0) {
    return failure('signature_algorithm_unsupported', 'a SHA-256, SHA-384 or SHA-512 digest', algorithm);
  }
  const digestValue = readBase64(digest);
  if (digestValue === null) return malformed('DigestValue in base64', 'something else');
  return success({
    id: uri.slice(1),
    canonicalization: canonicalization.value,
    digestAlgorithm,
    digestValue,
  });
}

/**
 * Reads exactly enveloped-signature and at most one canonicalisation after it. Without one, Canonical XML 1.0 turns the
 * node-set into octets (XML Signature 1.1, section 4.4.3.2). A `#ID` reference has dropped all comments before the
 * first transform (section 4.4.3.3), so a #WithComments transform finds none.
 */
function readTransforms(transforms: XmlElement): Result<CanonicalizationMethod, SignatureFailure> {
  const [enveloped, canonicalization, ...rest] = childElements(transforms);
  if (
    enveloped === undefined ||
    rest.length > 0 ||
    !isMethod(enveloped, 'Transform') ||
    attributeValue(enveloped, 'Algorithm') !== ENVELOPED_SIGNATURE ||
    childElements(enveloped).length > 0 ||
    (canonicalization !== undefined && !isMethod(canonicalization, 'Transform'))
  ) {
    return failure(
      'signature_transforms_forbidden',
      'enveloped-signature and one canonicalisation',
      'others',
    );
  }
  if (canonicalization === undefined) {
    return success({ form: 'inclusive-1.0', withComments: false, inclusivePrefixes: [] });
  }
  const method = readCanonicalization(canonicalization);
  if (!method.ok) return method;
  return success({ ...method.value, withComments: false });
}

/** Reads the Algorithm of a CanonicalizationMethod or Transform, and the PrefixList of Exclusive C14N (section 4). */
function readCanonicalization(element: XmlElement): Result<CanonicalizationMethod, SignatureFailure> {
  const uri = attributeValue(element, 'Algorithm') ?? '';
  const algorithm = CANONICALIZATION_ALGORITHMS.get(uri);
  if (algorithm === undefined) {
    return failure('signature_transforms_forbidden', 'a canonicalisation algorithm', uri);
  }
  const [inclusiveNamespaces, ...rest] = childElements(element);
  if (inclusiveNamespaces === undefined) return success({ ...algorithm, inclusivePrefixes: [] });
  // No further than it takes to see that there are too many; white space in front makes an empty one.
  const prefixes = (attributeValue(inclusiveNamespaces, 'PrefixList') ?? '')
    .split(/[ \t\n\r]+/, MAX_PREFIXES + 2)
    .filter(Boolean);
  if (
    rest.length > 0 ||
    algorithm.form !== 'exclusive-1.0' ||
    !isNamed(inclusiveNamespaces, EXCLUSIVE_C14N, 'InclusiveNamespaces') ||
    !hasOnlyAttributes(inclusiveNamespaces, ['PrefixList']) ||
    inclusiveNamespaces.children.length > 0 ||
    prefixes.length > MAX_PREFIXES
  ) {
    return failure(
      'signature_transforms_forbidden',
      `one InclusiveNamespaces of at most ${MAX_PREFIXES}`,
      'other content',
    );
  }
  return success({
    ...algorithm,
    inclusivePrefixes: prefixes.map((prefix) => (prefix === '#default' ? '' : prefix)),
  });
}

/** Whether an element names an algorithm and holds nothing but, perhaps, parameters: no text, which isPlain leaves to values. */
function isMethod(element: XmlElement, localName: string): boolean {
  return (
    isPlain(element, NS_XML_SIGNATURE, localName, ['Algorithm']) &&
    !/[^ \t\n\r]/.test(plainTextOf(element) ?? '')
  );
}

/** The octets of an element that holds nothing but base64 and white space; null otherwise, and for no octets at all. */
function readBase64(element: XmlElement): Uint8Array<ArrayBuffer> | null {
  const octets = decodeBase64(plainTextOf(element) ?? '');
  return octets === null || octets.length === 0 ? null : octets;
}

function holdsSaml(element: XmlElement): boolean {
  return childElements(element).some((child) => NS_SAML.test(child.namespace) || holdsSaml(child));
}

function malformed(expected: string, received: string): Result<never, SignatureFailure> {
  return failure('signature_malformed', expected, received);
}
