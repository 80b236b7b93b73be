/**
 * `POST /sso/language`: remembers a choice and goes back to the page that it was made on. A failure that answered a post has no
 * address to go back to: it is told again from what its form brings, a code, a reference and a time, each of a shape that can
 * say nothing else, and names that were sealed when they were told. The form is taken from pages of this very host only.
 */
import type { Context } from 'hono';
import { readFailureCode } from '../sign-in/explain.ts';
import { checkReturnTo } from '../sign-in/return-to.ts';
import { readForm } from './console/form.ts';
import type { HostEnv, TenantEnv } from './context.ts';
import { rememberLanguage } from './language.ts';
import { findMissing, recallMissing } from './missing.ts';
import { FailurePage } from './pages/failure-page.tsx';
import { findLanguage } from './pages/messages/languages.ts';
import { LOGOUT_PATH, signInPath } from './refuse.tsx';
import { page, siteOf } from './respond.ts';
import { isFromOrigin } from './same-origin.ts';

const REFERENCE = /^[0-9A-Z]{4}-[0-9A-Z]{4}$/;

/** Takes the choice; whatever else is posted here leads to the front page. */
export async function chooseLanguage(c: Context<HostEnv> | Context<TenantEnv>): Promise<Response> {
  const { origin } = new URL(c.req.url);
  const form = isFromOrigin(c.req.raw, origin) ? await readForm(c) : null;
  const messages = findLanguage(form?.text('language'));
  if (form === null || messages === null) return c.redirect('/', 303);
  rememberLanguage(c, messages);
  const code = readFailureCode(form.text('code'));
  const reference = form.text('reference');
  if (code === null || !REFERENCE.test(reference)) {
    const from = URL.parse(c.req.header('Referer') ?? '');
    // The whole URL, since a path that begins with two slashes would name a host.
    return c.redirect(from?.origin === origin ? from.href : '/', 303);
  }
  const { now } = c.var;
  const at = Math.max(0, Math.min(Number(form.text('at')) || now, now));
  const tenant = 'tenant' in c.var ? c.var.tenant : null;
  const site = { ...siteOf(c.var, tenant), messages, isSwitchable: true };
  const named = form.text('missing').split(/\r?\n/);
  const known = tenant && findMissing(tenant, form.text('connection'), code, named);
  const missing = tenant && (await recallMissing(known, form.text('seal'), tenant, c.var.settings));
  const isSignOut = form.text('signOut') === 'on';
  // On the operator's host it may have been an address of a tenant's, which is found from the front page.
  const next = isSignOut ? LOGOUT_PATH : readNextUrl(form.text('next'), origin);
  const nextUrl = 'tenant' in c.var ? next : '/';
  c.header('Content-Language', messages.language);
  return page(c, <FailurePage {...{ site, code, reference, nextUrl, missing, isSignOut }} now={at} />);
}

/** The way on from a failure: the deep link, or a new sign-in that leads there. */
function readNextUrl(next: string, origin: string): string {
  const url = URL.parse(next, origin);
  return url?.pathname === '/sso/login'
    ? signInPath(checkReturnTo(url.searchParams.get('returnTo'), origin))
    : checkReturnTo(next, origin);
}
