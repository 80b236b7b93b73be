/**
 * Enveloped XML signatures (XML Signature 1.1, SAML Core 2.0 section 5.4) made by xmldsigjs and @peculiar/webcrypto:
 * an implementation that is not ours, so that it can contradict ours. Development and tests only; no I/O.
 */
import { Crypto } from '@peculiar/webcrypto';
import { DOMImplementation, DOMParser, type Element, XMLSerializer } from '@xmldom/xmldom';
import { setNodeDependencies } from 'xml-core';
import {
  Application,
  CryptoConfig,
  RSA_PSS_WITH_PARAMS_NAMESPACE,
  RsaPssWithoutParamsSha256,
  RsaPssWithoutParamsSha384,
  RsaPssWithoutParamsSha512,
  RsaPssWithParams,
  SignedXml,
  XmlDsigExcC14NTransform,
} from 'xmldsigjs';
import xpath from 'xpath';
import { NS_ASSERTION, NS_PROTOCOL } from '../../src/saml/names.ts';
import { certificateBase64, type SigningKey } from '../x509/signing-key.ts';

export type Digest = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/** The scheme comes from here and from the key: RSASSA-PKCS1-v1_5 or ECDSA, or RSASSA-PSS where asked for. */
export type SignatureScheme = 'RSA' | 'RSA-PSS' | 'ECDSA';

export interface SignatureAlgorithm {
  readonly scheme: SignatureScheme;
  readonly hash: Digest;
}

export const CANONICALIZATIONS = {
  exclusive: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  'exclusive-with-comments': 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments',
  inclusive: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  'inclusive-with-comments': 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments',
} as const;

export type Canonicalization = keyof typeof CANONICALIZATIONS;

export interface Signing {
  readonly key: SigningKey;
  readonly algorithm: SignatureAlgorithm;
  readonly canonicalization: Canonicalization;
  readonly digest: Digest;
  /** PrefixList of the exclusive canonicalisation of the signed element, such as `xs`; not `#default`. */
  readonly prefixList?: string;
  /** What KeyInfo holds: the key's certificate, or no KeyInfo at all. */
  readonly keyInfo: 'certificate' | 'none';
}

/** What gets signed: the root Response, the first Assertion that is or stands in the root, or the element of this ID. */
export type SigningTarget = 'Response' | 'Assertion' | { readonly id: string };

export const webcrypto = new Crypto();
setNodeDependencies({ XMLSerializer, DOMParser, DOMImplementation, xpath });
Application.setEngine('Peculiar', webcrypto);

/** Has xmldsigjs write the RSA-PSS identifiers without parameters (RFC 9231, section 2.3.10), which SAML uses. */
class RsaPssBySaml extends RsaPssWithParams {
  static override fromAlgorithm(algorithm: Algorithm & { hash?: { name: string } }) {
    if (algorithm.name !== 'RSA-PSS') return null;
    if (algorithm.hash?.name === 'SHA-256') return new RsaPssWithoutParamsSha256();
    if (algorithm.hash?.name === 'SHA-384') return new RsaPssWithoutParamsSha384();
    return new RsaPssWithoutParamsSha512();
  }
}
CryptoConfig.RegisterSignatureAlgorithm(RSA_PSS_WITH_PARAMS_NAMESPACE, RsaPssBySaml);

/** Mends what xmldsigjs forgets: that the default namespace is inherited, too, and to write a PrefixList down. */
class CompleteSignedXml extends SignedXml {
  prefixList: string | undefined;

  protected override ResolveTransform(name: Parameters<SignedXml['ResolveTransform']>[0]) {
    const transform = super.ResolveTransform(name);
    if (this.prefixList === undefined || !(transform instanceof XmlDsigExcC14NTransform)) return transform;
    transform.InclusiveNamespacesPrefixList = this.prefixList;
    const element = transform.GetXml() as unknown as Element;
    const inclusive = element.ownerDocument?.createElementNS(
      CANONICALIZATIONS.exclusive,
      'ec:InclusiveNamespaces',
    );
    if (!inclusive) throw new Error('xmldsigjs has built no element for the transform');
    inclusive.setAttribute('PrefixList', this.prefixList);
    element.appendChild(inclusive);
    return transform;
  }

  // biome-ignore lint/suspicious/noExplicitAny: xmldsigjs means the DOM's Element, the Workers' types know another one
  protected override CopyNamespaces(source: any, target: any, ignoreDefault: boolean): void {
    super.CopyNamespaces(source, target, ignoreDefault);
    const inherited = (source as Element).lookupNamespaceURI('');
    if (inherited && !ignoreDefault) (target as Element).setAttribute('xmlns', inherited);
  }
}

/**
 * Signs one element of a document and puts the Signature where the schema wants it: after the Issuer, else first.
 * The rest of the text stays as it is, octet for octet.
 */
export async function signXml(xml: string, target: SigningTarget, signing: Signing): Promise<string> {
  const document = new DOMParser({ onError: refuse }).parseFromString(xml, 'application/xml');
  const element = findTarget(document.documentElement, target);
  const id = element.getAttribute('ID');
  if (!id) throw new Error(`<${element.tagName}> has no ID, so that no Reference can name it`);

  const canonicalization = CANONICALIZATIONS[signing.canonicalization];
  const signed = new CompleteSignedXml();
  signed.prefixList = signing.prefixList;
  signed.XmlSignature.SignedInfo.CanonicalizationMethod.Algorithm = canonicalization;
  // SignedInfo inherits the namespaces of the element that it will stand in, which inclusive C14N puts out.
  // biome-ignore lint/suspicious/noExplicitAny: xmldsigjs means the DOM's Element, the Workers' types know another one
  signed.Parent = element as any;
  const algorithm = webCryptoAlgorithm(signing.algorithm, signing.key);
  await signed.Sign(algorithm, await importPrivateKey(signing.key, algorithm), document as never, {
    ...(signing.keyInfo === 'certificate' ? { x509: [certificateBase64(signing.key)] } : {}),
    references: [{ uri: `#${id}`, hash: signing.digest, transforms: ['enveloped', canonicalization] }],
  });
  const at = placeOfSignature(xml, id);
  return xml.slice(0, at) + signed.XmlSignature.toString() + xml.slice(at);
}

function findTarget(root: Element | null, target: SigningTarget): Element {
  if (root === null) throw new Error('the document has no root element');
  const descendants = [root, ...root.getElementsByTagName('*')];
  const found = descendants.find((element) => {
    if (typeof target === 'object') return element.getAttribute('ID') === target.id;
    const namespace = target === 'Response' ? NS_PROTOCOL : NS_ASSERTION;
    return element.localName === target && element.namespaceURI === namespace;
  });
  if (found === undefined) throw new Error(`there is no ${JSON.stringify(target)} to sign`);
  return found;
}

/** Found in the text rather than in the tree, since serialising the tree would change line ends and references. */
function placeOfSignature(xml: string, id: string): number {
  const literalId = id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const start = new RegExp(
    `<[^<>]*\\sID\\s*=\\s*["']${literalId}["'][^<>]*[^<>/]>|<[^<>]*\\sID\\s*=\\s*["']${literalId}["']>`,
  );
  const tag = start.exec(xml);
  if (tag === null) throw new Error(`no start tag with ID="${id}" can take a Signature`);
  const content = tag.index + tag[0].length;
  const issuer = /^\s*<((?:[\w.-]+:)?Issuer)\b[^<>]*(?:\/>|>[\s\S]*?<\/\1\s*>)/.exec(xml.slice(content));
  return content + (issuer?.[0].length ?? 0);
}

interface WebCryptoAlgorithm {
  readonly name: string;
  readonly hash: { readonly name: Digest };
  readonly saltLength?: number;
  readonly namedCurve?: string;
}

const SALT_LENGTHS: Readonly<Record<Digest, number>> = {
  'SHA-1': 20,
  'SHA-256': 32,
  'SHA-384': 48,
  'SHA-512': 64,
};
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

function webCryptoAlgorithm({ scheme, hash }: SignatureAlgorithm, key: SigningKey): WebCryptoAlgorithm {
  if (scheme === 'RSA') return { name: 'RSASSA-PKCS1-v1_5', hash: { name: hash } };
  if (scheme === 'RSA-PSS') return { name: 'RSA-PSS', hash: { name: hash }, saltLength: SALT_LENGTHS[hash] };
  const namedCurve = CURVES[key.privateKey.asymmetricKeyDetails?.namedCurve ?? ''];
  if (namedCurve === undefined) throw new Error('ECDSA needs a key on P-256, P-384 or P-521');
  return { name: 'ECDSA', hash: { name: hash }, namedCurve };
}

async function importPrivateKey(key: SigningKey, algorithm: WebCryptoAlgorithm): Promise<CryptoKey> {
  const pkcs8 = key.privateKey.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
}

function refuse(level: string, message: string): void {
  if (level !== 'warning') throw new Error(`not well-formed: ${message}`);
}
