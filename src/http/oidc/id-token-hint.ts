/**
 * An ID token that comes back as a hint (OpenID Connect Core 1.0, section 3.1.2.1; RP-Initiated Logout 1.0, section 2): it says of
 * whom an application speaks. It comes from anybody, and may well have expired. No I/O.
 */
import type { Context } from 'hono';
import { compactVerify } from 'jose';
import { JOSEError, JWKSNoMatchingKey } from 'jose/errors';
import type { TenantEnv } from '../context.ts';

/** Gives the claims of an ID token of this host, expired or not; null for what is none. */
export async function openIdTokenHint(
  c: Context<TenantEnv>,
  token: string,
): Promise<Readonly<Record<string, unknown>> | null> {
  const keys = c.get('settings').tokenKeys;
  try {
    const { payload } = await compactVerify(
      token,
      ({ kid, alg }) => {
        const key = keys.find(({ id, algorithm }) => id === kid && algorithm === alg);
        if (key === undefined) throw new JWKSNoMatchingKey();
        return { ...key.publicJwk };
      },
      { algorithms: ['ES256', 'EdDSA'] },
    );
    const claims = JSON.parse(new TextDecoder().decode(payload)) as Readonly<Record<string, unknown>>;
    return claims['iss'] === c.get('origin') ? claims : null;
  } catch (error) {
    if (error instanceof JOSEError) return null;
    throw error;
  }
}
