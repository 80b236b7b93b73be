/** The forms of our answers, and the headers that all of them carry. Nothing of ours is ever cached, framed or sniffed. */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { encodeBase64 } from '../base64.ts';
import type { HostEnv } from './context.ts';
import type { Site } from './pages/layout.tsx';

const NONCE_BYTES = 16;

/** Stamps the request with its time and nonce, and the answer with the headers that hold for all. */
export const stampAnswer = createMiddleware<HostEnv>((c, next) => {
  c.set('now', Date.now());
  c.set('nonce', encodeBase64(crypto.getRandomValues(new Uint8Array(NONCE_BYTES))));
  c.header('Cache-Control', 'no-store');
  c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  c.header('Cross-Origin-Resource-Policy', 'same-origin');
  // Not no-referrer: with that, browsers withhold the Origin that the sign-out guard reads.
  c.header('Referrer-Policy', 'same-origin');
  c.header('X-Content-Type-Options', 'nosniff');
  if (c.req.url.startsWith('https:')) c.header('Strict-Transport-Security', 'max-age=31536000');
  return next();
});

/**
 * Answers with a page under a strict Content-Security-Policy. `formTargets` are the origins or schemes, besides our own origin,
 * to which its forms lead: browsers hold the redirect after a form against the policy, too.
 */
export function page(
  c: Context,
  content: Parameters<Context['html']>[0],
  status: ContentfulStatusCode = 200,
  formTargets: readonly string[] = [],
): Response | Promise<Response> {
  const nonce = `'nonce-${c.get('nonce')}'`;
  const policy = [
    "default-src 'none'",
    `style-src ${nonce}`,
    `script-src ${nonce}`,
    'img-src data: https:',
    ['form-action', "'self'", ...formTargets].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  c.header('Content-Security-Policy', policy.join('; '));
  return c.html(content, status);
}

/** Answers with a problem for programs: RFC 9457. `code` is the reason code; the rest is as the caller says. */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  details: { readonly code: string; readonly title: string; readonly [member: string]: unknown },
): Response {
  return c.body(JSON.stringify({ type: 'about:blank', status, ...details }), status, {
    'Content-Type': 'application/problem+json',
  });
}

/** What every page is told of where it stands. */
export function siteOf(
  { nonce, settings }: Pick<HostEnv['Variables'], 'nonce' | 'settings'>,
  tenant: Site['tenant'],
): Site {
  const { productName, support } = settings;
  return { nonce, productName, supportName: support.name, supportEmail: support.email, tenant };
}
