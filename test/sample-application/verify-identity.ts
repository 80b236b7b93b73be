/**
 * How an application in Node knows who is there: the token in one header, verified with the gateway's published keys. As the
 * README shows it. Whatever reaches the application past the gateway has no such token.
 */
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';

export interface Gateway {
  /** Where the gateway publishes its keys: any host of the deployment has them. */
  readonly jwksUrl: string;
  /** The domain under which each tenant has its host, with its port where it has one. */
  readonly baseDomain: string;
  readonly scheme: 'http' | 'https';
}

/** Makes the function that gives the claims of a request's token. It throws for a token that does not hold; null without one. */
export function identityVerifier({ jwksUrl, baseDomain, scheme }: Gateway) {
  const keys = createRemoteJWKSet(new URL(jwksUrl));
  return async (
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): Promise<JWTPayload | null> => {
    const token = headers['x-identity-token'];
    if (typeof token !== 'string') return null;
    const host = String(headers['x-forwarded-host']);
    if (!host.endsWith(`.${baseDomain}`)) throw new Error('not a host of ours');
    const origin = `${scheme}://${host}`;
    const { payload } = await jwtVerify(token, keys, {
      issuer: origin,
      audience: origin,
      algorithms: ['ES256', 'EdDSA'],
    });
    return payload;
  };
}
