/**
 * `GET /.well-known/jwks.json`, on every host: the keys that identity tokens are verified with, as a JWK Set (RFC 7517). Public
 * by nature: any site's script may read it. No I/O.
 */
import type { Context, Next } from 'hono';
import type { HostEnv } from './context.ts';

/**
 * How long an answer may be kept: a new key signs this long after it was published, and by then everybody who heeds the header
 * knows it; an old one stays as long as what it signed, which is no longer than this either.
 */
export const JWKS_SECONDS = 300;

export const JWKS_PATH = '/.well-known/jwks.json';

/** Shows the public keys. Without any, the address is none of ours. */
export async function showJwks(c: Context<HostEnv>, next: Next): Promise<Response | undefined> {
  const { tokenKeys } = c.get('settings');
  if (tokenKeys.length === 0) {
    await next();
    return;
  }
  return c.body(JSON.stringify({ keys: tokenKeys.map(({ publicJwk }) => publicJwk) }), 200, {
    'Content-Type': 'application/jwk-set+json',
    'Cache-Control': `public, max-age=${JWKS_SECONDS}`,
    'Access-Control-Allow-Origin': '*',
  });
}
