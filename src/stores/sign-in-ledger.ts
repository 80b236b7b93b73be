/**
 * The sign-in ledger: a SQLite-backed Durable Object that consumes requests and assertions once (SAML Profiles 2.0,
 * section 4.1.4.5) and keeps the open sessions. There is ONE ledger for each tenant, named by the tenant's id: only
 * in one place can both a request and an assertion be consumed exactly once, whatever subject, browser or edge they
 * come with. Its input comes from the sign-in flow, after verification. I/O: its own storage.
 */
import { DurableObject } from 'cloudflare:workers';
import type { SessionSelection } from '../administration/open-session.ts';
import type { Page } from '../administration/page.ts';
import type { CodeLedgerPort, CodeRedeemed } from '../oidc/ports.ts';
import type { Session } from '../session/session.ts';
import { hashSessionId } from '../session/session-handle.ts';
import type { SessionLimits } from '../session/session-rules.ts';
import type { OwnSession } from '../sign-in/own-sessions.ts';
import type {
  CollectionPort,
  LedgerEntry,
  LedgerOutcome,
  LogoutLedgerPort,
  NamedOutcome,
  NamedSessions,
  SignInLedgerPort,
  SingleUsePort,
} from '../sign-in/ports.ts';
import type { SessionOrigin } from '../sign-in/session-origins.ts';
import { type ListedSession, ListedSessions, type ListedSessionsQuery } from './listed-sessions.ts';
import { findNamed, isSignedOutSince, NAMED_SESSIONS_SCHEMA, rememberLogout } from './named-sessions.ts';
import { limitCalls, Outage, SIGN_IN_WAIT_MILLISECONDS } from './outage.ts';

/**
 * How long after its expiry a row is deleted. `open` and `find` go by the caller's clock, the alarm by this machine's:
 * were this one ahead, an assertion might be forgotten while elsewhere it is still good.
 */
const DELETE_AFTER_MILLISECONDS = 60_000;
/** Bounds the time that one alarm keeps sign-ins waiting. */
const MAX_ROWS_PER_ALARM = 1_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS consumed (
    key TEXT PRIMARY KEY,
    remember_until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS consumed_by_expiry ON consumed (remember_until);
  CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL,
    account_key TEXT,
    name_id TEXT,
    session_index TEXT,
    session TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sessions_by_expiry ON sessions (expires_at);
  ${NAMED_SESSIONS_SCHEMA}
`;

export class SignInLedger extends DurableObject {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  #listed: ListedSessions;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#storage = state.storage;
    this.#sql = state.storage.sql;
    this.#sql.exec(SCHEMA);
    this.#listed = new ListedSessions(this.#sql);
  }

  /** Consumes the request and the assertion and opens the session in one transaction; see SignInLedgerPort. */
  async open(entry: LedgerEntry): Promise<LedgerOutcome> {
    const listedId = await hashSessionId(entry.session.id);
    const outcome = this.#storage.transactionSync((): LedgerOutcome => {
      const requestKey = entry.requestId === null ? null : `request ${entry.requestId}`;
      const assertionKey = `assertion ${JSON.stringify([entry.issuer, entry.assertionId])}`;
      if (requestKey !== null && this.#isConsumed(requestKey, entry.now))
        return { outcome: 'request_already_used' };
      if (this.#isConsumed(assertionKey, entry.now)) return { outcome: 'assertion_already_used' };
      if (requestKey !== null) this.#consume(requestKey, entry.rememberUntil);
      this.#consume(assertionKey, entry.rememberUntil);
      const { session, issuedAt, now } = entry;
      if (issuedAt !== undefined && isSignedOutSince(this.#sql, session, issuedAt, now))
        return { outcome: 'signed_out_meanwhile' };
      this.#insertSession(entry.session);
      this.#listed.note(listedId, entry.session, entry.now);
      return { outcome: 'opened' };
    });
    if (outcome.outcome === 'opened' || outcome.outcome === 'signed_out_meanwhile')
      await this.#setAlarmForEarliestExpiry();
    return outcome;
  }

  /** Finds a session that is open at `now`, which is the last that was seen of it. */
  async find(sessionId: string, now: number): Promise<Session | null> {
    const listedId = await hashSessionId(sessionId);
    const session = this.#find(sessionId, now);
    if (session !== null) this.#listed.note(listedId, session, now);
    return session;
  }

  /** Gives an open session to the first who asks for it so; see CollectionPort. */
  async collect(sessionId: string, rememberUntil: number, now: number): Promise<Session | null> {
    const session = this.#storage.transactionSync(() => {
      const key = `collected ${sessionId}`;
      if (this.#isConsumed(key, now)) return null;
      this.#consume(key, rememberUntil);
      return this.#find(sessionId, now);
    });
    await this.#setAlarmForEarliestExpiry();
    return session;
  }

  /** Uses something else up; see SingleUsePort. */
  async useOnce(name: string, rememberUntil: number, now: number): Promise<boolean> {
    const isFirst = this.#storage.transactionSync(() => {
      const key = `once ${name}`;
      if (this.#isConsumed(key, now)) return false;
      this.#consume(key, rememberUntil);
      return true;
    });
    await this.#setAlarmForEarliestExpiry();
    return isFirst;
  }

  /** Ends a session, open or not; see SignInLedgerPort. */
  async end(sessionId: string): Promise<boolean> {
    const id = await hashSessionId(sessionId);
    return this.#storage.transactionSync(() => {
      const ended = this.#sql.exec('DELETE FROM sessions WHERE id = ? RETURNING id', sessionId).toArray();
      this.#listed.end({ by: 'session', id }, 0);
      return ended.length > 0;
    });
  }

  /** Ends the sessions that a LogoutRequest names, once; see LogoutLedgerPort. */
  async endNamed(named: NamedSessions): Promise<NamedOutcome> {
    const { ids, told } = this.#storage.transactionSync(() => {
      const key = `logout request ${JSON.stringify([named.domain.idpEntityId, named.requestId])}`;
      if (this.#isConsumed(key, named.now)) return { ids: [], told: null };
      this.#consume(key, named.rememberUntil);
      rememberLogout(this.#sql, key, named);
      const found = findNamed(this.#sql, named);
      for (const id of found.ids) this.#sql.exec('DELETE FROM sessions WHERE id = ?', id);
      return found;
    });
    for (const id of ids) this.#listed.end({ by: 'session', id: await hashSessionId(id) }, 0);
    await this.#setAlarmForEarliestExpiry();
    return told === null ? { outcome: 'logout_already_used' } : { outcome: 'ended', sessions: told };
  }

  /** Ends all sessions but those that came from these, for the tenant's record. */
  keepOnly(origins: readonly SessionOrigin[]): void {
    this.#storage.transactionSync(() => this.#listed.keepOnly(origins));
  }

  /** Lists the sessions of whoever has this one; see OwnSessionsPort. */
  async ownSessions(sessionId: string, limits: SessionLimits, now: number): Promise<OwnSession[] | null> {
    const session = await this.find(sessionId, now);
    return session && this.#listed.listOwn(await hashSessionId(sessionId), session, limits, now);
  }

  /** Ends other sessions of whoever has this one; see OwnSessionsPort. */
  async endOwnSessions(
    sessionId: string,
    which: string | null,
    now: number,
  ): Promise<readonly Session[] | null> {
    const own = await hashSessionId(sessionId);
    return this.#storage.transactionSync(() => {
      const session = this.#find(sessionId, now);
      return session && this.#listed.endOwn(own, session, which);
    });
  }

  /** Uses an authorization code; see CodeLedgerPort. */
  async redeemCode({
    codeId,
    sessionId,
    rememberUntil,
    now,
  }: Parameters<CodeLedgerPort['redeemCode']>[0]): Promise<CodeRedeemed> {
    const redeemed = this.#storage.transactionSync((): CodeRedeemed => {
      if (this.#isConsumed(`code ${codeId}`, now)) {
        this.#consume(`code twice ${codeId}`, rememberUntil);
        return { outcome: 'code_already_used' };
      }
      this.#consume(`code ${codeId}`, rememberUntil);
      const session = this.#find(sessionId, now);
      return session === null ? { outcome: 'session_ended' } : { outcome: 'redeemed', session };
    });
    await this.#setAlarmForEarliestExpiry();
    return redeemed;
  }

  /** Finds the session of what a code gave; see CodeLedgerPort. */
  async findGranted(codeId: string, sessionId: string, now: number): Promise<Session | null> {
    return this.#isConsumed(`code twice ${codeId}`, now) ? null : this.#find(sessionId, now);
  }

  /** Lists sessions by the page, for the tenant's record. */
  list(query: ListedSessionsQuery): Page<ListedSession> {
    return this.#listed.list(query);
  }

  /** Lists the account keys of the sessions by the page, for the tenant's record. */
  accountKeys(after: string, limit: number): readonly string[] {
    return this.#listed.accountKeys(after, limit);
  }

  /** Ends the selected sessions, all or none of them, for the tenant's record; a person is selected by account key. */
  endSelected(which: SessionSelection, now: number): number {
    return this.#storage.transactionSync(() => this.#listed.end(which, now));
  }

  /** Forgets all that the tenant ever had here. */
  async erase(): Promise<void> {
    await this.#storage.deleteAll();
    this.#sql.exec(SCHEMA);
    this.#listed = new ListedSessions(this.#sql);
  }

  /** Deletes what has expired, a batch at a time, and comes back when the next row does. */
  override async alarm(): Promise<void> {
    const before = Date.now() - DELETE_AFTER_MILLISECONDS;
    for (const [table, key, expiry] of [
      ['consumed', 'key', 'remember_until'],
      ['named_logouts', 'key', 'remember_until'],
      ['sessions', 'id', 'expires_at'],
      ['listed_sessions', 'id', 'expires_at'],
    ]) {
      this.#sql.exec(
        `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${expiry} <= ? ORDER BY ${expiry} LIMIT ?)`,
        before,
        MAX_ROWS_PER_ALARM,
      );
    }
    await this.#setAlarmForEarliestExpiry();
  }

  #find(sessionId: string, now: number): Session | null {
    const query = 'SELECT session FROM sessions WHERE id = ? AND expires_at > ?';
    const [row] = this.#sql.exec<{ session: string }>(query, sessionId, now).toArray();
    return row === undefined ? null : (JSON.parse(row.session) as Session);
  }

  #isConsumed(key: string, now: number): boolean {
    const query = 'SELECT 1 FROM consumed WHERE key = ? AND remember_until > ?';
    return this.#sql.exec(query, key, now).toArray().length > 0;
  }

  #consume(key: string, rememberUntil: number): void {
    this.#sql.exec('INSERT OR REPLACE INTO consumed (key, remember_until) VALUES (?, ?)', key, rememberUntil);
  }

  /** Throws, and so undoes the transaction, if the id is taken: 128 random bits do not meet twice. */
  #insertSession(session: Session): void {
    const { accountKey, nameId, sessionIndex } = session.identity;
    this.#sql.exec(
      'INSERT INTO sessions (id, expires_at, account_key, name_id, session_index, session) VALUES (?, ?, ?, ?, ?, ?)',
      session.id,
      session.expiresAt,
      accountKey,
      nameId?.value ?? null,
      sessionIndex,
      JSON.stringify(session),
    );
  }

  async #setAlarmForEarliestExpiry(): Promise<void> {
    const query = `SELECT min(expiry) AS expiry FROM (
      SELECT min(remember_until) AS expiry FROM consumed UNION ALL SELECT min(expires_at) FROM sessions)`;
    const { expiry } = this.#sql.exec<{ expiry: number | null }>(query).one();
    if (expiry === null) return;
    const due = expiry + DELETE_AFTER_MILLISECONDS;
    const alarm = await this.#storage.getAlarm();
    if (alarm === null || due < alarm) await this.#storage.setAlarm(due);
  }
}

/** Gives the ledger of one tenant. A thrown Outage means that its machine could not be reached: nothing is known. */
export function signInLedger(
  namespace: DurableObjectNamespace<SignInLedger>,
  tenantId: string,
): SignInLedgerPort & CollectionPort & CodeLedgerPort & LogoutLedgerPort & SingleUsePort {
  // Found when it is needed: most requests need none.
  const ledger = () =>
    limitCalls(namespace.getByName(tenantId), 'ledger_unavailable', SIGN_IN_WAIT_MILLISECONDS);
  return {
    open: (entry) => unlessUnavailable(async () => await ledger().open(entry)),
    find: (sessionId, now) => ledger().find(sessionId, now),
    end: (sessionId) => ledger().end(sessionId),
    endNamed: (named) => unlessUnavailable(async () => await ledger().endNamed(named)),
    redeemCode: (use) => ledger().redeemCode(use),
    findGranted: (codeId, sessionId, now) => ledger().findGranted(codeId, sessionId, now),
    collect: (sessionId, rememberUntil, now) => ledger().collect(sessionId, rememberUntil, now),
    useOnce: (name, rememberUntil, now) => ledger().useOnce(name, rememberUntil, now),
  };
}

/** An outage is an outcome like others where the flow has an answer to it; the log has its cause. */
async function unlessUnavailable<Outcome>(
  ask: () => Promise<Outcome>,
): Promise<Outcome | { readonly outcome: 'ledger_unavailable' }> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    const name = error.cause instanceof Error ? error.cause.name : 'unknown';
    console.error(JSON.stringify({ event: 'ledger_unavailable', name }));
    return { outcome: 'ledger_unavailable' };
  }
}
