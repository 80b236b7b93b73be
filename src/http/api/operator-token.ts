/** The guard of the operator API: a bearer token, RFC 6750, the one secret that may change tenants. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { HostEnv } from '../context.ts';
import { problem } from '../respond.ts';

/** Lets pass who sends the operator's token. */
export const requireOperatorToken = createMiddleware<HostEnv>((c, next) => {
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '') ?? [];
  if (isSameSecret(token, c.var.settings.operatorToken)) return next();
  c.header('WWW-Authenticate', token === '' ? 'Bearer' : 'Bearer error="invalid_token"');
  const title = 'This needs the operator token';
  const detail = 'Send it as "Authorization: Bearer ..."; it is the OPERATOR_TOKEN of this deployment.';
  return Promise.resolve(problem(c, 401, { code: 'unauthorized', title, detail }));
});

/** Compares hashes, which have one length, so that the time taken tells neither letters nor length. */
function isSameSecret(received: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(received), hash(expected));
}
