/**
 * Checks the signatures of requests, SAML Bindings 2.0, section 3.4.4.1 and SAML Core 2.0, section 5.4, with node:crypto
 * and xmldsigjs: none of it is the code that made them. The keys come out of the service provider's metadata. No I/O.
 */
import { type KeyObject, verify, X509Certificate } from 'node:crypto';
import type { Element } from '@xmldom/xmldom';
import { SignedXml } from 'xmldsigjs';
import { NS_PROTOCOL, NS_XML_SIGNATURE } from '../../src/saml/names.ts';
import { children, parseRoot } from './inbound-xml.ts';
import { Refusal } from './refusal.ts';
import { webcrypto } from './sign.ts';

/** How a request came: its XML, and with the Redirect binding the query that it came in. */
export interface ReceivedRequest {
  readonly xml: string;
  readonly rawQuery: string | null;
}

/** What the last part of an algorithm's identifier stands for. */
const ALGORITHMS: Readonly<Record<string, { readonly keyType: 'rsa' | 'ec'; readonly hash: string }>> = {
  'rsa-sha256': { keyType: 'rsa', hash: 'SHA-256' },
  'rsa-sha384': { keyType: 'rsa', hash: 'SHA-384' },
  'rsa-sha512': { keyType: 'rsa', hash: 'SHA-512' },
  'ecdsa-sha256': { keyType: 'ec', hash: 'SHA-256' },
  'ecdsa-sha384': { keyType: 'ec', hash: 'SHA-384' },
  'ecdsa-sha512': { keyType: 'ec', hash: 'SHA-512' },
};

/** Refuses a request whose signature does not hold, and an unsigned one if it has to be signed. */
export async function checkRequestSignature(
  request: ReceivedRequest,
  certificates: readonly string[],
  isRequired: boolean,
): Promise<void> {
  if (certificates.length === 0 && !isRequired) return;
  const keys = certificates.map((base64) => new X509Certificate(Buffer.from(base64, 'base64')).publicKey);
  const holds =
    request.rawQuery === null
      ? await enveloped(request.xml, keys)
      : detached(new URLSearchParams(request.rawQuery), request.rawQuery, keys);
  if (holds === null && isRequired) {
    throw new Refusal('Not signed', 'Requests have to be signed: the metadata of one side says so.');
  }
  if (holds === false) {
    throw new Refusal('Signature does not hold', 'No key of the service provider’s metadata made it.');
  }
}

/** Null where there is none. */
function detached(parameters: URLSearchParams, rawQuery: string, keys: readonly KeyObject[]): boolean | null {
  const signature = parameters.get('Signature');
  if (signature === null) return null;
  const algorithm = ALGORITHMS[(parameters.get('SigAlg') ?? '').split('#')[1] ?? ''];
  if (algorithm === undefined) return false;
  const raw = (name: string) => rawQuery.split('&').filter((pair) => pair.startsWith(`${name}=`));
  const signed = Buffer.from(['SAMLRequest', 'SAMLResponse', 'RelayState', 'SigAlg'].flatMap(raw).join('&'));
  const value = Buffer.from(signature, 'base64');
  return keys
    .filter(({ asymmetricKeyType }) => asymmetricKeyType === algorithm.keyType)
    .some((key) =>
      verify(algorithm.hash.replace('-', ''), signed, { key, dsaEncoding: 'ieee-p1363' }, value),
    );
}

async function enveloped(xml: string, keys: readonly KeyObject[]): Promise<boolean | null> {
  const [signature] = children(parseRoot(xml, NS_PROTOCOL, 'AuthnRequest'), NS_XML_SIGNATURE, 'Signature');
  if (signature === undefined) return null;
  const method = signature.getElementsByTagNameNS(NS_XML_SIGNATURE, 'SignatureMethod')[0];
  const algorithm = ALGORITHMS[method?.getAttribute('Algorithm')?.split('#')[1] ?? ''];
  if (algorithm === undefined) return false;
  for (const key of keys.filter(({ asymmetricKeyType }) => asymmetricKeyType === algorithm.keyType)) {
    if (await verifies(signature, key, algorithm.hash)) return true;
  }
  return false;
}

/** xmldsigjs itself would believe any key in KeyInfo, so it gets ours. */
async function verifies(signature: Element, key: KeyObject, hash: string): Promise<boolean> {
  const parameters =
    key.asymmetricKeyType === 'rsa'
      ? { name: 'RSASSA-PKCS1-v1_5', hash }
      : { name: 'ECDSA', namedCurve: CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? '' };
  const spki = key.export({ type: 'spki', format: 'der' });
  const publicKey = await webcrypto.subtle.importKey('spki', spki, parameters, true, ['verify']);
  const signed = new SignedXml(signature.ownerDocument as never);
  signed.LoadXml(signature as never);
  // It imports the key again, by what it has read there, which lacks the curve.
  signed.Algorithm = parameters;
  // It throws where a digest differs.
  return signed.Verify(publicKey).catch(() => false);
}

const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};
