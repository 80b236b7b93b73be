/**
 * Identity tokens: who is signed in, as a JWT (RFC 7519) that applications verify by themselves with the keys of
 * /.well-known/jwks.json. `iss` is the tenant's origin, so that no tenant's token is one of another; `aud` is who it is for: the
 * origin itself for the application behind the gateway. Whoever holds one can use it until it expires, which is soon. No I/O.
 */
import { SignJWT } from 'jose';
import type { PersonClaims } from './person-claims.ts';
import type { TokenKey } from './token-key.ts';

/** A session that was ended lives on in a token for no longer. */
export const IDENTITY_TOKEN_SECONDS = 300;

/** A key that is ready to sign. */
export interface TokenSigner {
  readonly id: string;
  readonly algorithm: TokenKey['algorithm'];
  readonly key: CryptoKey;
}

/** RFC 7518, section 3.4; RFC 8037, section 3.1. */
const CURVES = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
} as const satisfies Record<TokenKey['algorithm'], object>;

/** Imports a key for signing. */
export async function importTokenSigner({ id, algorithm, privateJwk }: TokenKey): Promise<TokenSigner> {
  const { kty, crv, x, y, d } = privateJwk;
  const jwk = { kty, crv, x, d, ...(y !== undefined && { y }) };
  const key = await crypto.subtle.importKey('jwk', jwk, CURVES[algorithm], false, ['sign']);
  return { id, algorithm, key };
}

export interface TokenTerms {
  /** The tenant's origin: `https://acme.example.com`. */
  readonly issuer: string;
  readonly audience: string;
  /** Both in milliseconds since 1970. It expires with the session, or sooner. */
  readonly now: number;
  readonly sessionEnd: number;
}

/** Signs what is said of a person, for IDENTITY_TOKEN_SECONDS at most. */
export function signIdentityToken(
  claims: PersonClaims,
  { issuer, audience, now, sessionEnd }: TokenTerms,
  { id, algorithm, key }: TokenSigner,
): Promise<string> {
  const expiresAt = Math.min(now + IDENTITY_TOKEN_SECONDS * 1000, sessionEnd);
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: algorithm, kid: id, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor(expiresAt / 1000))
    .sign(key);
}
