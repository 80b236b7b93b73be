/**
 * Session checks that were answered before, answered again from memory: an application asks with each of its own requests. No
 * router, no middleware, no promise; whatever differs from before is left to those. The answer stands for as long as what it
 * was made from: the same URL with the very same cookies, the same settings, the tenant's record as it was, and a session
 * that is neither over nor due for renewal. The request is input from anybody. No I/O.
 */
import type { Context } from 'hono';
import { keepNewest } from '../keep-newest.ts';
import type { Session } from '../session/session.ts';
import { judgeSession } from '../session/session-rules.ts';
import type { Env } from '../settings.ts';
import { recallTenant } from '../stores/tenant-store.ts';
import type { HostOwner } from '../tenants/deployment.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { TenantEnv } from './context.ts';
import { hostOwner } from './host-owner.ts';
import { jsonAnswer } from './respond.ts';

interface AnsweredCheck {
  readonly url: string;
  readonly env: Env;
  readonly owner: HostOwner;
  readonly tenant: Tenant;
  readonly session: Session;
  readonly octets: Uint8Array<ArrayBuffer>;
}

/** By the whole Cookie header; the oldest are the first to go. */
const answered = new Map<string, AnsweredCheck>();
const MAX_ANSWERED = 500;

/** Remembers what was answered for a session that its cookie has whole, and that needs no new one. */
export function rememberCheck(c: Context<TenantEnv>, session: Session, text: string): void {
  const { method, url } = c.req;
  const cookies = c.req.header('cookie');
  const owner = hostOwner(c.req.raw, c.get('settings'));
  if (method !== 'GET' || cookies === undefined || owner === null) return;
  const octets = new TextEncoder().encode(text);
  const check = { url, env: c.env, owner, tenant: c.get('tenant'), session, octets };
  keepNewest(answered, cookies, check, MAX_ANSWERED);
}

/** Answers again what was answered before; null where the request has to go its whole way. */
export function answerAgain(request: Request, env: Env): Response | null {
  const { url } = request;
  if (!url.endsWith('/sso/session') || request.method !== 'GET') return null;
  const check = answered.get(request.headers.get('cookie') ?? '');
  if (check?.url !== url || check.env !== env) return null;
  const now = Date.now();
  if (recallTenant(check.owner, now) !== check.tenant) return null;
  if (judgeSession(check.session, check.tenant.session, now) !== 'current') return null;
  return jsonAnswer(url, check.octets);
}
