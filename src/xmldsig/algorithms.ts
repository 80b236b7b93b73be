/**
 * The one table of algorithms: XML Signature 1.1, RFC 6931 and RFC 9231 identifiers, each with its WebCrypto
 * parameters and its standing. What is not in here is not supported: no HMAC (a public key would become the secret),
 * no MD5, no DSA. `weak` ones are known so that they can be named, and work only where a connection allows them.
 */

import type { TrustedKey } from '../x509/trusted-key.ts';
import type { CanonicalizationMethod } from './canonicalize.ts';

export type HashName = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';
type Status = 'good' | 'weak';

export interface SignatureAlgorithm {
  readonly uri: string;
  readonly keyType: TrustedKey['type'];
  readonly scheme: 'RSASSA-PKCS1-v1_5' | 'RSA-PSS' | 'ECDSA';
  readonly hash: HashName;
  readonly status: Status;
}

export interface DigestAlgorithm {
  readonly uri: string;
  readonly hash: HashName;
  readonly status: Status;
}

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const DSIG_MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const DSIG_MORE_2007 = 'http://www.w3.org/2007/05/xmldsig-more#';
const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';

function signature(
  uri: string,
  scheme: SignatureAlgorithm['scheme'],
  hash: HashName,
  status: Status = 'good',
): SignatureAlgorithm {
  return { uri, keyType: scheme === 'ECDSA' ? 'EC' : 'RSA', scheme, hash, status };
}

/** Of two that a key of ours could sign with, the earlier is taken. */
export const SIGNATURE_ALGORITHMS = byUri<SignatureAlgorithm>([
  signature(`${DSIG_MORE}rsa-sha256`, 'RSASSA-PKCS1-v1_5', 'SHA-256'),
  signature(`${DSIG_MORE}rsa-sha384`, 'RSASSA-PKCS1-v1_5', 'SHA-384'),
  signature(`${DSIG_MORE}rsa-sha512`, 'RSASSA-PKCS1-v1_5', 'SHA-512'),
  signature(`${DSIG_MORE}ecdsa-sha256`, 'ECDSA', 'SHA-256'),
  signature(`${DSIG_MORE}ecdsa-sha384`, 'ECDSA', 'SHA-384'),
  signature(`${DSIG_MORE}ecdsa-sha512`, 'ECDSA', 'SHA-512'),
  signature(`${DSIG_MORE_2007}sha256-rsa-MGF1`, 'RSA-PSS', 'SHA-256'),
  signature(`${DSIG_MORE_2007}sha384-rsa-MGF1`, 'RSA-PSS', 'SHA-384'),
  signature(`${DSIG_MORE_2007}sha512-rsa-MGF1`, 'RSA-PSS', 'SHA-512'),
  signature(`${DSIG}rsa-sha1`, 'RSASSA-PKCS1-v1_5', 'SHA-1', 'weak'),
  signature(`${DSIG_MORE}ecdsa-sha1`, 'ECDSA', 'SHA-1', 'weak'),
]);

export const DIGEST_ALGORITHMS = byUri<DigestAlgorithm>([
  { uri: `${XMLENC}sha256`, hash: 'SHA-256', status: 'good' },
  { uri: `${DSIG_MORE}sha384`, hash: 'SHA-384', status: 'good' },
  { uri: `${XMLENC}sha512`, hash: 'SHA-512', status: 'good' },
  { uri: `${DSIG}sha1`, hash: 'SHA-1', status: 'weak' },
]);

function byUri<Algorithm extends { readonly uri: string }>(
  algorithms: readonly Algorithm[],
): ReadonlyMap<string, Algorithm> {
  return new Map(algorithms.map((algorithm) => [algorithm.uri, algorithm]));
}

type CanonicalizationAlgorithm = Omit<CanonicalizationMethod, 'inclusivePrefixes'>;

export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const C14N_11 = 'http://www.w3.org/2006/12/xml-c14n11';

export const CANONICALIZATION_ALGORITHMS: ReadonlyMap<string, CanonicalizationAlgorithm> = new Map([
  [EXCLUSIVE_C14N, { form: 'exclusive-1.0', withComments: false }],
  [`${EXCLUSIVE_C14N}WithComments`, { form: 'exclusive-1.0', withComments: true }],
  [C14N, { form: 'inclusive-1.0', withComments: false }],
  [`${C14N}#WithComments`, { form: 'inclusive-1.0', withComments: true }],
  [C14N_11, { form: 'inclusive-1.1', withComments: false }],
  [`${C14N_11}#WithComments`, { form: 'inclusive-1.1', withComments: true }],
]);

export const ENVELOPED_SIGNATURE = `${DSIG}enveloped-signature`;

/** The octets of a digest, which are also the salt length of RSA-PSS (RFC 6931, section 2.3.10). */
export const HASH_OCTETS: Readonly<Record<HashName, number>> = {
  'SHA-1': 20,
  'SHA-256': 32,
  'SHA-384': 48,
  'SHA-512': 64,
};
