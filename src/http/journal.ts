/**
 * Tells the record of the tenant how a sign-in went. That happens after the answer has gone out, so that nobody waits for it,
 * and a record that cannot be reached fails no sign-in. I/O: the tenant's record.
 */
import type { Context } from 'hono';
import type { SignInAttempt } from '../administration/attempt.ts';
import type { JournalPort } from '../administration/journal.ts';
import { redactChecks } from '../administration/redact-checks.ts';
import type { Session } from '../session/session.ts';
import { recordOf } from '../stores/administration.ts';
import { type JudgedAnswer, judgeInShadow, keepEvidence } from './after-sign-in.ts';
import type { TenantEnv } from './context.ts';

/** Of one tenant, in one isolate: whoever posts rubbish shall not keep a record busy. The log has the rest. */
const MAX_REFUSALS_A_MINUTE = 120;
const MAX_COUNTED_TENANTS = 1_000;
const MINUTE = 60_000;

const refusals = new Map<string, { readonly minute: number; count: number }>();

/** Records a sign-in by its reference number; with the session that it opened, if it did, and the answer that decided. */
export function recordSignIn(
  c: Context<TenantEnv>,
  attempt: Omit<SignInAttempt, 'at' | 'durationMilliseconds'>,
  session: Session | null = null,
  judged: JudgedAnswer | null = null,
): void {
  const { id, slug } = c.get('tenant');
  const at = c.get('now');
  if (attempt.outcome === 'refused' && isFlood(id, at)) return;
  const durationMilliseconds = Date.now() - at;
  record(c, async (journal) => {
    const { outcome, connectionId, reference } = attempt;
    const checks = judged?.checks;
    const shadow = await journal.recordSignIn({
      tenant: { id, slug },
      attempt: { ...attempt, at, durationMilliseconds },
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

/** Records that somebody ended a session. */
export function recordSignOut(c: Context<TenantEnv>, session: Session): void {
  const { id, slug } = c.get('tenant');
  const at = c.get('now');
  record(c, (journal) => journal.recordSignOut({ tenant: { id, slug }, session, at }));
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

function isFlood(tenantId: string, now: number): boolean {
  const minute = Math.floor(now / MINUTE);
  const counted = refusals.get(tenantId);
  if (counted?.minute === minute) return ++counted.count > MAX_REFUSALS_A_MINUTE;
  if (refusals.size >= MAX_COUNTED_TENANTS) refusals.clear();
  refusals.set(tenantId, { minute, count: 1 });
  return false;
}
