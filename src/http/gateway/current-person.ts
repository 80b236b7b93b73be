/**
 * The session of a request to the application, whole. One whose attributes are in the ledger is completed once a minute, and not
 * on each of the requests that a page makes. I/O: the ledger, where the session is renewed or completed.
 */
import type { Context } from 'hono';
import type { Session } from '../../session/session.ts';
import { SESSION_RENEWAL_SECONDS } from '../../session/session-rules.ts';
import { completeSession } from '../../sign-in/resume.ts';
import type { TenantEnv } from '../context.ts';
import { currentSession } from '../cookies.ts';
import { isForeignSocket } from './foreign-socket.ts';

interface Completed {
  readonly session: Session;
  readonly at: number;
}

/** By the session as its cookie was opened, which is one object for as long as the cookie is remembered. */
const completed = new WeakMap<Session, Completed>();

/** Gives the session with all of its attributes; null where nobody is signed in, or no session counts. */
export async function currentPerson(c: Context<TenantEnv>): Promise<Session | null> {
  if (isForeignSocket(c.req.raw, c.get('origin'))) return null;
  const resumed = await currentSession(c);
  if (resumed === null || resumed.attributesIn === 'cookie') return resumed?.session ?? null;
  const [ledger, now] = [c.get('ledger'), c.get('now')];
  const before = completed.get(resumed.session);
  if (before !== undefined && now < before.at + SESSION_RENEWAL_SECONDS * 1000) return before.session;
  const session = await completeSession(resumed, { ledger, now });
  if (session !== null) completed.set(resumed.session, { session, at: now });
  return session;
}
