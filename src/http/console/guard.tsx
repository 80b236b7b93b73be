/**
 * What every request to the console passes: posts come from a page of ours (Origin or Sec-Fetch-Site), in the form of
 * a form; behind the sign-in there is a session, and posts carry its token. Threats: cross-site posting, sibling
 * subdomains, stolen or stale cookies. I/O: the operators' accounts.
 */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { nodeCrypto } from '../../node-crypto.ts';
import { hashSecret, isSameSecret } from '../../operators/secret-text.ts';
import { operatorAccounts } from '../../stores/operator-accounts/operator-accounts.ts';
import { page, siteOf } from '../respond.ts';
import { isFromOrigin } from '../same-origin.ts';
import { consoleCookie } from './cookies.ts';
import type { ConsoleEnv, SignedInEnv } from './env.ts';
import { Form, MAX_METADATA_FORM_BYTES, readForm } from './form.ts';
import { RefusedPage, type RefusedReason } from './refused-page.tsx';

/** Tells the pages what all of them need. */
export const prepareConsole = createMiddleware<ConsoleEnv>(async (c, next) => {
  const { scheme, baseDomain } = c.var.settings;
  c.set('origin', `${scheme}://${baseDomain}`);
  c.set('accounts', operatorAccounts(c.env.OPERATOR_ACCOUNTS));
  c.set('form', new Form(new URLSearchParams()));
  return next();
});

/** Refuses what was not posted from a page of the console, and reads what was. */
export const requireOwnForm = createMiddleware<ConsoleEnv>(async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
  if (!isFromOrigin(c.req.raw, c.var.origin)) return refuse(c, 403, 'cross_site');
  const form = await (takesMetadata(c.req.path) ? readForm(c, MAX_METADATA_FORM_BYTES) : readForm(c));
  if (form === null) return refuse(c, 413, 'form_unreadable');
  c.set('form', form);
  return next();
});

/** Where a form may bring metadata. */
function takesMetadata(path: string): boolean {
  return path === '/console/new-tenant' || path.startsWith('/console/tenants/');
}

/** Lets pass who is signed in, with the session's token in whatever is posted; others are led to the sign-in. */
export const requireOperator = createMiddleware<SignedInEnv>(async (c, next) => {
  const secret = await consoleCookie(c, 'session');
  if (secret === null) return leadToSignIn(c);
  const sessionHash = hashSecret(secret);
  const found = await c.var.accounts.findSession(sessionHash, c.var.now);
  if (found === null) return leadToSignIn(c);
  c.set('operator', found.operator);
  c.set('session', found.session);
  c.set('sessionHash', sessionHash);
  c.set('formToken', formTokenOf(secret));
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (!isRead && !isSameSecret(c.var.form.text('formToken'), c.var.formToken)) {
    return refuse(c, 403, 'form_stale');
  }
  return next();
});

/** The token of a session's forms: only who holds the session can compute it, and it does not give the session away. */
export function formTokenOf(sessionSecret: string): string {
  return nodeCrypto()
    .createHmac('sha256', sessionSecret)
    .update('edge-saml/console-form/1')
    .digest('base64url');
}

function leadToSignIn(c: Context<SignedInEnv>): Response {
  const { pathname, search } = new URL(c.req.url);
  const isRead = c.req.method === 'GET' && pathname !== '/console';
  const query = isRead ? `?${new URLSearchParams({ next: pathname + search })}` : '';
  return c.redirect(`/console/sign-in${query}`, 303);
}

function refuse(
  c: Context<ConsoleEnv> | Context<SignedInEnv>,
  status: 403 | 413,
  reason: RefusedReason,
): Response | Promise<Response> {
  return page(c, <RefusedPage site={siteOf(c.var, null)} reason={reason} />, status);
}
