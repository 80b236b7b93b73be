/**
 * How much one caller may ask: draft-ietf-httpapi-ratelimit-headers, and 429 of RFC 6585. It keeps a program that runs wild from
 * everybody else's administration; the hosts of tenants have no part in it. I/O: the caller's ApiState.
 */
import { createMiddleware } from 'hono/factory';
import type { Author } from '../../administration/author.ts';
import { type ApiState, apiStateNamed } from '../../stores/api-state/api-state.ts';
import type { BucketPolicy } from '../../stores/api-state/token-bucket.ts';
import { writeProblem } from './answer.ts';
import type { ApiEnv } from './authenticate.ts';

/** 50 requests each second, or 3,000 at once. */
export const RATE: BucketPolicy = { capacity: 3_000, windowSeconds: 60 };

/** What the API remembers of a caller. */
export function apiStateOf(
  namespace: DurableObjectNamespace<ApiState>,
  { kind, id }: Author,
): DurableObjectStub<ApiState> {
  return apiStateNamed(namespace, `${kind} ${id}`);
}

/** Lets pass who has not asked too much; others are told when to go on. All are told how much is left. */
export const limitRate = createMiddleware<ApiEnv>(async (c, next) => {
  const { author } = c.var.caller;
  const taken = await apiStateOf(c.env.API_STATE, author).take(RATE, 1, c.var.now);
  c.header('RateLimit-Policy', `"caller";q=${RATE.capacity};w=${RATE.windowSeconds}`);
  c.header('RateLimit', `"caller";r=${taken.remaining};t=${taken.resetSeconds}`);
  if (taken.allowed) return next();
  c.header('Retry-After', String(taken.retryAfterSeconds));
  return writeProblem(c, { problem: 'rate_limited' });
});
