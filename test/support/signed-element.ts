/**
 * A small signed element that is not SAML, so that signatures can be tested for themselves; and what verification says of
 * it. Signed by xmldsigjs or, where the octets have to be odd, by node:crypto.
 */
import { createHash, sign as signOctets } from 'node:crypto';
import type { Signing } from '../../scripts/idp/sign.ts';
import type { Result } from '../../src/result.ts';
import type { TrustedKey } from '../../src/x509/trusted-key.ts';
import { childrenNamed } from '../../src/xml/select.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import type { SignatureFailure } from '../../src/xmldsig/failure.ts';
import { type VerifiedElement, verifyEnvelopedSignature } from '../../src/xmldsig/verify.ts';
import type { SignaturePolicy } from '../../src/xmldsig/verify-octets.ts';
import { NS_XML_SIGNATURE } from '../../src/xmlenc/names.ts';
import { rootOf } from './read-xml.ts';
import { signXml, testKey } from './signed-response.ts';
import { trustedKey } from './verdict.ts';

/** What is signed where a test does not say otherwise. */
export const ELEMENT = '<r:root xmlns:r="urn:root" ID="_1"><r:name>alice</r:name></r:root>';

/** The text of an element with `ID="_1"`, signed. */
export function signElement(changes: Partial<Signing> = {}, text: string = ELEMENT): Promise<string> {
  return signXml(text, { id: '_1' }, { keyInfo: 'none', ...changes });
}

export function policy(
  trustedKeys: readonly TrustedKey[] = [trustedKey('rsaA')],
  changes: Partial<SignaturePolicy> = {},
): SignaturePolicy {
  return { trustedKeys, allowSha1: false, blockedAlgorithms: new Set(), ...changes };
}

/** The first ds:Signature that is a child of this element. */
export function signatureIn(element: XmlElement): XmlElement {
  const [signature] = childrenNamed(element, NS_XML_SIGNATURE, 'Signature');
  if (signature === undefined) throw new Error(`<${element.name}> has no Signature`);
  return signature;
}

/** Verifies the signature of the root of a document. */
export function verifyRoot(
  xml: string,
  chosen: SignaturePolicy = policy(),
): Promise<Result<VerifiedElement, SignatureFailure>> {
  const root = rootOf(xml);
  return verifyEnvelopedSignature(root, signatureIn(root), chosen);
}

/** `verified`, or the code of the refusal. */
export async function outcomeOfVerifying(xml: string, chosen?: SignaturePolicy): Promise<string> {
  const verified = await verifyRoot(xml, chosen);
  return verified.ok ? 'verified' : verified.failure.code;
}

export interface OddSigning {
  /** The document, with `SIGNATURE` where the Signature goes. */
  readonly template: string;
  /** The canonical form of the signed element without its Signature. */
  readonly canonical: string;
  /** The ec:InclusiveNamespaces, if any, and the algorithm of the canonicalisation of the signed element. */
  readonly transform: string;
}

/** Signs a canonical form that the test gives, with RSA and SHA-256: neither xmldsigjs nor we canonicalise it. */
export function signCanonical({ template, canonical, transform }: OddSigning): string {
  const digest = createHash('sha256').update(canonical).digest('base64');
  const signedInfo =
    `<ds:SignedInfo xmlns:ds="${NS_XML_SIGNATURE}"><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:CanonicalizationMethod>` +
    '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod><ds:Reference URI="#_1">' +
    `<ds:Transforms><ds:Transform Algorithm="${NS_XML_SIGNATURE}enveloped-signature"></ds:Transform>${transform}</ds:Transforms>` +
    `<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
  const value = signOctets('sha256', Buffer.from(signedInfo), testKey('rsaA').privateKey).toString('base64');
  const signature = `<ds:Signature xmlns:ds="${NS_XML_SIGNATURE}">${signedInfo}<ds:SignatureValue>${value}</ds:SignatureValue></ds:Signature>`;
  return template.replace('SIGNATURE', () => signature);
}
