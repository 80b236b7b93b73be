/**
 * Authorization codes and access tokens: sealed values (session/sealed-value.ts), each kind under a key of its own, which only this
 * deployment reads. A code is good for a minute, at one host, for one client, one address and one verifier; that it is used once,
 * the ledger sees to. Both come back from anybody. No I/O; time and random octets are arguments.
 */
import { base64url } from 'jose';
import { type Facts, type Result, success } from '../result.ts';
import type { OidcClient } from '../tenants/oidc-client.ts';
import type { Scope } from './authorization-request.ts';
import { type OidcRefusalCode, refuseOidc } from './refusals.ts';

export const CODE_SECONDS = 60;
export const ACCESS_TOKEN_SECONDS = 300;

/** What a session has given to a client. */
export interface Grant {
  readonly tenantId: string;
  /** The origin of the host that gave it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly sessionId: string;
  readonly scopes: readonly Scope[];
  /** 128 random bits: what a code is known by once it is used. */
  readonly codeId: string;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
}

export interface AuthorizationCode extends Grant {
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly nonce: string | null;
}

type Refused = Result<null, Facts<OidcRefusalCode>>;

/** What a code is used with: RFC 6749, section 4.1.3, and RFC 7636, section 4.5. */
export interface CodeUse {
  readonly tenantId: string;
  readonly issuer: string;
  readonly client: Pick<OidcClient, 'id' | 'redirectUris'>;
  readonly redirectUri: string;
  readonly codeVerifier: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** RFC 7636, section 4.1. */
const CODE_VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/**
 * Checks that a code may be used so. Enforces, in order: it is of this tenant and host, and not expired; it is this client's; it
 * went to this address, which the client still has; the verifier belongs to it.
 */
export async function checkCode(code: AuthorizationCode, use: CodeUse): Promise<Refused> {
  if (code.tenantId !== use.tenantId || code.issuer !== use.issuer) return refuseOidc('oidc_code_unknown');
  if (use.now >= codeEnd(code)) return refuseOidc('oidc_code_expired');
  const { id, redirectUris } = use.client;
  if (code.clientId !== id) return refuseOidc('oidc_code_of_another_client');
  if (code.redirectUri !== use.redirectUri || !redirectUris.includes(code.redirectUri))
    return refuseOidc('oidc_code_redirect_uri');
  const isRight =
    CODE_VERIFIER.test(use.codeVerifier) && (await challengeOf(use.codeVerifier)) === code.codeChallenge;
  return isRight ? success(null) : refuseOidc('oidc_code_verifier');
}

/** When a code expires. */
export function codeEnd({ issuedAt }: Grant): number {
  return issuedAt + CODE_SECONDS * 1000;
}

/** When an access token expires. */
export function accessTokenEnd({ issuedAt }: Grant): number {
  return issuedAt + ACCESS_TOKEN_SECONDS * 1000;
}

/** Checks that an access token is of this tenant and host, and not expired. */
export function checkAccessToken(
  grant: Grant,
  { tenantId, issuer, now }: Pick<CodeUse, 'tenantId' | 'issuer' | 'now'>,
): Refused {
  if (grant.tenantId !== tenantId || grant.issuer !== issuer) return refuseOidc('oidc_access_token_unknown');
  return now < accessTokenEnd(grant) ? success(null) : refuseOidc('oidc_access_token_expired');
}

/** S256: RFC 7636, section 4.2. */
async function challengeOf(codeVerifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(codeVerifier));
  return base64url.encode(new Uint8Array(digest));
}
