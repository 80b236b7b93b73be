/**
 * Verification of one enveloped signature: XML Signature 1.1, section 3.2, SAML Core 2.0, section 5.4. Its input is
 * hostile. What comes out is read again from exactly the octets that were digested, so nothing that the signature
 * does not cover can be mistaken for signed content.
 */
import { failure, type Result, success } from '../result.ts';
import type { XmlFailure } from '../xml/failure.ts';
import { parseXmlText } from '../xml/reader.ts';
import { attributeValue, childrenNamed } from '../xml/select.ts';
import { isElement, type XmlElement } from '../xml/tree.ts';
import { type DecryptionExpectations, decryptElement, type ExpectedElement } from '../xmlenc/decrypt.ts';
import type { EncryptionFailure } from '../xmlenc/failure.ts';
import { NS_XML_SIGNATURE } from '../xmlenc/names.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import { canonicalize } from './canonicalize.ts';
import type { SignatureFailure } from './failure.ts';
import { type Reference, readSignature, readSignedInfo } from './signature.ts';
import { checkAlgorithms, type SignaturePolicy, verifyOctets } from './verify-octets.ts';

/** Proof that nobody calls the constructor but this module. Not exported on purpose. */
const MINT = Symbol('verified');

/**
 * An element that was read from octets whose signature held. There is no other way to get one than verification:
 * the constructor refuses everybody else at run time, and a look-alike has not got the private field.
 */
export class VerifiedElement {
  readonly #element: XmlElement;

  constructor(mint: symbol, element: XmlElement) {
    if (mint !== MINT) throw new TypeError('A VerifiedElement comes out of verification only');
    this.#element = element;
  }

  /** The element inside; throws for anything that verification did not make. */
  static element(verified: VerifiedElement): XmlElement {
    if (!(#element in verified)) throw new TypeError('Not a VerifiedElement');
    return verified.#element;
  }

  /** The direct children of this name: they are covered by the same signature. */
  static children(verified: VerifiedElement, namespace: string, localName: string): VerifiedElement[] {
    return childrenNamed(VerifiedElement.element(verified), namespace, localName).map(
      (child) => new VerifiedElement(MINT, child),
    );
  }

  /**
   * What the ciphertext in a verified element decrypts to. The signature covers the ciphertext, so it covers that as well: the
   * signer chose it, by encrypting it or by signing what somebody else had encrypted.
   */
  static decrypt(
    verified: VerifiedElement,
    expected: ExpectedElement,
    expectations: DecryptionExpectations,
  ): Result<VerifiedContent, EncryptionFailure> {
    const policy = { ...expectations, isSigned: true };
    const decrypted = decryptElement(VerifiedElement.element(verified), expected, policy);
    if (!decrypted.ok) return decrypted;
    const { element, isIntact } = decrypted.value;
    return success({ content: new VerifiedElement(MINT, element), isIntact });
  }
}

/** What was decrypted under a signature; `isIntact` as in `Decrypted`. */
interface VerifiedContent {
  readonly content: VerifiedElement;
  readonly isIntact: boolean;
}

/**
 * Verifies the ds:Signature `signature`, a direct child of `signed`, with the pinned keys, and returns `signed` as it
 * was signed, without that Signature. KeyInfo is never looked at.
 *
 * Enforces, in order: the grammar; the algorithms; the signature over the canonical octets of SignedInfo; that the
 * Reference, read from those same octets, names `signed` and nothing else; the digest; that the digested octets can
 * be read again.
 */
export async function verifyEnvelopedSignature(
  signed: XmlElement,
  signature: XmlElement,
  policy: SignaturePolicy,
): Promise<Result<VerifiedElement, SignatureFailure>> {
  const reread = await verifySignature(signed, signature, policy, parseCanonical);
  return reread.ok ? success(new VerifiedElement(MINT, reread.value)) : reread;
}

/**
 * Verifies the ds:Signature `signature` of an element inside another one that is signed as well; what may be believed comes
 * out of the outer one. It is checked on the element as it was `received`, where it was made: a PrefixList and inclusive
 * canonicalisation put out namespaces of the surroundings, which the octets around it that were verified may lack.
 */
export async function verifyInnerSignature(
  received: XmlElement,
  signature: XmlElement,
  policy: SignaturePolicy,
): Promise<Result<null, SignatureFailure>> {
  return verifySignature(received, signature, policy, () => success(null));
}

/** Reads the octets that were digested. */
type Rereading<Reread> = (octets: Uint8Array) => Result<Reread, SignatureFailure>;

/**
 * Enforces the steps above; returns what was read again. While WebCrypto verifies SignedInfo, what it refers to is digested,
 * since the two take turns on one thread otherwise; whether SignedInfo was verified is judged first, and nothing is
 * returned unless both hold.
 */
async function verifySignature<Reread>(
  signed: XmlElement,
  signature: XmlElement,
  policy: SignaturePolicy,
  reread: Rereading<Reread>,
): Promise<Result<Reread, SignatureFailure>> {
  const claim = readClaim(signature, policy);
  if (!claim.ok) return claim;
  const { algorithm, signatureValue, signedInfo } = claim.value;
  const [verified, digested] = await Promise.all([
    verifyOctets(algorithm, signatureValue, signedInfo, policy.trustedKeys),
    digestReference(signedInfo, signed, signature, reread),
  ]);
  return verified.ok ? digested : verified;
}

/** What a Signature claims, ready to be verified. */
interface Claim {
  readonly algorithm: SignatureAlgorithm;
  readonly signatureValue: Uint8Array<ArrayBuffer>;
  /** SignedInfo in canonical form. */
  readonly signedInfo: Uint8Array<ArrayBuffer>;
}

function readClaim(signature: XmlElement, policy: SignaturePolicy): Result<Claim, SignatureFailure> {
  const read = readSignature(signature);
  if (!read.ok) return read;
  const claimed = readSignedInfo(read.value.signedInfo);
  if (!claimed.ok) return claimed;
  const { algorithm, canonicalization, reference } = claimed.value;
  const forbidden = checkAlgorithms([algorithm, reference.digestAlgorithm], policy);
  if (forbidden !== null) return forbidden;
  const canonical = canonicalize(read.value.signedInfo, canonicalization);
  if (!canonical.ok) return canonical;
  return success({ algorithm, signatureValue: read.value.signatureValue, signedInfo: canonical.value });
}

/** Up to so many octets are read again while WebCrypto digests them; more than that only once the digest agrees. */
const READ_AHEAD_OCTETS = 64 * 1024;

/** Digests what the octets of SignedInfo refer to: what those say, not what the message around them says. */
async function digestReference<Reread>(
  signedInfo: Uint8Array,
  signed: XmlElement,
  signature: XmlElement,
  reread: Rereading<Reread>,
): Promise<Result<Reread, SignatureFailure>> {
  // The other signature of a message may begin first: verifying the two takes longer than all that follows here.
  await null;
  const reparsed = parseCanonical(signedInfo);
  if (!reparsed.ok) return reparsed;
  const read = readSignedInfo(reparsed.value);
  if (!read.ok) return read;
  const { reference } = read.value;
  const misplaced = checkReference(reference, signed, signature);
  if (misplaced !== null) return misplaced;
  const canonical = canonicalize(signed, reference.canonicalization, signature);
  if (!canonical.ok) return canonical;
  const digesting = crypto.subtle.digest(reference.digestAlgorithm.hash, canonical.value);
  // So may the other digest.
  await null;
  const ahead = canonical.value.length <= READ_AHEAD_OCTETS ? reread(canonical.value) : null;
  if (!equalOctets(new Uint8Array(await digesting), reference.digestValue)) {
    return failure(
      'signature_digest_mismatch',
      'the content as it was signed',
      'content changed after signing',
    );
  }
  return ahead ?? reread(canonical.value);
}

/**
 * The Reference must name, by its ID, the very element that holds the Signature and no other, and no other element of the
 * document may carry that ID under any spelling (SAML Core 2.0, sections 5.4.1 and 5.4.2).
 */
function checkReference(
  reference: Reference,
  signed: XmlElement,
  signature: XmlElement,
): Result<never, SignatureFailure> | null {
  if (signature.parent !== signed || attributeValue(signed, 'ID') !== reference.id) {
    return failure(
      'signature_reference_invalid',
      'a reference to the element that holds the signature',
      `#${reference.id}`,
    );
  }
  if (childrenNamed(signed, NS_XML_SIGNATURE, 'Signature').length > 1) {
    return failure('signature_malformed', 'one Signature on an element', 'several');
  }
  let root = signed;
  while (root.parent !== null) root = root.parent;
  if (countIds(root, reference.id) !== 1) {
    return failure('signature_duplicate_id', 'one element with the signed ID', 'several');
  }
  return null;
}

/** Counts the attributes that some parser or other would take for this ID. */
function countIds(element: XmlElement, id: string): number {
  let count = 0;
  for (const { localName, value } of element.attributes) {
    if (value === id && localName.length === 2 && localName.toLowerCase() === 'id') count++;
  }
  for (const child of element.children) {
    if (isElement(child)) count += countIds(child, id);
  }
  return count;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a canonical form of ours, which may be larger than what is taken from others. */
function parseCanonical(octets: Uint8Array): Result<XmlElement, XmlFailure> {
  return parseXmlText(UTF8.decode(octets));
}

function equalOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
