/**
 * The sessions that an identity provider means by a name: SAML Core 2.0, section 3.7.3.2. They are found in the ledger, whichever
 * browser has their cookies. I/O: the ledger's storage.
 */
import { isSameNameId } from '../saml/name-id.ts';
import type { Session } from '../session/session.ts';
import type { NamedSessions } from '../sign-in/ports.ts';

/** Made for the rows that are there already, too. */
export const NAMED_SESSIONS_INDEX = 'CREATE INDEX IF NOT EXISTS sessions_by_name ON sessions (name_id);';

/** Finds the sessions, without their attributes: those may be large, and nobody here needs them. */
export function findNamed(sql: SqlStorage, named: NamedSessions): readonly Session[] {
  const { nameId, domain, connectionIds, sessionIndexes, now } = named;
  if (nameId === null) return [];
  const query = `SELECT json_set(session, '$.identity.attributes', json('[]')) AS session FROM sessions
    WHERE name_id = ? AND expires_at > ?`;
  return sql
    .exec<{ session: string }>(query, nameId.value, now)
    .toArray()
    .map(({ session }) => JSON.parse(session) as Session)
    .filter(
      ({ connectionId, identity }) =>
        connectionIds.includes(connectionId) &&
        identity.idpEntityId === domain.idpEntityId &&
        identity.nameId !== null &&
        isSameNameId(identity.nameId, nameId, domain) &&
        (sessionIndexes.length === 0 || sessionIndexes.includes(identity.sessionIndex ?? '')),
    );
}
