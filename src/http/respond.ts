/** The forms of our answers, and the headers that all of them carry. Nothing of ours is ever cached, framed or sniffed. */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { encodeBase64 } from '../base64.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { HostEnv } from './context.ts';
import type { Site } from './pages/layout.tsx';
import { ENGLISH } from './pages/messages/en.ts';

const NONCE_BYTES = 16;

const HEADERS_OF_ALL = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  // Not no-referrer: with that, browsers withhold the Origin that the sign-out guard reads.
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};
const HEADERS_OVER_HTTPS = { ...HEADERS_OF_ALL, 'Strict-Transport-Security': 'max-age=31536000' };

/** Stamps the request with its time, and the answer with the headers that hold for all, where it has none of its own. */
export const stampAnswer = createMiddleware<HostEnv>(async (c, next) => {
  c.set('now', Date.now());
  c.set('nonce', nonceOnDemand());
  await next();
  if (c.get('stamped')) return;
  const { headers } = c.res;
  for (const [name, value] of Object.entries(isOverHttps(c.req.url) ? HEADERS_OVER_HTTPS : HEADERS_OF_ALL)) {
    if (!headers.has(name)) headers.set(name, value);
  }
});

function isOverHttps(url: string): boolean {
  return url.startsWith('https:');
}

function nonceOnDemand(): () => string {
  let nonce: string | undefined;
  return () => {
    nonce ??= encodeBase64(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)));
    return nonce;
  };
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const JSON_ANSWER = { headers: new Headers({ ...HEADERS_OF_ALL, ...JSON_TYPE }) };
const JSON_ANSWER_OVER_HTTPS = { headers: new Headers({ ...HEADERS_OVER_HTTPS, ...JSON_TYPE }) };

/**
 * Answers with JSON that is text already. The headers are made once and copied as a whole: to set them one by one takes as
 * long as all else that a session check does.
 */
export function jsonText(c: Context, text: string): Response {
  c.set('stamped', true);
  return jsonAnswer(c.req.url, text);
}

/** The same where no middleware stamps the answer to a request for this URL. */
export function jsonAnswer(url: string, json: string | Uint8Array<ArrayBuffer>): Response {
  return new Response(json, isOverHttps(url) ? JSON_ANSWER_OVER_HTTPS : JSON_ANSWER);
}

/**
 * Answers with a page under a strict Content-Security-Policy. `formTargets` are the origins or schemes, besides our own origin,
 * to which its forms lead: browsers hold the redirect after a form against the policy, too. `framedBy` are the only origins whose
 * pages may show it in a frame.
 */
export function page(
  c: Context,
  content: Parameters<Context['html']>[0],
  status: ContentfulStatusCode = 200,
  formTargets: readonly string[] = [],
  framedBy: readonly string[] = ["'none'"],
): Response | Promise<Response> {
  const nonce = `'nonce-${c.get('nonce')()}'`;
  const policy = [
    "default-src 'none'",
    `style-src ${nonce}`,
    `script-src ${nonce}`,
    `img-src data:${logoSource(c.get('tenant'))}`,
    ['form-action', "'self'", ...formTargets].join(' '),
    "base-uri 'none'",
    ['frame-ancestors', ...framedBy].join(' '),
  ];
  c.header('Content-Security-Policy', policy.join('; '));
  return c.html(content, status);
}

/** The one address that the tenant's logo has, with nothing in it that could end the directive: CSP 3, section 2.3.1. */
function logoSource(tenant: Tenant | undefined): string {
  const url = URL.parse(tenant?.logoUrl ?? '');
  if (url?.protocol !== 'https:') return '';
  return ` ${url.origin}${url.pathname.replaceAll(';', '%3B').replaceAll(',', '%2C')}`;
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

/** What every page is told of where it stands; pages for everybody are told more, in `language.ts`. */
export function siteOf(
  { nonce, settings, now }: Pick<HostEnv['Variables'], 'nonce' | 'settings' | 'now'>,
  tenant: Site['tenant'],
): Site {
  const { productName, support } = settings;
  const armedUntil = tenant?.recovery?.armedUntil ?? 0;
  return {
    nonce: nonce(),
    productName,
    supportName: support.name,
    supportEmail: support.email,
    tenant,
    ...(now < armedUntil && { recoveryArmedUntil: armedUntil }),
    messages: ENGLISH,
    isSwitchable: false,
  };
}
