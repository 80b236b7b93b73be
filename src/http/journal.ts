/**
 * Tells how a sign-in went: the log at once, and the record of the tenant after the answer has gone out, so that nobody waits for
 * it; a record that cannot be reached fails no sign-in. I/O: the log, the dataset, the tenant's record.
 */
import type { Context } from 'hono';
import type { AttemptDetails, SignInAttempt } from '../administration/attempt.ts';
import type { JournalPort } from '../administration/journal.ts';
import { redactChecks } from '../administration/redact-checks.ts';
import type { Happening } from '../administration/reference.ts';
import type { NamedPerson } from '../events/outcome-event.ts';
import { makeReference } from '../events/reference.ts';
import type { Session } from '../session/session.ts';
import { recordOf } from '../stores/administration.ts';
import { MinuteLimit } from '../stores/minute-limit.ts';
import { namesPeopleInEvents } from '../tenants/tenant.ts';
import { type JudgedAnswer, judgeInShadow, keepEvidence } from './after-sign-in.ts';
import type { TenantEnv } from './context.ts';
import { coloOf, logSignIn, logSignOut } from './log.ts';

/**
 * Of one tenant and each kind, in one isolate: whoever posts rubbish, or lets one expired request be answered again and again,
 * shall not keep a record busy. The log has the rest.
 */
const untrusted = new MinuteLimit(120);

/** What anybody can make happen. */
type Untrusted = 'refused' | 'restarted' | 'sign_out' | 'error';

/** Tells a sign-in, by its reference number; with the session that it opened, if it did, and the answer that decided. */
export function recordSignIn(
  c: Context<TenantEnv>,
  attempt: Omit<SignInAttempt, 'at' | 'durationMilliseconds' | 'details'>,
  session: Session | null = null,
  judged: JudgedAnswer | null = null,
): void {
  const { id, slug } = c.get('tenant');
  const at = c.get('now');
  const durationMilliseconds = Date.now() - at;
  const stages = c.get('stopwatch')?.stages() ?? null;
  const { reference, connectionId } = attempt;
  const known = { code: eventCode(attempt), reference, tenant: slug, connectionId, durationMilliseconds };
  logSignIn(c, { ...known, stages, ...named(c, session) });
  if (attempt.outcome !== 'signed_in' && isFlood(attempt.outcome, id, at)) return;
  const details: AttemptDetails | null = stages && { stages, colo: coloOf(c) };
  record(c, async (journal) => {
    const { outcome } = attempt;
    const checks = judged?.checks;
    const shadow = await journal.recordSignIn({
      tenant: { id, slug },
      attempt: { ...attempt, at, durationMilliseconds, ...(details && { details }) },
      session,
      ...(checks === undefined ? {} : { checks: redactChecks(checks) }),
      evidence:
        judged === null || outcome !== 'refused'
          ? null
          : await keepEvidence(c, judged, connectionId, reference),
    });
    if (shadow !== null && judged !== null && outcome !== 'restarted')
      await judgeInShadow(c, shadow, judged, outcome);
  });
}

/** Tells that somebody ended a session. */
export function recordSignOut(c: Context<TenantEnv>, session: Session): void {
  const { id, slug } = c.get('tenant');
  const at = c.get('now');
  const reference = makeReference(id);
  const { connectionId } = session;
  logSignOut(c, { code: 'signed_out', reference, tenant: slug, connectionId, ...named(c, session) });
  record(c, (journal) => journal.recordSignOut({ tenant: { id, slug }, session, reference, at }));
}

/** Tells that a message about signing out changed nothing, and keeps its reference number where its tenant looks. */
export function recordRefusedLogout(
  c: Context<TenantEnv>,
  { code, reference, connectionId }: Pick<Happening, 'code' | 'reference' | 'connectionId'>,
): void {
  const { id, slug } = c.get('tenant');
  const at = c.get('now');
  logSignOut(c, { code, reference, tenant: slug, connectionId });
  if (isFlood('sign_out', id, at)) return;
  record(c, (journal) => journal.recordHappening({ kind: 'sign_out', reference, at, code, connectionId }));
}

/** Keeps an error's reference number where its tenant looks; the log has the rest. */
export function recordError(c: Context<TenantEnv>, code: string, reference: string): void {
  const at = c.get('now');
  if (isFlood('error', c.get('tenant').id, at)) return;
  const happening = { kind: 'error', reference, at, code, connectionId: null } as const;
  record(c, (journal) => journal.recordHappening(happening));
}

function eventCode({ outcome, code }: Pick<SignInAttempt, 'outcome' | 'code'>): string {
  if (code === null) return outcome;
  return outcome === 'restarted' && code !== 'outside_pilot' ? `restarted_after_${code}` : code;
}

/** Who it was, for the log of a tenant that has asked for that. */
function named(c: Context<TenantEnv>, session: Session | null): { readonly person?: NamedPerson } {
  if (session === null || !namesPeopleInEvents(c.get('tenant'))) return {};
  const { accountKey, email } = session.identity;
  return { person: { accountKey, email } };
}

function record(c: Context<TenantEnv>, tell: (journal: JournalPort) => Promise<void>): void {
  const told = async () => {
    try {
      await tell(recordOf(c.env, c.get('tenant').id));
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      console.error(JSON.stringify({ event: 'journal_failed', name }));
    }
  };
  c.executionCtx.waitUntil(told());
}

function isFlood(kind: Untrusted, tenantId: string, now: number): boolean {
  return untrusted.isOver(`${kind} ${tenantId}`, now);
}
