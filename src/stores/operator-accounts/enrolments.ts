/** Accounts in the making, from a chosen password to the app's first code, and which set-up secrets were used. */
import type { StoredPassword } from '../../operators/password-hash.ts';
import type { EnrolmentInput, Permission } from '../../operators/port.ts';

type EnrolmentRow = {
  permission: string;
  email: string;
  display_name: string;
  password: string;
  totp_secret: string;
};

export interface StoredEnrolment {
  readonly permission: Permission;
  readonly email: string;
  readonly displayName: string;
  readonly password: StoredPassword;
  readonly totpSecret: string;
}

const LIFETIME_MILLISECONDS = 30 * 60_000;

export class Enrolments {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(input: EnrolmentInput): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO enrolments (hash, permission, email, display_name, password, totp_secret, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      input.enrolmentHash,
      JSON.stringify(input.permission),
      input.email,
      input.displayName,
      JSON.stringify(input.password),
      input.totpSecret,
      input.now + LIFETIME_MILLISECONDS,
    );
  }

  find(hash: string, now: number): StoredEnrolment | null {
    const query = 'SELECT * FROM enrolments WHERE hash = ? AND expires_at > ?';
    const [row] = this.#sql.exec<EnrolmentRow>(query, hash, now).toArray();
    if (row === undefined) return null;
    return {
      permission: JSON.parse(row.permission) as Permission,
      email: row.email,
      displayName: row.display_name,
      password: JSON.parse(row.password) as StoredPassword,
      totpSecret: row.totp_secret,
    };
  }

  remove(hash: string): void {
    this.#sql.exec('DELETE FROM enrolments WHERE hash = ?', hash);
  }

  isSetupSecretUsed(hash: string): boolean {
    return this.#sql.exec('SELECT 1 FROM used_setup_secrets WHERE hash = ?', hash).toArray().length > 0;
  }

  useSetupSecret(hash: string, now: number): void {
    this.#sql.exec('INSERT INTO used_setup_secrets (hash, used_at) VALUES (?, ?)', hash, now);
  }

  purge(now: number): void {
    this.#sql.exec('DELETE FROM enrolments WHERE expires_at <= ?', now);
  }
}
