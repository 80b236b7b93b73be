/**
 * From a session cookie to who is signed in. The ordinary check does no I/O; when the cookie is old enough to be renewed,
 * the ledger is asked whether the session is still open, so that one that was ended is dead everywhere within
 * SESSION_RENEWAL_SECONDS. The cookie comes from the browser; the time is an argument.
 */
import type { PurposeKeys } from '../session/purpose-keys.ts';
import type { Session } from '../session/session.ts';
import { type CarriedSession, openSession } from '../session/session-cookie.ts';
import { judgeSession } from '../session/session-rules.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { SignInLedgerPort } from './ports.ts';
import { isStillConnected } from './session-origins.ts';

export interface ResumeContext {
  readonly tenant: Tenant;
  readonly keys: PurposeKeys;
  readonly ledger: SignInLedgerPort;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface ResumedSession extends CarriedSession {
  /** Whether the cookie has to be issued again, with this session in it. */
  readonly renewed: boolean;
}

/** Resumes the session of a cookie value; null where there is none, or none that is still open. */
export async function resumeSession(
  value: string | undefined,
  { tenant, keys, ledger, now }: ResumeContext,
): Promise<ResumedSession | null> {
  const carried = value === undefined ? null : await openSession(value, tenant.id, keys);
  if (carried === null) return null;
  if (!isStillConnected(carried.session, tenant)) return null;
  const state = judgeSession(carried.session, tenant.session, now);
  if (state === 'over') return null;
  if (state === 'current') return { ...carried, renewed: false };
  const stored = await ledger.find(carried.session.id, now);
  if (stored === null) return null;
  return { session: { ...stored, renewedAt: now }, attributesIn: 'cookie', renewed: true };
}

/** Completes a session whose attributes did not fit into its cookie; null where it was ended meanwhile. */
export async function completeSession(
  { session, attributesIn }: CarriedSession,
  { ledger, now }: Pick<ResumeContext, 'ledger' | 'now'>,
): Promise<Session | null> {
  if (attributesIn === 'cookie') return session;
  const stored = await ledger.find(session.id, now);
  return stored === null ? null : { ...stored, renewedAt: session.renewedAt };
}
