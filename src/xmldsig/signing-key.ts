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
  const usable = <Algorithm extends SignatureAlgorithm | DigestAlgorithm>(all: Iterable<Algorithm>) => {
    const allowed = [...all].filter(({ uri, status }) => status === 'good' && !blockedAlgorithms.has(uri));
    return allowed.find((algorithm) => algorithm.hash === hash) ?? allowed[0];
  };
  const ofThisKey = [...SIGNATURE_ALGORITHMS.values()].filter(
    ({ keyType, scheme }) => keyType === publicKey.type && scheme !== 'RSA-PSS',
  );
  const algorithm = usable(ofThisKey);
  const digestAlgorithm = usable(DIGEST_ALGORITHMS.values());
  return algorithm === undefined || digestAlgorithm === undefined
    ? null
    : { keyPair, algorithm, digestAlgorithm };
}

/** Keyed by identity: imported once for each isolate. */
const imported = new WeakMap<SigningKey, Promise<CryptoKey>>();

/** Signs octets; an ECDSA value is raw r and s (XML Signature 1.1, section 6.4.3). */
export async function signOctets(
  key: SigningKey,
  octets: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { scheme, hash } = key.algorithm;
  const cryptoKey = imported.get(key) ?? importPrivateKey(key);
  imported.set(key, cryptoKey);
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
