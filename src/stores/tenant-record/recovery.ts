/**
 * A tenant's recovery, in its record: the address and until when it is armed, the accounts behind it, their sessions. Accounts,
 * sessions and sign-ins are those of operators, in tables of this tenant's own. Whatever changes is told in the audit trail and
 * as an event in one transaction. Randomness: the secret. I/O: the record's storage.
 */
import type { Author } from '../../administration/author.ts';
import type { EventType } from '../../administration/event.ts';
import {
  MAX_RECOVERY_ACCOUNTS,
  type NewRecoveryAccount,
  type Recovery,
  type RecoveryAccount,
  type RecoveryAttempt,
  type RecoveryFailure,
  type RecoveryRefusal,
  type RecoverySource,
  recoveryAuthor,
} from '../../administration/recovery.ts';
import type { AuditEntry } from '../../administration/tenant-record.ts';
import type { OperatorAction } from '../../operators/audit-entry.ts';
import type { Operator } from '../../operators/operator.ts';
import type { PasswordParameters } from '../../operators/password-hash.ts';
import { encodeBase64Url, hashSecret, isSameSecret, SECRET_OCTETS } from '../../operators/secret-text.ts';
import { acceptTotp } from '../../operators/totp.ts';
import { type Result, success } from '../../result.ts';
import type { RecoveryGate } from '../../tenants/recovery-gate.ts';
import { Accounts } from '../operator-accounts/accounts.ts';
import { FailedAttempts } from '../operator-accounts/failed-attempts.ts';
import { ACCOUNTS_SCHEMA } from '../operator-accounts/schema.ts';
import { Sessions } from '../operator-accounts/sessions.ts';
import { admitSignIn, finishSignIn, type SignInTables } from '../operator-accounts/sign-ins.ts';
import type { AuditTrail } from './audit-trail.ts';
import { writeAuthor } from './header.ts';

const SCHEMA = `
  ${ACCOUNTS_SCHEMA}
  CREATE TABLE IF NOT EXISTS recovery (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    secret_hash TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    armed_until INTEGER NOT NULL DEFAULT 0,
    armed_by TEXT
  ) STRICT;
`;

type Row = { secret_hash: string; made_at: number; armed_until: number; armed_by: string | null };

interface Context {
  readonly author: Author;
  readonly now: number;
}

/** Tells an event of the tenant, inside of a transaction. */
export type TellRecovery = (type: EventType, data: Readonly<Record<string, unknown>>, now: number) => void;

/** What sign-ins tell, in the words of a tenant's trail. */
const ACTIONS: Readonly<Partial<Record<OperatorAction, AuditEntry['action']>>> = {
  'operator.sign_in_refused': 'recovery_refused',
  'operator.signed_in': 'recovery_signed_in',
  'operator.recovery_code_used': 'recovery_code_used',
};

export class RecoveryTables {
  readonly #storage: DurableObjectStorage;
  readonly #trail: AuditTrail;
  readonly #enterPublication: () => void;
  readonly #tables: SignInTables;

  /** `enterPublication` enters, inside of a transaction, that the edges are to know of what the gate has become. */
  constructor(storage: DurableObjectStorage, trail: AuditTrail, enterPublication: () => void) {
    this.#storage = storage;
    this.#trail = trail;
    this.#enterPublication = enterPublication;
    storage.sql.exec(SCHEMA);
    this.#tables = {
      accounts: new Accounts(storage.sql),
      sessions: new Sessions(storage.sql),
      failed: new FailedAttempts(storage.sql),
      audit: {
        add: (action, _subject, author, now) => {
          const told = ACTIONS[action];
          if (told === undefined) return;
          this.#note(told, { author: author.kind === 'operator' ? recoveryAuthor(author) : author, now });
        },
      },
    };
  }

  /** What the edges have to know, so that none of them asks here for every address that somebody makes up. */
  gate(): RecoveryGate | null {
    const row = this.#row();
    return row === null || row.armed_until === 0
      ? null
      : { secretHash: row.secret_hash, armedUntil: row.armed_until };
  }

  read(now: number): Recovery {
    const row = this.#row();
    const isArmed = row !== null && now < row.armed_until;
    return {
      addressMadeAt: row?.made_at ?? null,
      armedUntil: isArmed ? row.armed_until : null,
      armedBy: isArmed && row.armed_by !== null ? (JSON.parse(row.armed_by) as Author) : null,
      accounts: this.#tables.accounts.list().map(present),
    };
  }

  /** The former address is nothing at once; one that is armed stays so, by the new address. */
  renew(context: Context): string {
    const secret = encodeBase64Url(crypto.getRandomValues(new Uint8Array(SECRET_OCTETS)));
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec(
        `INSERT INTO recovery (only, secret_hash, made_at) VALUES (1, ?, ?)
          ON CONFLICT (only) DO UPDATE SET secret_hash = excluded.secret_hash, made_at = excluded.made_at`,
        hashSecret(secret),
        context.now,
      );
      this.#enterPublication();
      this.#note('recovery_address_renewed', context);
    });
    return secret;
  }

  arm(until: number, context: Context, tell: TellRecovery): RecoveryFailure | null {
    if (this.#row() === null) return 'recovery_address_missing';
    const end = new Date(until).toISOString();
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec(
        'UPDATE recovery SET armed_until = ?, armed_by = ?',
        until,
        writeAuthor(context.author),
      );
      this.#enterPublication();
      this.#note('recovery_armed', context, `Until ${end.slice(0, 16).replace('T', ' ')} UTC.`);
      tell('recovery.armed', { until: end, author: context.author }, context.now);
    });
    return null;
  }

  disarm(keepSessionHash: string | null, context: Context, tell: TellRecovery): void {
    const { accounts, sessions } = this.#tables;
    const wasArmed = this.read(context.now).armedUntil !== null;
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec('UPDATE recovery SET armed_until = 0, armed_by = NULL');
      const kept = keepSessionHash === null ? null : { hash: keepSessionHash };
      for (const { id } of accounts.list()) sessions.endOthers(id, kept);
      this.#enterPublication();
      if (!wasArmed) return;
      this.#note('recovery_disarmed', context);
      tell('recovery.disarmed', { author: context.author }, context.now);
    });
  }

  add(account: NewRecoveryAccount, context: Context): Result<RecoveryAccount, RecoveryFailure> {
    const { accounts } = this.#tables;
    const { name, password, totpSecret, code, codeHashes } = account;
    if (accounts.findByEmail(name) !== null) return { ok: false, failure: 'recovery_name_taken' };
    if (accounts.list().length >= MAX_RECOVERY_ACCOUNTS)
      return { ok: false, failure: 'too_many_recovery_accounts' };
    const lastTotpStep = acceptTotp(totpSecret, code, 0, context.now);
    if (lastTotpStep === null) return { ok: false, failure: 'code_wrong' };
    return this.#storage.transactionSync(() => {
      const credentials = { password, totpSecret, lastTotpStep };
      const made = accounts.add(
        { email: name, displayName: name, method: 'password', credentials },
        context.now,
      );
      accounts.replaceRecoveryCodes(made.id, codeHashes);
      this.#note('recovery_account_added', context, sayWhich(name));
      return success(present({ ...made, recoveryCodes: codeHashes.length }));
    });
  }

  renewCodes(id: string, codeHashes: readonly string[], context: Context): boolean {
    const { accounts } = this.#tables;
    const account = accounts.find(id);
    if (account === null) return false;
    this.#storage.transactionSync(() => {
      accounts.replaceRecoveryCodes(id, codeHashes);
      this.#note('recovery_codes_renewed', context, sayWhich(account.email));
    });
    return true;
  }

  remove(id: string, context: Context): boolean {
    const { accounts, sessions } = this.#tables;
    const account = accounts.find(id);
    if (account === null) return false;
    this.#storage.transactionSync(() => {
      sessions.endOthers(id, null);
      sessions.forgetDevices(id);
      accounts.remove(id);
      this.#note('recovery_account_removed', context, sayWhich(account.email));
    });
    return true;
  }

  admit(source: RecoverySource, now: number): Result<PasswordParameters, RecoveryRefusal> {
    if (!this.#isOpen(source.secretHash, now)) return { ok: false, failure: { code: 'recovery_closed' } };
    return this.#storage.transactionSync(() => {
      this.#tables.failed.purge(now);
      return admitSignIn(this.#tables, { ...source, email: source.name }, now);
    });
  }

  signIn({ name, ...attempt }: RecoveryAttempt, now: number, tell: TellRecovery): RecoveryAccount | null {
    if (!this.#isOpen(attempt.secretHash, now)) return null;
    return this.#storage.transactionSync(() => {
      this.#tables.sessions.purge(now);
      const signedIn = finishSignIn(this.#tables, { ...attempt, email: name, now });
      if (signedIn === null) return null;
      const { id, recoveryCodes } = signedIn.operator;
      tell('recovery.signed_in', { accountId: id, codesLeft: recoveryCodes }, now);
      return present(signedIn.operator);
    });
  }

  findSession(sessionHash: string, now: number): RecoveryAccount | null {
    const found = this.#tables.sessions.find(sessionHash, now);
    const account = found && this.#tables.accounts.find(found.operatorId);
    return account && present(account);
  }

  endSession(sessionHash: string): void {
    this.#tables.sessions.end(sessionHash);
  }

  #isOpen(secretHash: string, now: number): boolean {
    const row = this.#row();
    return row !== null && isSameSecret(secretHash, row.secret_hash) && now < row.armed_until;
  }

  #row(): Row | null {
    return this.#storage.sql.exec<Row>('SELECT * FROM recovery').toArray()[0] ?? null;
  }

  #note(action: AuditEntry['action'], { author, now }: Context, sentence?: string): void {
    const changes = sentence === undefined ? [] : [sentence];
    this.#trail.add({ at: now, author, action, version: null, changes });
  }
}

/** Addresses of people are kept for good nowhere. */
function sayWhich(name: string): string {
  return name.includes('@') ? 'It is named by an address.' : `It is “${name}”.`;
}

function present({ id, email, createdAt, lastSignInAt, recoveryCodes }: Operator): RecoveryAccount {
  // Accounts count their making as a sign-in, which it is for operators.
  const hasSignedIn = lastSignInAt !== null && lastSignInAt > createdAt;
  return {
    id,
    name: email,
    createdAt,
    lastSignInAt: hasSignedIn ? lastSignInAt : null,
    codes: recoveryCodes,
  };
}
