/**
 * A key that we sign with: the operator's own, with the algorithm chosen once. RSASSA-PKCS1-v1_5 and ECDSA, since
 * RSASSA-PSS is not understood everywhere. Pure, but for the octets that ECDSA draws inside WebCrypto.
 */
import type { KeyPair } from '../x509/key-pair.ts';
import {
  DIGEST_ALGORITHMS,
  type DigestAlgorithm,
  type HashName,
  SIGNATURE_ALGORITHMS,
  type SignatureAlgorithm,
} from './algorithms.ts';

export interface SigningKey {
  readonly keyPair: KeyPair;
  readonly algorithm: SignatureAlgorithm;
  readonly digestAlgorithm: DigestAlgorithm;
  /** What it could sign with as well, as the deployment allows it. */
  readonly allowed: {
    readonly algorithms: readonly SignatureAlgorithm[];
    readonly digestAlgorithms: readonly DigestAlgorithm[];
  };
}

/** As strong as the curve; SHA-256 for RSA, which every peer knows. */
const USUAL_HASH: Readonly<Record<string, HashName>> = {
  'P-256': 'SHA-256',
  'P-384': 'SHA-384',
  'P-521': 'SHA-512',
};

/** Chooses what a key pair signs with; null where the deployment blocks everything that it could. */
export function chooseSigningKey(
  keyPair: KeyPair,
  blockedAlgorithms: ReadonlySet<string>,
): SigningKey | null {
  const { publicKey } = keyPair;
  const hash = publicKey.type === 'EC' ? USUAL_HASH[publicKey.curve] : 'SHA-256';
  const usable = <Algorithm extends SignatureAlgorithm | DigestAlgorithm>(all: Iterable<Algorithm>) =>
    [...all].filter(({ uri, status }) => status === 'good' && !blockedAlgorithms.has(uri));
  const usual = <Algorithm extends SignatureAlgorithm | DigestAlgorithm>(allowed: readonly Algorithm[]) =>
    allowed.find((algorithm) => algorithm.hash === hash) ?? allowed[0];
  const ofThisKey = [...SIGNATURE_ALGORITHMS.values()].filter(
    ({ keyType, scheme }) => keyType === publicKey.type && scheme !== 'RSA-PSS',
  );
  const allowed = {
    algorithms: usable(ofThisKey),
    digestAlgorithms: usable(DIGEST_ALGORITHMS.values()),
  };
  const algorithm = usual(allowed.algorithms);
  const digestAlgorithm = usual(allowed.digestAlgorithms);
  return algorithm === undefined || digestAlgorithm === undefined
    ? null
    : { keyPair, algorithm, digestAlgorithm, allowed };
}

/**
 * Moves a key to algorithms that a peer knows, by their identifiers: each stays as it is where the peer knows it, or none
 * that is allowed. Whatever is named, nothing becomes possible that was not allowed before.
 */
export function preferAlgorithms(key: SigningKey, known: ReadonlySet<string>): SigningKey {
  const { algorithm, digestAlgorithm, allowed } = key;
  const choose = <Algorithm extends { readonly uri: string }>(
    usual: Algorithm,
    others: readonly Algorithm[],
  ) => [usual, ...others].find(({ uri }) => known.has(uri)) ?? usual;
  return {
    ...key,
    algorithm: choose(algorithm, allowed.algorithms),
    digestAlgorithm: choose(digestAlgorithm, allowed.digestAlgorithms),
  };
}

/** Imported once for each isolate and algorithm, which WebCrypto binds an RSA key to. */
const imported = new WeakMap<KeyPair, Map<string, Promise<CryptoKey>>>();

/** Signs octets; an ECDSA value is raw r and s (XML Signature 1.1, section 6.4.3). */
export async function signOctets(
  key: SigningKey,
  octets: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { scheme, hash } = key.algorithm;
  const ofKeyPair = imported.get(key.keyPair) ?? new Map<string, Promise<CryptoKey>>();
  imported.set(key.keyPair, ofKeyPair);
  const cryptoKey = ofKeyPair.get(key.algorithm.uri) ?? importPrivateKey(key);
  ofKeyPair.set(key.algorithm.uri, cryptoKey);
  return new Uint8Array(await crypto.subtle.sign({ name: scheme, hash }, await cryptoKey, octets));
}

function importPrivateKey({ keyPair, algorithm }: SigningKey): Promise<CryptoKey> {
  const { publicKey, privateKey } = keyPair;
  const parameters =
    publicKey.type === 'RSA'
      ? { name: algorithm.scheme, hash: algorithm.hash }
      : { name: algorithm.scheme, namedCurve: publicKey.curve };
  return crypto.subtle.importKey('pkcs8', privateKey, parameters, false, ['sign']);
}
