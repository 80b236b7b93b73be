/**
 * The list of a tenant's sessions, in the ledger beside them: small rows that can be read by the page, and what sessions are
 * ended by. Each is known by a hash of its id, so that what administration is shown is no key to anything. I/O: the ledger's
 * storage.
 */
import { readInstantCursor, writeInstantCursor } from '../administration/cursor.ts';
import {
  type OpenSession,
  SEEN_GRAIN_MILLISECONDS,
  type SessionSelection,
  type SessionsQuery,
} from '../administration/open-session.ts';
import { cutPage, type Page } from '../administration/page.ts';
import type { Session } from '../session/session.ts';
import type { SessionLimits } from '../session/session-rules.ts';
import type { OwnSession } from '../sign-in/own-sessions.ts';
import type { SessionOrigin } from '../sign-in/session-origins.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS listed_sessions (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    account_key TEXT,
    connection_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    signed_in_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS listed_sessions_by_sign_in ON listed_sessions (signed_in_at, id);
  CREATE INDEX IF NOT EXISTS listed_sessions_by_person ON listed_sessions (account_key);
  CREATE INDEX IF NOT EXISTS listed_sessions_by_expiry ON listed_sessions (expires_at);
`;

/** More than one person needs, and fewer than a page can show. */
const MAX_OWN = 100;

/** What each selection goes by; a person by the account key. */
const CONDITIONS: Readonly<Record<SessionSelection['by'], string>> = {
  session: 'id = ?',
  person: 'account_key = ?',
  connection: 'connection_id = ?',
  tenant: '? IS NULL',
};

/** A session as the ledger lists it: it knows the account key, which is for the tenant's record alone. */
export interface ListedSession extends Omit<OpenSession, 'person'> {
  readonly accountKey: string | null;
}

export interface ListedSessionsQuery extends SessionsQuery {
  /** The tenant's policy of today: what is over by it is not listed. */
  readonly limits: SessionLimits;
}

type Row = {
  id: string;
  account_key: string | null;
  connection_id: string;
  kind: OpenSession['kind'];
  signed_in_at: number;
  last_seen_at: number;
  expires_at: number;
};

export class ListedSessions {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** Notes that a session was seen: enters one that is new, or was opened before there was a list. */
  note(id: string, { identity, ...session }: Session, now: number): void {
    this.#sql.exec(
      `INSERT INTO listed_sessions (id, session_id, account_key, connection_id, kind, signed_in_at, last_seen_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET last_seen_at = excluded.last_seen_at
        WHERE excluded.last_seen_at >= last_seen_at + ${SEEN_GRAIN_MILLISECONDS}`,
      id,
      session.id,
      identity.accountKey,
      session.connectionId,
      session.recovery ? 'recovery' : 'saml',
      session.signedInAt,
      now,
      session.expiresAt,
    );
  }

  /** Lists what may be open, who signed in last first. Of an idle session that is known only once its grain is over. */
  list({ limit, cursor, now, limits }: ListedSessionsQuery): Page<ListedSession> {
    const last = readInstantCursor(cursor);
    if (last === null) return { items: [], cursor: null };
    const lifetime = limits.lifetimeSeconds * 1000;
    const rows = this.#sql
      .exec<Row>(
        `SELECT * FROM listed_sessions WHERE (signed_in_at, id) < (?, ?) AND expires_at > ? AND signed_in_at > ?
          AND last_seen_at > ? ORDER BY signed_in_at DESC, id DESC LIMIT ?`,
        last.at,
        last.id,
        now,
        now - lifetime,
        now - limits.idleTimeoutSeconds * 1000 - SEEN_GRAIN_MILLISECONDS,
        limit + 1,
      )
      .toArray();
    const page = cutPage(rows, limit, (row) => writeInstantCursor(row.signed_in_at, row.id));
    return { ...page, items: page.items.map((row) => readRow(row, lifetime)) };
  }

  /** Lists the account keys there are, in their order, each once, behind one of them. */
  accountKeys(after: string, limit: number): readonly string[] {
    const query =
      'SELECT DISTINCT account_key FROM listed_sessions WHERE account_key > ? ORDER BY account_key LIMIT ?';
    const rows = this.#sql.exec<{ account_key: string }>(query, after, limit).toArray();
    return rows.map(({ account_key }) => account_key);
  }

  /**
   * Lists what may be open of the person who has a session; without account key that one alone. By another connection the same
   * key may be somebody else's.
   */
  listOwn(
    own: string,
    { identity, connectionId, recovery }: Session,
    limits: SessionLimits,
    now: number,
  ): OwnSession[] {
    const lifetime = limits.lifetimeSeconds * 1000;
    const rows = this.#sql.exec<Row>(
      `SELECT * FROM listed_sessions WHERE (id = ? OR account_key = ? AND connection_id = ? AND kind = ?)
        AND expires_at > ? AND signed_in_at > ?
        AND last_seen_at > ? ORDER BY id = ? DESC, signed_in_at DESC, id LIMIT ${MAX_OWN}`,
      own,
      identity.accountKey,
      connectionId,
      recovery ? 'recovery' : 'saml',
      now,
      now - lifetime,
      now - limits.idleTimeoutSeconds * 1000 - SEEN_GRAIN_MILLISECONDS,
      own,
    );
    return [...rows].map((row) => {
      const { accountKey: _accountKey, ...session } = readRow(row, lifetime);
      return { ...session, isThis: session.id === own };
    });
  }

  /** Ends another session of the person who has one, null for all others, and gives what it was; to be called inside a transaction. */
  endOwn(
    own: string,
    { identity, connectionId, recovery }: Session,
    which: string | null,
  ): readonly Session[] {
    const ended = this.#sql.exec<{ session_id: string }>(
      `DELETE FROM listed_sessions WHERE account_key = ? AND connection_id = ? AND kind = ? AND id <> ? AND id = ifnull(?, id)
        RETURNING session_id`,
      identity.accountKey,
      connectionId,
      recovery ? 'recovery' : 'saml',
      own,
      which,
    );
    return [...ended].flatMap(({ session_id: id }) =>
      this.#sql
        .exec<{ session: string }>('DELETE FROM sessions WHERE id = ? RETURNING session', id)
        .toArray()
        .map(({ session }) => JSON.parse(session) as Session),
    );
  }

  /** Ends all sessions but those that came from these; to be called inside a transaction. */
  keepOnly(origins: readonly SessionOrigin[]): void {
    this.#sql.exec(
      `DELETE FROM sessions WHERE json_array(session ->> '$.connectionId', session ->> '$.identity.idpEntityId') NOT IN
        (SELECT json_array(value ->> '$.connectionId', value ->> '$.idpEntityId') FROM json_each(?))`,
      JSON.stringify(origins),
    );
    this.#sql.exec('DELETE FROM listed_sessions WHERE session_id NOT IN (SELECT id FROM sessions)');
  }

  /** Ends the selected sessions, and gives how many of them were open; to be called inside a transaction. */
  end({ by, id }: SessionSelection, now: number): number {
    const which = `FROM listed_sessions WHERE ${CONDITIONS[by]}`;
    this.#sql.exec(`DELETE FROM sessions WHERE id IN (SELECT session_id ${which})`, id);
    // One that was opened before there was a list may not be in it yet.
    if (by === 'tenant') this.#sql.exec('DELETE FROM sessions');
    const ended = this.#sql
      .exec<{ expires_at: number }>(`DELETE ${which} RETURNING expires_at`, id)
      .toArray();
    return ended.filter(({ expires_at }) => expires_at > now).length;
  }
}

function readRow(row: Row, lifetime: number): ListedSession {
  return {
    id: row.id,
    accountKey: row.account_key,
    connectionId: row.connection_id,
    kind: row.kind,
    signedInAt: row.signed_in_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: Math.min(row.expires_at, row.signed_in_at + lifetime),
  };
}
