/**
 * The keys that identity tokens are signed with: private JWKs (RFC 7517; RFC 7518, section 6.2; RFC 8037), for ES256 or EdDSA by
 * the key. They come from the operator's secrets. Nothing here says what a secret holds. No I/O.
 */
import { nodeCrypto } from '../node-crypto.ts';
import { type Facts, failure, type Result, success } from '../result.ts';

export interface TokenKey {
  /** `kid`: what a token names its key by. */
  readonly id: string;
  readonly algorithm: 'ES256' | 'EdDSA';
  /** As anybody may see it: no private member, and nothing but what verifiers need. */
  readonly publicJwk: PublicJwk;
  /** Secret. */
  readonly privateJwk: PublicJwk & { readonly d: string };
}

export interface PublicJwk {
  readonly kty: 'EC' | 'OKP';
  readonly crv: 'P-256' | 'Ed25519';
  readonly x: string;
  readonly y?: string;
  readonly kid: string;
  readonly alg: TokenKey['algorithm'];
  readonly use: 'sig';
}

export type TokenKeyFailureCode =
  | 'token_key_not_jwk'
  | 'token_key_id'
  | 'token_key_type'
  | 'token_key_purpose'
  | 'token_key_private_missing'
  | 'token_key_mismatch';

/** What kids have in common with what is safe in a header, a log and a file name. */
const KEY_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** 32 octets in base64url, as every coordinate and private part of the two curves has. */
const COORDINATE = /^[A-Za-z0-9_-]{43}$/;

/**
 * Reads one private key. Enforces, in order: it is a JWK with a kid, on P-256 or Ed25519, for signatures with the algorithm
 * of its curve, with its private part, and both parts are of one key.
 */
export function readTokenKey(value: unknown): Result<TokenKey, Facts<TokenKeyFailureCode>> {
  if (typeof value !== 'object' || value === null) return failure('token_key_not_jwk', 'a JWK', typeof value);
  const { kty, crv, kid, alg, use, x, y, d } = value as Readonly<Record<string, unknown>>;
  if (typeof kid !== 'string' || !KEY_ID.test(kid)) return failure('token_key_id', 'a kid', 'none');
  const isEdwards = kty === 'OKP' && crv === 'Ed25519';
  const isP256 = kty === 'EC' && crv === 'P-256' && isCoordinate(y);
  if (!(isEdwards || isP256) || !isCoordinate(x))
    return failure('token_key_type', 'a key on P-256 or Ed25519', 'another');
  const algorithm = isEdwards ? 'EdDSA' : 'ES256';
  if ((alg ?? algorithm) !== algorithm || (use ?? 'sig') !== 'sig')
    return failure('token_key_purpose', `a key for ${algorithm}`, 'another');
  if (!isCoordinate(d)) return failure('token_key_private_missing', 'a private key', 'none');
  const curve = isEdwards ? ({ kty: 'OKP', crv: 'Ed25519', x } as const) : p256(x, y as string);
  const publicJwk: PublicJwk = { ...curve, kid, alg: algorithm, use: 'sig' };
  const privateJwk = { ...publicJwk, d };
  return isOneKey(publicJwk, privateJwk)
    ? success({ id: kid, algorithm, publicJwk, privateJwk })
    : failure('token_key_mismatch', 'a private and a public part of one key', 'two keys');
}

function isCoordinate(value: unknown): value is string {
  return typeof value === 'string' && COORDINATE.test(value);
}

function p256(x: string, y: string) {
  return { kty: 'EC', crv: 'P-256', x, y } as const;
}

/** Tries the pair out: importing a key does not compare its parts. */
function isOneKey(publicJwk: PublicJwk, privateJwk: TokenKey['privateJwk']): boolean {
  const { createPrivateKey, createPublicKey, sign, verify } = nodeCrypto();
  const digest = publicJwk.kty === 'EC' ? 'sha256' : null;
  const probe = new TextEncoder().encode(publicJwk.kid);
  try {
    const signature = sign(digest, probe, createPrivateKey({ key: { ...privateJwk }, format: 'jwk' }));
    return verify(digest, probe, createPublicKey({ key: { ...publicJwk }, format: 'jwk' }), signature);
  } catch {
    return false;
  }
}
