/** The methods of a tenant's record that are about recovery; see recovery.ts. I/O: its storage; KV, for what the edges know. */
import type { Author } from '../../administration/author.ts';
import type {
  NewRecoveryAccount,
  Recovery,
  RecoveryAccount,
  RecoveryAttempt,
  RecoveryFailure,
  RecoveryPort,
  RecoveryRefusal,
  RecoverySource,
} from '../../administration/recovery.ts';
import type { TenantState } from '../../administration/tenant-record.ts';
import type { PasswordParameters } from '../../operators/password-hash.ts';
import { type Result, success } from '../../result.ts';
import { samlRequiredOf } from '../../tenants/saml-required.ts';
import type { TellRecovery } from './recovery.ts';
import { readState } from './tables.ts';
import { TrialsHost } from './trials-host.ts';

interface Context {
  readonly author: Author;
  readonly now: number;
}

type Made<Value> = Promise<Result<Value, { readonly code: RecoveryFailure }>>;

export abstract class RecoveryHost<Bindings> extends TrialsHost<Bindings> implements RecoveryPort {
  /** Brings out what has been entered to be published. */
  protected abstract bringOut(): Promise<void>;

  async recovery(now: number): Promise<Recovery> {
    return this.tables().recovery.read(now);
  }

  async renewRecoveryAddress(context: Context): Made<string> {
    return this.#whileInUse(async () => {
      const secret = this.tables().recovery.renew(context);
      await this.bringOut();
      return success(secret);
    });
  }

  async armRecovery(until: number, context: Context): Made<Recovery> {
    return this.#whileInUse(async (state) => {
      const failed = this.tables().recovery.arm(until, context, this.#teller(state));
      if (failed !== null) return refuse(failed);
      await this.bringOut();
      return success(this.tables().recovery.read(context.now));
    });
  }

  async disarmRecovery(keepSessionHash: string | null, context: Context): Promise<Recovery> {
    const state = readState(this.tables());
    if (state !== null) {
      this.tables().recovery.disarm(keepSessionHash, context, this.#teller(state));
      await this.bringOut();
    }
    return this.tables().recovery.read(context.now);
  }

  async addRecoveryAccount(account: NewRecoveryAccount, context: Context): Made<RecoveryAccount> {
    return this.#whileInUse(async () => {
      const added = this.tables().recovery.add(account, context);
      return added.ok ? added : refuse(added.failure);
    });
  }

  async renewRecoveryCodes(id: string, codeHashes: readonly string[], context: Context): Promise<boolean> {
    return this.#isInUse() && this.tables().recovery.renewCodes(id, codeHashes, context);
  }

  async removeRecoveryAccount(id: string, context: Context): Made<boolean> {
    const { recovery } = this.tables();
    const live = readState(this.tables())?.live.configuration;
    const isNeeded = live !== undefined && samlRequiredOf(live).of === 'everybody';
    const { accounts } = recovery.read(context.now);
    if (isNeeded && accounts.length === 1 && accounts[0]?.id === id) return refuse('recovery_account_needed');
    return success(recovery.remove(id, context));
  }

  async admitRecovery(
    source: RecoverySource,
    now: number,
  ): Promise<Result<PasswordParameters, RecoveryRefusal>> {
    return this.#isInUse()
      ? this.tables().recovery.admit(source, now)
      : { ok: false, failure: { code: 'recovery_closed' } };
  }

  async signInForRecovery(attempt: RecoveryAttempt, now: number): Promise<RecoveryAccount | null> {
    const state = readState(this.tables());
    if (state === null || state.deleted !== null) return null;
    const signedIn = this.tables().recovery.signIn(attempt, now, this.#teller(state));
    await this.tables().agenda.arm();
    return signedIn;
  }

  async findRecoverySession(sessionHash: string, now: number): Promise<RecoveryAccount | null> {
    return this.#isInUse() ? this.tables().recovery.findSession(sessionHash, now) : null;
  }

  async endRecoverySession(sessionHash: string): Promise<void> {
    this.tables().recovery.endSession(sessionHash);
  }

  #isInUse(): boolean {
    const state = readState(this.tables());
    return state !== null && state.deleted === null;
  }

  async #whileInUse<Value>(work: (state: TenantState) => Made<Value>): Made<Value> {
    const state = readState(this.tables());
    if (state === null) return refuse('tenant_unknown');
    return state.deleted === null ? work(state) : refuse('tenant_deleted');
  }

  #teller({ tenantId: id, slug }: TenantState): TellRecovery {
    return (type, data, now) => this.journal().tell(type, { id, slug }, data, now);
  }
}

function refuse<Value>(code: RecoveryFailure): Result<Value, { readonly code: RecoveryFailure }> {
  return { ok: false, failure: { code } };
}
