/**
 * The sessions that an identity provider means by a name: SAML Core 2.0, section 3.7.3.2. They are found in the ledger, whichever
 * browser has their cookies; an assertion that was on its way when its person was signed out opens none. I/O: the ledger's storage.
 */
import { isSameNameId } from '../saml/name-id.ts';
import type { Session } from '../session/session.ts';
import type { NamedSessions } from '../sign-in/ports.ts';

/** The index is made for the rows that are there already, too. */
export const NAMED_SESSIONS_SCHEMA = `
  CREATE INDEX IF NOT EXISTS sessions_by_name ON sessions (name_id);
  CREATE TABLE IF NOT EXISTS named_logouts (
    key TEXT PRIMARY KEY,
    name_id TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    remember_until INTEGER NOT NULL,
    named TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS named_logouts_by_name ON named_logouts (name_id);
  CREATE INDEX IF NOT EXISTS named_logouts_by_expiry ON named_logouts (remember_until);
`;

/** One name may have any number of sessions, where an identity provider gives it to everybody. */
const MAX_TOLD = 100;

/** The sessions that are named: the ids of all of them, and some without their attributes, which may be large. */
export interface FoundSessions {
  readonly ids: readonly string[];
  readonly told: readonly Session[];
}

/** Finds the sessions. */
export function findNamed(sql: SqlStorage, named: NamedSessions): FoundSessions {
  const ids: string[] = [];
  const told: Session[] = [];
  if (named.nameId === null) return { ids, told };
  const query = `SELECT json_set(session, '$.identity.attributes', json('[]')) AS session FROM sessions
    WHERE name_id = ? AND expires_at > ?`;
  for (const row of sql.exec<{ session: string }>(query, named.nameId.value, named.now)) {
    const session = JSON.parse(row.session) as Session;
    if (!isNamed(session, named)) continue;
    ids.push(session.id);
    if (told.length < MAX_TOLD) told.push(session);
  }
  return { ids, told };
}

/** Remembers a logout, by its key, for as long as an assertion from before it may still arrive. */
export function rememberLogout(sql: SqlStorage, key: string, named: NamedSessions): void {
  const { nameId, issuedAt, rememberUntil } = named;
  if (nameId === null) return;
  const query = `INSERT OR REPLACE INTO named_logouts (key, name_id, issued_at, remember_until, named)
    VALUES (?, ?, ?, ?, ?)`;
  sql.exec(query, key, nameId.value, issuedAt, rememberUntil, JSON.stringify(named));
}

/** Says whether the person of a session was signed out since its assertion was issued. */
export function isSignedOutSince(sql: SqlStorage, session: Session, issuedAt: number, now: number): boolean {
  const { nameId } = session.identity;
  if (nameId === null) return false;
  const query = 'SELECT named FROM named_logouts WHERE name_id = ? AND issued_at >= ? AND remember_until > ?';
  const rows = sql.exec<{ named: string }>(query, nameId.value, issuedAt, now).toArray();
  return rows.some(({ named }) => isNamed(session, JSON.parse(named) as NamedSessions));
}

function isNamed({ connectionId, identity }: Session, named: NamedSessions): boolean {
  const { nameId, domain, connectionIds, sessionIndexes } = named;
  const { sessionIndex } = identity;
  return (
    connectionIds.includes(connectionId) &&
    identity.idpEntityId === domain.idpEntityId &&
    identity.nameId !== null &&
    nameId !== null &&
    isSameNameId(identity.nameId, nameId, domain) &&
    (sessionIndexes.length === 0 || (sessionIndex !== null && sessionIndexes.includes(sessionIndex)))
  );
}
