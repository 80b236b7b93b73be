/**
 * Enveloped signatures over what we send: XML Signature 1.1, section 3.1, in the profile of SAML Core 2.0, section 5.4: one
 * Reference to the element's ID, exclusive canonicalisation, the certificate in KeyInfo. What is signed are the octets
 * that our own reader and canonicaliser make of the very text that is sent. Pure.
 */
import { encodeBase64 } from '../base64.ts';
import { parseXmlText } from '../xml/reader.ts';
import type { XmlElement } from '../xml/tree.ts';
import { element, type OutboundElement, writeXml } from '../xml/writer.ts';
import { NS_XML_SIGNATURE } from '../xmlenc/names.ts';
import { ENVELOPED_SIGNATURE, EXCLUSIVE_C14N } from './algorithms.ts';
import { canonicalize } from './canonicalize.ts';
import { type SigningKey, signOctets } from './signing-key.ts';

/**
 * Signs an element that has an ID, and returns it with the Signature where the schemas want it: right after the child
 * named `after`, or with null as the first child.
 */
export async function signElement(
  root: OutboundElement,
  after: string | null,
  key: SigningKey,
): Promise<OutboundElement> {
  const { ID: id = null } = root.attributes;
  if (id === null) throw new TypeError('What is signed has an ID');
  const digest = await crypto.subtle.digest(key.digestAlgorithm.hash, canonicalOctets(root));
  const signedInfo = buildSignedInfo(id, new Uint8Array(digest), key);
  // In exclusive form it declares the one namespace that it uses, and does so within Signature as well.
  const alone = { ...signedInfo, attributes: { 'xmlns:ds': NS_XML_SIGNATURE } };
  const value = await signOctets(key, canonicalOctets(alone));
  const signature = element('ds:Signature', { 'xmlns:ds': NS_XML_SIGNATURE }, [
    signedInfo,
    element('ds:SignatureValue', {}, [encodeBase64(value)]),
    keyInfo(key.keyPair.certificate),
  ]);
  const at = root.children.findIndex((child) => typeof child !== 'string' && child.name === after) + 1;
  return { ...root, children: root.children.toSpliced(at, 0, signature) };
}

/** Builds the KeyInfo of a certificate, given as base64; the prefix `ds` is declared around it. */
export function keyInfo(certificate: string): OutboundElement {
  return element('ds:KeyInfo', {}, [
    element('ds:X509Data', {}, [element('ds:X509Certificate', {}, [certificate])]),
  ]);
}

function buildSignedInfo(id: string, digest: Uint8Array, key: SigningKey): OutboundElement {
  return element('ds:SignedInfo', {}, [
    element('ds:CanonicalizationMethod', { Algorithm: EXCLUSIVE_C14N }),
    element('ds:SignatureMethod', { Algorithm: key.algorithm.uri }),
    element('ds:Reference', { URI: `#${id}` }, [
      element('ds:Transforms', {}, [
        element('ds:Transform', { Algorithm: ENVELOPED_SIGNATURE }),
        element('ds:Transform', { Algorithm: EXCLUSIVE_C14N }),
      ]),
      element('ds:DigestMethod', { Algorithm: key.digestAlgorithm.uri }),
      element('ds:DigestValue', {}, [encodeBase64(digest)]),
    ]),
  ]);
}

function canonicalOctets(outbound: OutboundElement): Uint8Array<ArrayBuffer> {
  const canonical = canonicalize(readBack(outbound), {
    form: 'exclusive-1.0',
    withComments: false,
    inclusivePrefixes: [],
  });
  if (!canonical.ok) throw new Error(`what we wrote cannot be signed: ${canonical.failure.code}`);
  return canonical.value;
}

/** Reads what a recipient will read. That it can be read is for the writer to see to. */
function readBack(outbound: OutboundElement): XmlElement {
  const read = parseXmlText(writeXml(outbound));
  if (!read.ok) throw new Error(`what we wrote cannot be read: ${read.failure.code}`);
  return read.value;
}
