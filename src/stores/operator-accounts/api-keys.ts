/** API keys: SHA-256 of 256 random bits, never the key itself. I/O: the object's own storage. */
import { type ApiKey, isUsable } from '../../operators/api-key.ts';
import type { NewKey } from '../../operators/port.ts';
import type { Scope } from '../../operators/scopes.ts';
import { isSameSecret } from '../../operators/secret-text.ts';
import { SEEN_EVERY_MILLISECONDS } from '../../operators/session-limits.ts';

type KeyRow = {
  id: string;
  secret_hash: string;
  name: string;
  scopes: string;
  created_at: number;
  created_by: string;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
};

export class ApiKeys {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(key: NewKey, createdBy: string, now: number): ApiKey {
    this.#sql.exec(
      'INSERT INTO keys (id, secret_hash, name, scopes, created_at, created_by, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      key.id,
      key.secretHash,
      key.name,
      JSON.stringify(key.scopes),
      now,
      createdBy,
      key.expiresAt,
    );
    const { secretHash: _hidden, ...shown } = key;
    return { ...shown, createdAt: now, createdBy, lastUsedAt: null, revokedAt: null };
  }

  /** Revokes a key; null where there is none or it was revoked before. */
  revoke(id: string, now: number): ApiKey | null {
    const row = this.#find(id);
    if (row === null || row.revoked_at !== null) return null;
    this.#sql.exec('UPDATE keys SET revoked_at = ? WHERE id = ?', now, id);
    return present({ ...row, revoked_at: now });
  }

  /** The newest first. */
  list(): readonly ApiKey[] {
    return this.#sql.exec<KeyRow>('SELECT * FROM keys ORDER BY created_at DESC, id').toArray().map(present);
  }

  /** The usable key of this id and secret; null whatever is wrong. */
  use(id: string, secretHash: string, now: number): ApiKey | null {
    const row = this.#find(id);
    if (row === null || !isSameSecret(secretHash, row.secret_hash)) return null;
    const key = present(row);
    if (!isUsable(key, now)) return null;
    if (key.lastUsedAt === null || now >= key.lastUsedAt + SEEN_EVERY_MILLISECONDS) {
      this.#sql.exec('UPDATE keys SET last_used_at = ? WHERE id = ?', now, id);
      return { ...key, lastUsedAt: now };
    }
    return key;
  }

  #find(id: string): KeyRow | null {
    return this.#sql.exec<KeyRow>('SELECT * FROM keys WHERE id = ?', id).toArray()[0] ?? null;
  }
}

function present(row: KeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as Scope[],
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}
