/** `GET /healthz` on the operator's host, for monitoring. */
import type { Context } from 'hono';
import type { HostEnv } from './context.ts';

/** Says that the deployment has its settings and answers. */
export function showHealth(c: Context<HostEnv>): Response {
  return c.text('ok');
}
