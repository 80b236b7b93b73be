/** The operators themselves: who they are and what they sign in with. I/O: the object's own storage. */
import type { Operator, SignInMethod } from '../../operators/operator.ts';
import type { StoredPassword } from '../../operators/password-hash.ts';

export interface Credentials {
  readonly password: StoredPassword;
  readonly totpSecret: string;
  readonly lastTotpStep: number;
}

export interface NewAccount {
  readonly email: string;
  readonly displayName: string;
  readonly method: SignInMethod;
  readonly credentials: Credentials | null;
}

type AccountRow = {
  id: string;
  email: string;
  display_name: string;
  method: string;
  password: string | null;
  totp_secret: string | null;
  last_totp_step: number;
  created_at: number;
  last_sign_in_at: number | null;
  recovery_codes: number;
};

const SELECT =
  'SELECT *, (SELECT count(*) FROM recovery_codes WHERE operator_id = operators.id) AS recovery_codes FROM operators';

export class Accounts {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add({ email, displayName, method, credentials }: NewAccount, now: number): Operator {
    const id = crypto.randomUUID();
    this.#sql.exec(
      'INSERT INTO operators (id, email, display_name, method, password, totp_secret, last_totp_step, created_at, last_sign_in_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      id,
      email,
      displayName,
      method,
      credentials === null ? null : JSON.stringify(credentials.password),
      credentials?.totpSecret ?? null,
      credentials?.lastTotpStep ?? 0,
      now,
      now,
    );
    return { id, email, displayName, method, createdAt: now, lastSignInAt: now, recoveryCodes: 0 };
  }

  list(): readonly Operator[] {
    return this.#sql.exec<AccountRow>(`${SELECT} ORDER BY created_at, id`).toArray().map(present);
  }

  find(id: string): Operator | null {
    const [row] = this.#sql.exec<AccountRow>(`${SELECT} WHERE id = ?`, id).toArray();
    return row === undefined ? null : present(row);
  }

  findByEmail(email: string): Operator | null {
    const row = this.#rowOf(email);
    return row === undefined ? null : present(row);
  }

  /** What an account is signed in to with; null where there is none, or it is SAML's. */
  credentialsOf(email: string): Credentials | null {
    const row = this.#rowOf(email);
    if (row === undefined || row.password === null || row.totp_secret === null) return null;
    const password = JSON.parse(row.password) as StoredPassword;
    return { password, totpSecret: row.totp_secret, lastTotpStep: row.last_totp_step };
  }

  noteTotpStep(id: string, step: number): void {
    this.#sql.exec('UPDATE operators SET last_totp_step = ? WHERE id = ?', step, id);
  }

  replaceTotp(id: string, secret: string, step: number): void {
    this.#sql.exec('UPDATE operators SET totp_secret = ?, last_totp_step = ? WHERE id = ?', secret, step, id);
  }

  noteSignIn(id: string, now: number): void {
    this.#sql.exec('UPDATE operators SET last_sign_in_at = ? WHERE id = ?', now, id);
  }

  replacePassword(id: string, password: StoredPassword): void {
    this.#sql.exec('UPDATE operators SET password = ? WHERE id = ?', JSON.stringify(password), id);
  }

  /** Uses a recovery code up; says whether it was one. */
  useRecoveryCode(id: string, hash: string): boolean {
    const query = 'DELETE FROM recovery_codes WHERE operator_id = ? AND hash = ? RETURNING hash';
    return this.#sql.exec(query, id, hash).toArray().length > 0;
  }

  replaceRecoveryCodes(id: string, hashes: readonly string[]): void {
    this.#sql.exec('DELETE FROM recovery_codes WHERE operator_id = ?', id);
    for (const hash of hashes) {
      this.#sql.exec('INSERT INTO recovery_codes (hash, operator_id) VALUES (?, ?)', hash, id);
    }
  }

  remove(id: string): void {
    this.#sql.exec('DELETE FROM recovery_codes WHERE operator_id = ?', id);
    this.#sql.exec('DELETE FROM operators WHERE id = ?', id);
  }

  #rowOf(email: string): AccountRow | undefined {
    return this.#sql.exec<AccountRow>(`${SELECT} WHERE email = ?`, email).toArray()[0];
  }
}

function present(row: AccountRow): Operator {
  return {
    id: row.id,
    email: row.email,
    displayName: row.display_name,
    method: row.method as SignInMethod,
    createdAt: row.created_at,
    lastSignInAt: row.last_sign_in_at,
    recoveryCodes: row.recovery_codes,
  };
}
