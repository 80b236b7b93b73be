/** Plain http, where this deployment has https: browsers keep no Secure cookie from there, and anybody on the way reads along. */
import { createMiddleware } from 'hono/factory';
import type { HostEnv } from './context.ts';
import { problem } from './respond.ts';

/** Sends who reads over http to the same address over https, and takes nothing that is sent over http. */
export const requireHttps = createMiddleware<HostEnv>(async (c, next) => {
  const isSecure = c.req.url.startsWith('https:');
  if (isSecure || c.get('settings').scheme === 'http') return next();
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    const detail = 'What was sent has crossed the network in the clear: replace any secret that was in it.';
    return problem(c, 403, { code: 'https_required', title: 'This is served over https only', detail });
  }
  const url = new URL(c.req.url);
  url.protocol = 'https:';
  return c.redirect(url.href, 308);
});
