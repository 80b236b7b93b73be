/**
 * The one table of algorithms of XML Encryption 1.1, section 5, strongest first, since that is the order in which
 * metadata offers them. Forbidden ones are known so that they can be refused by name, with advice; everything else,
 * key agreement and key wrapping among it, is not supported. Pure.
 */
const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const XMLENC_11 = 'http://www.w3.org/2009/xmlenc11#';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const DSIG_MORE = 'http://www.w3.org/2001/04/xmldsig-more#';

/** As node:crypto calls them. */
export type OaepHash = 'sha1' | 'sha256' | 'sha384' | 'sha512';

export interface ContentAlgorithm {
  readonly uri: string;
  /** Only GCM shows whether a ciphertext was changed. */
  readonly mode: 'gcm' | 'cbc';
  readonly keyOctets: 16 | 24 | 32;
}

export interface KeyTransportAlgorithm {
  readonly uri: string;
  /** The hash of MGF1, where the identifier fixes it; null where an MGF element may name it. */
  readonly mgfHash: OaepHash | null;
}

/** Section 5.2. */
export const CONTENT_ALGORITHMS = byUri<ContentAlgorithm>([
  { uri: `${XMLENC_11}aes256-gcm`, mode: 'gcm', keyOctets: 32 },
  { uri: `${XMLENC_11}aes192-gcm`, mode: 'gcm', keyOctets: 24 },
  { uri: `${XMLENC_11}aes128-gcm`, mode: 'gcm', keyOctets: 16 },
  { uri: `${XMLENC}aes256-cbc`, mode: 'cbc', keyOctets: 32 },
  { uri: `${XMLENC}aes192-cbc`, mode: 'cbc', keyOctets: 24 },
  { uri: `${XMLENC}aes128-cbc`, mode: 'cbc', keyOctets: 16 },
]);

/** Section 5.5. */
export const KEY_TRANSPORT_ALGORITHMS = byUri<KeyTransportAlgorithm>([
  { uri: `${XMLENC_11}rsa-oaep`, mgfHash: null },
  { uri: `${XMLENC}rsa-oaep-mgf1p`, mgfHash: 'sha1' },
]);

/**
 * Blocks of 64 bits collide after some gigabytes; the padding of RSA 1.5 tells its plaintext to whoever may ask
 * often.
 */
export const FORBIDDEN_ALGORITHMS: ReadonlyMap<string, string> = new Map([
  [`${XMLENC}tripledes-cbc`, 'Triple DES'],
  [`${XMLENC}rsa-1_5`, 'RSA 1.5'],
]);

/** SHA-1 is no weakness here: OAEP asks of its hashes nothing that collisions break (RFC 8017, appendix B.1). */
export const OAEP_DIGESTS: ReadonlyMap<string, OaepHash> = new Map([
  [`${DSIG}sha1`, 'sha1'],
  [`${XMLENC}sha256`, 'sha256'],
  [`${DSIG_MORE}sha384`, 'sha384'],
  // Section 5.7.3 calls it so, against the registry (RFC 6931, section 2.1.3).
  [`${XMLENC}sha384`, 'sha384'],
  [`${XMLENC}sha512`, 'sha512'],
]);

/** Section 5.5.2. */
export const MASK_GENERATION_FUNCTIONS: ReadonlyMap<string, OaepHash> = new Map([
  [`${XMLENC_11}mgf1sha1`, 'sha1'],
  [`${XMLENC_11}mgf1sha256`, 'sha256'],
  [`${XMLENC_11}mgf1sha384`, 'sha384'],
  [`${XMLENC_11}mgf1sha512`, 'sha512'],
]);

function byUri<Algorithm extends { readonly uri: string }>(
  algorithms: readonly Algorithm[],
): ReadonlyMap<string, Algorithm> {
  return new Map(algorithms.map((algorithm) => [algorithm.uri, algorithm]));
}
