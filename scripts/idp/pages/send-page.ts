/** How the development IdP sends its pages: never cached, never framed, nothing run that it did not write. No I/O. */
import type { Context } from 'hono';
import type { Refusal } from '../refusal.ts';
import type { Markup } from './layout.ts';

export type IdpEnvironment = { Variables: { nonce: string } };
export type IdpContext = Context<IdpEnvironment>;

interface PageOptions {
  readonly status?: Refusal['status'];
  readonly formTarget?: URL;
}

/** Sends a page that may run its own script and post to itself; where `formTarget` is given, to that origin as well. */
export function sendPage(
  c: IdpContext,
  markup: Markup,
  { status, formTarget }: PageOptions = {},
): Response | Promise<Response> {
  const nonce = `'nonce-${c.get('nonce')}'`;
  c.header(
    'Content-Security-Policy',
    [
      "default-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      'img-src data:',
      `style-src ${nonce}`,
      `script-src ${nonce}`,
      `form-action 'self'${formTarget === undefined ? '' : ` ${formSources(formTarget)}`}`,
    ].join('; '),
  );
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  c.header('X-Content-Type-Options', 'nosniff');
  return c.html(markup, status ?? 200);
}

/** Browsers hold the redirects after a form to form-action, too, and an ACS may send people on to another subdomain. */
function formSources(target: URL): string {
  if (!target.hostname.endsWith('localhost')) return target.origin;
  return `${target.origin} ${target.protocol}//*.localhost:${target.port || '80'}`;
}
