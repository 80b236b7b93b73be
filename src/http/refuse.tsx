/** How a failure is told: a page for people, a problem for programs, a line in the log; never the facts of the message. */
import type { Context, ErrorHandler } from 'hono';
import { makeReference } from '../events/reference.ts';
import { explain } from '../sign-in/explain.ts';
import { SIGN_OUT_UNCLEAR } from '../sign-in/explanations/explanation.ts';
import type { SignInFailureCode } from '../sign-in/failure.ts';
import { checkReturnTo } from '../sign-in/return-to.ts';
import { Outage } from '../stores/outage.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { JudgedAnswer } from './after-sign-in.ts';
import type { HostEnv, TenantEnv } from './context.ts';
import { recordError, recordRefusedLogout, recordSignIn } from './journal.ts';
import { localSite } from './language.ts';
import { logError, logSignIn } from './log.ts';
import { findMissing, sealMissing, type ToldMissing } from './missing.ts';
import { FailurePage } from './pages/failure-page.tsx';
import { ENGLISH } from './pages/messages/en.ts';
import { prefersJson } from './prefers.ts';
import { page, problem } from './respond.ts';

export interface Refusal {
  readonly code: SignInFailureCode;
  readonly connectionId: string | null;
  /** A checked path: what the person wanted to reach. */
  readonly returnTo: string;
  /** What it names as missing. */
  readonly missing?: readonly string[] | undefined;
  /** Where an answer was judged. */
  readonly judged?: JudgedAnswer;
}

/** Tells a failed sign-in: the way on is the deep link where the person is likely signed in already, else a new try. */
export async function refuseSignIn(
  c: Context<TenantEnv>,
  { code, connectionId, returnTo, missing = [], judged }: Refusal,
): Promise<Response> {
  const { id, slug } = c.var.tenant;
  const reference = makeReference(id);
  // A bookmark of the ACS, or a robot there, is no sign-in, and not recorded.
  if (code === 'method_not_allowed') logSignIn(c, { code, reference, tenant: slug, connectionId });
  else recordSignIn(c, { reference, outcome: 'refused', code, connectionId }, null, judged);
  const nextPath = explain(code).person.action === 'continue' ? returnTo : signInPath(returnTo);
  // At the shared ACS this is the operator's host, and the way on leads from there.
  const { origin } = c.var;
  const nextUrl = c.req.url.startsWith(`${origin}/`) ? nextPath : origin + nextPath;
  const { tenant, settings } = c.var;
  const named = findMissing(tenant, connectionId, code, missing);
  return tell(c, code, reference, nextUrl, await sealMissing(named, tenant, settings));
}

/** Where people sign out by hand, on any tenant's host. */
export const LOGOUT_PATH = '/sso/logout';

/** Tells of a message about signing out that it changed nothing; the way on is to sign out by hand. */
export function refuseLogout(
  c: Context<TenantEnv>,
  code: SignInFailureCode,
  connectionId: string | null,
): Response | Promise<Response> {
  return tell(c, code, noteRefusedLogout(c, code, connectionId), LOGOUT_PATH, null, true);
}

/** Keeps a refusal that is told to an identity provider, not to a person, where administrators look. Gives its reference number. */
export function noteRefusedLogout(
  c: Context<TenantEnv>,
  code: SignInFailureCode,
  connectionId: string | null,
): string {
  const reference = makeReference(c.var.tenant.id);
  recordRefusedLogout(c, { code, reference, connectionId });
  return reference;
}

/** Tells what fails on the operator's host before anything says of which tenant it is: the way on is to say that. */
export function refuseWithoutTenant(
  c: Context<HostEnv>,
  code: SignInFailureCode,
): Response | Promise<Response> {
  const reference = makeReference(null);
  logSignIn(c, { code, reference, tenant: null, connectionId: null });
  return tell(c, code, reference, '/');
}

/** The last resort: a bug or an outage, told without a word of its cause. What can be opened again is offered again. */
export const tellInternalError: ErrorHandler = (error, c) => {
  const reference = logError(c, error);
  const code = error instanceof Outage ? error.code : 'internal_error';
  if (c.get('tenant') !== undefined) recordError(c, code, reference);
  const { origin, pathname, search } = new URL(c.req.url);
  const nextUrl = checkReturnTo(c.req.method === 'GET' ? pathname + search : null, origin);
  return tell(c, code, reference, nextUrl);
};

/** Where signing in begins, on any tenant's host. */
export function signInPath(returnTo: string): string {
  return `/sso/login?${new URLSearchParams({ returnTo })}`;
}

function tell(
  c: Context,
  code: SignInFailureCode,
  reference: string,
  nextUrl: string,
  missing: ToldMissing | null = null,
  isSignOut = false,
): Response | Promise<Response> {
  const { status, ...explained } = explain(code);
  const person = isSignOut ? SIGN_OUT_UNCLEAR : explained.person;
  if (prefersJson(c.req.raw)) {
    const { title } = ENGLISH.failures[person.situation];
    return problem(c, status, {
      code,
      title,
      reference,
      nextUrl,
      ...(missing && { missing: missing.names }),
    });
  }
  // A request may have failed before its tenant was known.
  const known = c.var as HostEnv['Variables'] & { readonly tenant?: Tenant };
  const site = localSite(c, known.tenant ?? null);
  return page(
    c,
    <FailurePage {...{ site, code, reference, nextUrl, missing, isSignOut }} now={known.now} />,
    status,
  );
}
