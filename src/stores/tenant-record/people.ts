/**
 * The people who have signed in to one tenant, as far as it allows them to be remembered. Each is known by a keyed hash of
 * the account key under a random key that never leaves this object: it tells who was here before, and means nothing
 * anywhere else. What somebody is called was verified, but is the word of one customer's identity provider. I/O: the
 * object's storage.
 */
import type { PeopleQuery, Person } from '../../administration/attempt.ts';
import { readInstantCursor, writeInstantCursor } from '../../administration/cursor.ts';
import { cutPage, type Page } from '../../administration/page.ts';
import type { Session } from '../../session/session.ts';
import type { RememberedPeople } from '../../tenants/tenant.ts';
import { clampLimit } from './clamp-limit.ts';

/** Past this many, whoever has been away for longest is forgotten, and will count as new. */
export const MAX_PEOPLE = 100_000;

const KEY_BYTES = 32;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS people (
    id TEXT PRIMARY KEY,
    account_key TEXT,
    display_name TEXT,
    email TEXT,
    searched TEXT NOT NULL DEFAULT '',
    connection_id TEXT NOT NULL,
    first_sign_in_at INTEGER NOT NULL,
    last_sign_in_at INTEGER NOT NULL,
    sign_in_count INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS people_by_last_sign_in ON people (last_sign_in_at, id);
  CREATE TABLE IF NOT EXISTS people_facts (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    hash_key BLOB NOT NULL,
    total INTEGER NOT NULL,
    remembered TEXT NOT NULL
  ) STRICT;
`;

const MORE: Readonly<Record<RememberedPeople, number>> = { nothing: 0, 'account-key': 1, names: 2 };

type PersonRow = {
  id: string;
  account_key: string | null;
  display_name: string | null;
  email: string | null;
  connection_id: string;
  first_sign_in_at: number;
  last_sign_in_at: number;
  sign_in_count: number;
};

export class People {
  readonly #sql: SqlStorage;
  readonly #maxPeople: number;
  #key: CryptoKey | null = null;

  constructor(sql: SqlStorage, maxPeople = MAX_PEOPLE) {
    this.#sql = sql;
    this.#maxPeople = maxPeople;
    sql.exec(SCHEMA);
    const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
    sql.exec(
      "INSERT OR IGNORE INTO people_facts (only, hash_key, total, remembered) VALUES (1, ?, 0, 'nothing')",
      key,
    );
  }

  /** Gives what a person is known by here. */
  async identify(accountKey: string): Promise<string> {
    const mac = await crypto.subtle.sign('HMAC', await this.#hashKey(), new TextEncoder().encode(accountKey));
    return new Uint8Array(mac).toBase64({ alphabet: 'base64url', omitPadding: true });
  }

  /**
   * Notes a sign-in of the person with this id, and tells whether it is the first; to be called inside a transaction, so that
   * of any number at the same moment exactly one is.
   */
  note(id: string, { identity, connectionId, signedInAt }: Session, allowed: RememberedPeople): boolean {
    this.allow(allowed);
    const accountKey = MORE[allowed] >= MORE['account-key'] ? identity.accountKey : null;
    const displayName = MORE[allowed] >= MORE.names ? identity.displayName : null;
    const email = MORE[allowed] >= MORE.names ? identity.email : null;
    const { sign_in_count } = this.#sql
      .exec<{ sign_in_count: number }>(
        `INSERT INTO people (id, account_key, display_name, email, searched, connection_id, first_sign_in_at, last_sign_in_at, sign_in_count)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 1)
          ON CONFLICT (id) DO UPDATE SET account_key = ?2, display_name = ?3, email = ?4, searched = ?5, connection_id = ?6,
            last_sign_in_at = max(last_sign_in_at, ?7), sign_in_count = sign_in_count + 1
          RETURNING sign_in_count`,
        id,
        accountKey,
        displayName,
        email,
        searchable(accountKey, displayName, email),
        connectionId,
        signedInAt,
      )
      .one();
    if (sign_in_count > 1) return false;
    this.#sql.exec('UPDATE people_facts SET total = total + 1');
    if (this.count() > this.#maxPeople) this.#forgetOne(id);
    return true;
  }

  /** Clears what was kept and is not allowed any more. */
  allow(allowed: RememberedPeople): void {
    const { remembered } = this.#sql
      .exec<{ remembered: RememberedPeople }>('SELECT remembered FROM people_facts')
      .one();
    if (remembered === allowed) return;
    this.#sql.exec('UPDATE people_facts SET remembered = ?', allowed);
    if (MORE[allowed] > MORE[remembered]) return;
    // The account key is the first line of what is searched.
    const clears =
      allowed === 'nothing'
        ? "account_key = NULL, searched = ''"
        : 'searched = substr(searched, 1, instr(searched || char(10), char(10)) - 1)';
    this.#sql.exec(
      `UPDATE people SET ${clears}, display_name = NULL, email = NULL WHERE account_key IS NOT NULL`,
    );
  }

  /** Finds what is kept of a person; null for one who is not known. */
  find(id: string): Person | null {
    const [row] = this.#sql.exec<PersonRow>('SELECT * FROM people WHERE id = ?', id).toArray();
    return row === undefined ? null : readPerson(row);
  }

  /** How many people are known. */
  count(): number {
    return this.#sql.exec<{ total: number }>('SELECT total FROM people_facts').one().total;
  }

  /** Lists people, who signed in last first. Without leave to keep account keys, a whole one still finds its person. */
  async list({ limit, cursor, search }: PeopleQuery): Promise<Page<Person>> {
    const last = readInstantCursor(cursor);
    if (last === null) return { items: [], cursor: null };
    const wanted = search.trim();
    const size = clampLimit(limit);
    const rows = this.#sql
      .exec<PersonRow>(
        `SELECT * FROM people WHERE (last_sign_in_at, id) < (?1, ?2) AND (?3 = '' OR instr(searched, ?3) > 0 OR id = ?4)
          ORDER BY last_sign_in_at DESC, id DESC LIMIT ?5`,
        last.at,
        last.id,
        wanted.toLowerCase(),
        await this.identify(wanted),
        size + 1,
      )
      .toArray();
    const page = cutPage(rows, size, (row) => writeInstantCursor(row.last_sign_in_at, row.id));
    return { ...page, items: page.items.map(readPerson) };
  }

  #forgetOne(exceptId: string): void {
    this.#sql.exec(
      'DELETE FROM people WHERE id = (SELECT id FROM people WHERE id <> ? ORDER BY last_sign_in_at, id LIMIT 1)',
      exceptId,
    );
    this.#sql.exec('UPDATE people_facts SET total = total - 1');
  }

  async #hashKey(): Promise<CryptoKey> {
    if (this.#key !== null) return this.#key;
    const { hash_key } = this.#sql.exec<{ hash_key: ArrayBuffer }>('SELECT hash_key FROM people_facts').one();
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    this.#key = await crypto.subtle.importKey('raw', hash_key, hmac, false, ['sign']);
    return this.#key;
  }
}

/** SQLite's own "lower" knows ASCII alone. */
function searchable(...texts: readonly (string | null)[]): string {
  return texts.flatMap((text) => text?.toLowerCase() ?? []).join('\n');
}

function readPerson(row: PersonRow): Person {
  return {
    id: row.id,
    accountKey: row.account_key,
    displayName: row.display_name,
    email: row.email,
    connectionId: row.connection_id,
    firstSignInAt: row.first_sign_in_at,
    lastSignInAt: row.last_sign_in_at,
    signInCount: row.sign_in_count,
  };
}
