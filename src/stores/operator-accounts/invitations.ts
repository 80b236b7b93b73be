/** Who was invited to become an operator, by the hash of what was shown to the inviter once. I/O: the object's own storage. */
import type { Invitation, SignInMethod } from '../../operators/operator.ts';

type InvitationRow = {
  id: string;
  email: string;
  method: string;
  invited_by: string;
  created_at: number;
  expires_at: number;
};

const LIFETIME_MILLISECONDS = 7 * 86_400_000;

export class Invitations {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Adds an invitation in the place of an earlier one to the same address. */
  add(email: string, method: SignInMethod, tokenHash: string, invitedBy: string, now: number): Invitation {
    const id = crypto.randomUUID();
    const expiresAt = now + LIFETIME_MILLISECONDS;
    this.#sql.exec('DELETE FROM invitations WHERE email = ?', email);
    this.#sql.exec(
      'INSERT INTO invitations (id, token_hash, email, method, invited_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      id,
      tokenHash,
      email,
      method,
      invitedBy,
      now,
      expiresAt,
    );
    return { id, email, method, invitedBy, createdAt: now, expiresAt };
  }

  list(now: number): readonly Invitation[] {
    const query = 'SELECT * FROM invitations WHERE expires_at > ? ORDER BY created_at DESC';
    return this.#sql.exec<InvitationRow>(query, now).toArray().map(present);
  }

  /** The invitation with this token, while it is good. */
  find(tokenHash: string, now: number): Invitation | null {
    const query = 'SELECT * FROM invitations WHERE token_hash = ? AND expires_at > ?';
    const [row] = this.#sql.exec<InvitationRow>(query, tokenHash, now).toArray();
    return row === undefined ? null : present(row);
  }

  findByEmail(email: string, now: number): Invitation | null {
    const query = 'SELECT * FROM invitations WHERE email = ? AND expires_at > ?';
    const [row] = this.#sql.exec<InvitationRow>(query, email, now).toArray();
    return row === undefined ? null : present(row);
  }

  /** Removes an invitation, used or withdrawn; the address it was for, or null. */
  remove(id: string): string | null {
    const query = 'DELETE FROM invitations WHERE id = ? RETURNING email';
    return this.#sql.exec<{ email: string }>(query, id).toArray()[0]?.email ?? null;
  }

  purge(now: number): void {
    this.#sql.exec('DELETE FROM invitations WHERE expires_at <= ?', now);
  }
}

function present({ id, email, method, invited_by, created_at, expires_at }: InvitationRow): Invitation {
  return {
    id,
    email,
    method: method as SignInMethod,
    invitedBy: invited_by,
    createdAt: created_at,
    expiresAt: expires_at,
  };
}
