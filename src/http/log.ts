/**
 * The events of requests: each is made here, with where it was served, and goes where `events/emit-event.ts` says. They never hold
 * a message, a token, a cookie or a deep link; an identity only where the tenant says so. I/O: the log, the dataset.
 */
import type { Context } from 'hono';
import { emitEvent } from '../events/emit-event.ts';
import { makeEvent, type OutcomeEvent } from '../events/outcome-event.ts';
import { makeReference } from '../events/reference.ts';
import { Outage } from '../stores/outage.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** What is known of a sign-in, or of an end of one. */
type SessionEvent = Pick<OutcomeEvent, 'code' | 'reference' | 'tenant' | 'connectionId'> &
  Partial<OutcomeEvent>;

/** Tells how a sign-in went. */
export function logSignIn(c: Context, known: SessionEvent): void {
  log(c, { event: 'sign_in', ...known });
}

/** Tells that a session was ended by whom it was of. */
export function logSignOut(c: Context, known: SessionEvent): void {
  log(c, { event: 'sign_out', ...known });
}

/** Tells a bug or an outage: where it happened, without its message, which might quote somebody's data. Gives its reference number. */
export function logError(c: Context, error: Error): string {
  const tenant = c.get('tenant') as Tenant | undefined;
  const reference = makeReference(tenant?.id ?? null);
  const isOutage = error instanceof Outage;
  const { name, message, stack = '' } = isOutage && error.cause instanceof Error ? error.cause : error;
  // The message stands in front of the frames, and may have lines that look like some.
  const frames = stack
    .replace(message, () => '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  log(c, {
    event: 'error',
    code: isOutage ? error.code : 'internal_error',
    reference,
    tenant: tenant?.slug ?? null,
    name,
    at: frames.map((line) => line.trim()),
  });
  return reference;
}

/** Tells of an operator at the console's door: what happened, not who it was. */
export function logOperator(c: Context, code: string): void {
  log(c, { event: 'operator', code });
}

/** Tells what happens at an armed recovery address. Never who: the tenant's audit trail says that. */
export function logRecovery(c: Context, code: string): void {
  log(c, { event: 'recovery', code, tenant: (c.get('tenant') as Tenant).slug });
}

/** Tells why an application got nothing by OpenID Connect. */
export function logOidc(c: Context, code: string, reference: string | null): void {
  log(c, { event: 'oidc', code, reference, tenant: (c.get('tenant') as Tenant).slug });
}

/** The data centre that serves a request; null where nothing says. */
export function coloOf(c: Context): string | null {
  const colo = c.req.raw.cf?.['colo'];
  return typeof colo === 'string' ? colo : null;
}

function log(c: Context, known: Parameters<typeof makeEvent>[0]): void {
  const arrivedAt = c.get('now') as number | undefined;
  const durationMilliseconds = arrivedAt === undefined ? null : Date.now() - arrivedAt;
  emitEvent(makeEvent({ durationMilliseconds, ...known, colo: coloOf(c) }), c.env);
}
